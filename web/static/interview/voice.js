// The interviewer's voice: the server's recording if there is one, otherwise the browser's voice. The text is always shown.

import { chosen } from "../devices.js";

const MUTED = "greenroom.muted";
const NO_VOICE_AFTER = 3000;

const sentencesOf = (text) => text.match(/\S[^]*?(?:[.?!](?=\s)|$)/g) ?? [];

const sameLanguage = (one, other) => one.slice(0, 2).toLowerCase() === other.slice(0, 2).toLowerCase();

function readMuted() {
  try {
    return localStorage.getItem(MUTED) === "yes";
  } catch {
    return false;
  }
}

/** `onState` gets speaking, silent, blocked or missing; `onCaption` the sentence that is being spoken. */
export class Voice {
  constructor(language, { onState, onCaption }) {
    this.language = language;
    this.onState = onState;
    this.onCaption = onCaption;
    this.muted = readMuted();
    this.turn = 0;
    // Some browsers list their voices only a moment after the first request.
    globalThis.speechSynthesis?.getVoices();
  }

  mute(muted) {
    this.muted = muted;
    try {
      localStorage.setItem(MUTED, muted ? "yes" : "no");
    } catch {
      // Then it is muted only on this page.
    }
    if (muted) this.stop();
  }

  stop() {
    this.turn += 1;
    this.audio?.pause();
    globalThis.speechSynthesis?.cancel();
    this.onCaption("");
    this.onState("silent");
  }

  async say({ text, audio_url: url }) {
    this.stop();
    if (this.muted) return;
    const { turn } = this;
    if (url && (await this.play(url, text, turn))) return;
    if (turn === this.turn) this.speak(text, turn);
  }

  /** Whether the server's recording plays. If the browser needs a press first, the state says so and no other voice plays. */
  async play(url, text, turn) {
    this.audio = new Audio(url);
    this.audio.addEventListener("ended", () => this.end(turn));
    try {
      await this.audio.setSinkId?.(chosen().speaker ?? "").catch(() => {});
      await this.audio.play();
      if (turn !== this.turn) this.audio.pause();
      else this.begin(text);
      return true;
    } catch (error) {
      if (error.name === "NotAllowedError") this.onState("blocked");
      return error.name === "NotAllowedError";
    }
  }

  speak(text, turn) {
    const synthesis = globalThis.speechSynthesis;
    if (!synthesis) return this.onState("missing");
    const all = synthesis.getVoices();
    const own = all.filter((voice) => sameLanguage(voice.lang, this.language));
    // A voice of another language cannot be understood, so only the text is shown.
    if (all.length > 0 && own.length === 0) return this.onState("missing");
    const voice = own.find((each) => each.lang.replace("_", "-") === this.language) ?? own[0];
    // One sentence at a time, because some browsers stop in a long text, and captions follow the voice.
    const sentences = sentencesOf(text);
    let heard = false;
    sentences.forEach((sentence, index) => {
      const utterance = new SpeechSynthesisUtterance(sentence);
      utterance.lang = voice?.lang.replace("_", "-") ?? this.language;
      if (voice) utterance.voice = voice;
      utterance.onstart = () => {
        heard = true;
        if (turn === this.turn) this.begin(sentence);
      };
      utterance.onend = () => index === sentences.length - 1 && this.end(turn);
      utterance.onerror = ({ error }) => turn === this.turn && this.onState(error === "not-allowed" ? "blocked" : "silent");
      synthesis.speak(utterance);
    });
    setTimeout(() => !heard && turn === this.turn && this.onState("missing"), NO_VOICE_AFTER);
    return undefined;
  }

  begin(words) {
    this.onState("speaking");
    this.onCaption(words);
  }

  end(turn) {
    if (turn !== this.turn) return;
    this.onCaption("");
    this.onState("silent");
  }
}

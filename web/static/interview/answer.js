// The answer to one question: spoken, typed or coded. Its text can be changed before it is handed in.

import { canAsk, remedyFor } from "../devices.js";
import { Coding } from "./coding.js";
import { recordings } from "./drafts.js";
import { clockWords, part, press, say, show, write } from "./screen.js";
import { Speaking, canSpeak, lookForRecognition, writesDown } from "./speaking.js";

const LISTENED_TO = "The team will listen to it.";

export class Answer {
  /** `isWrittenDown`: whether a provider transcribes recordings. */
  constructor({ interviewId, language, isWrittenDown, server, drafts, facts, voice, onChange }) {
    Object.assign(this, { interviewId, language, isWrittenDown, server, drafts, facts, voice, onChange });
    const look = () => lookForRecognition().then(() => this.question && this.label());
    navigator.mediaDevices?.addEventListener?.("devicechange", look);
    look();
    this.field = part("answer");
    this.coding = new Coding({ onChange, onPaste: (count) => facts.pasted(count) });
    this.field.addEventListener("input", () => {
      this.wasTyped = true;
      onChange();
    });
    this.field.addEventListener("input", () => this.point());
    for (const field of [this.field, part("code")]) {
      field.addEventListener("paste", (event) => facts.pasted(event.clipboardData?.getData("text/plain").length ?? 0));
    }
    part("speak").addEventListener("click", () => this.toggle());
    part("microphone").addEventListener("click", () => this.toggle());
  }

  /** Shows the question's field with the newest draft: this device's, or the server's from another one. */
  open(question) {
    const here = this.drafts.read(question.id);
    const there = question.draft;
    const newest = here && (!there || here.at >= Date.parse(there.saved_at)) ? here : there;
    this.question = question;
    this.field.value = newest?.text ?? "";
    this.audioKey = here?.audio_key ?? there?.audio_key ?? null;
    this.facts.restore(here?.facts);
    this.isCoding = question.round === "CODING";
    this.uploading = Promise.resolve();
    this.unsaved = null;
    this.heardText = "";
    this.isInText = false;
    this.wasTyped = false;
    show("coding", this.isCoding);
    if (this.isCoding) this.coding.open({ language: question.language, code: newest?.code ?? question.starter_code ?? "" });
    this.label();
    this.speaking = new Speaking(this.language, this.ears());
    this.labelSpeaking();
    show("recorded", Boolean(this.audioKey));
    show("playback", false);
    if (this.audioKey) write("recorded-words", "Your recording is kept. Speaking again replaces it.");
    else this.findRecording(question);
  }

  /** Uploads a recording that a crash left behind. */
  async findRecording(question) {
    const found = await recordings.find(this.recordingName);
    const isWanted = this.question === question && !this.speaking.isOn && !this.unsaved;
    if (isWanted && found instanceof Blob && found.size) this.recorded(found, null, true);
  }

  get recordingName() {
    return `${this.interviewId}.${this.question.id}`;
  }

  label() {
    write("answer-label", this.isCoding ? "Explain your thinking" : "Your answer");
    write("answer-hint", this.isCoding ? "How does it work, and why this way? A few sentences are enough." : this.hint());
    this.field.rows = this.isCoding ? 3 : 6;
  }

  hint() {
    if (this.mode === "type" || !canSpeak()) return "A typed answer counts as much as a spoken one.";
    if (writesDown()) return "Speak, and your words appear here. You can change them before you go on.";
    return `Speak, and your voice is recorded. ${this.isWrittenDown ? "It is written down here after you stop." : LISTENED_TO} What you write here counts, too.`;
  }

  setMode(mode) {
    this.mode = mode;
    const speaks = mode === "speak" && canSpeak();
    show("speaking", speaks);
    show("microphone", canSpeak());
    show("type", canSpeak());
    write("type-words", speaks ? "Type" : "Speak");
    part("type").setAttribute("aria-label", speaks ? "Type instead" : "Speak instead");
    part("type").querySelector("use").setAttribute("href", speaks ? "#icon-keyboard" : "#icon-voice");
    if (!speaks) this.speaking?.stop();
    if (!this.question) return;
    this.label();
    this.point();
  }

  async toggle() {
    if (this.speaking.isOn) {
      await this.speaking.stop();
      if (!writesDown() && !this.unsaved && !this.audioKey) write("recorded-words", "Nothing was recorded. Speak a little longer.");
      return;
    }
    if (this.mode !== "speak") this.setMode("speak");
    this.voice.stop();
    this.before = this.field.value;
    await this.speaking.start();
  }

  ears() {
    const { question } = this;
    const mine = (act) => (...values) => this.question === question && act(...values);
    return {
      heard: mine((words) => {
        this.field.value = [this.field.value.trimEnd(), words].filter(Boolean).join(" ");
        this.field.scrollTop = this.field.scrollHeight;
        this.point();
        this.onChange();
      }),
      guess: mine((words) => write("live", words)),
      level: (loudness) => part("bar").setAttribute("width", `${Math.round(loudness * 100)}%`),
      replaced: mine(() => {
        // The recording also contains these words, so its transcript will replace them.
        const [before, now] = [this.before.trimEnd(), this.field.value];
        if (now.startsWith(before)) this.heardText = now.slice(before.length).trim();
      }),
      recorded: mine((blob, seconds) => this.recorded(blob, seconds, !this.speaking.isOn)),
      changed: mine((on) => this.showSpeaking(on)),
      refused: mine((error) => this.refused(error)),
    };
  }

  showSpeaking(on) {
    press("microphone", on);
    part("interviewer").dataset.voice = on ? "listening" : "silent";
    write("voice-words", on ? "Listening to you" : "Waiting for your answer");
    this.labelSpeaking();
    const isRecording = on && !this.speaking.isDictating;
    show("level", on);
    part("bar").setAttribute("width", "0");
    if (isRecording) {
      show("recorded", true);
      write("recorded-words", this.isWrittenDown ? "Recording" : `Recording. ${LISTENED_TO}`);
    }
    show("device", false);
    if (on) say(isRecording ? "Recording." : "Listening.");
    if (!on) write("live", "");
    this.label();
  }

  labelSpeaking() {
    const [isOn, isNew] = [this.speaking.isOn, !this.unsaved && !this.audioKey];
    const first = this.isCoding ? "Explain by speaking" : "Speak your answer";
    write("speak-words", isOn ? "Stop" : isNew ? first : this.speaking.source ? "Go on speaking" : "Speak again");
    this.point();
  }

  /** Marks one button as the next step: "Speak" for a candidate who speaks and has no answer yet, otherwise "Next". */
  point() {
    const { isOn } = this.speaking;
    const speaksNow = this.mode === "speak" && canSpeak() && (isOn || (this.isEmpty && !this.isCoding));
    part("speak").classList.toggle("primary", speaksNow);
    part("next").classList.toggle("primary", !speaksNow);
  }

  refused(error) {
    const { remedy } = remedyFor(error, "microphone");
    write("device-words", `${canAsk() ? remedy : "This page cannot use a microphone here."} Or type: it counts the same.`);
    show("device", true);
    say(`The microphone does not start. ${part("device-words").textContent}`);
  }

  /** Keeps the recording on this device, and uploads it each time the person stops speaking. */
  recorded(blob, seconds, isWhole) {
    this.unsaved = blob;
    this.label();
    recordings.keep(this.recordingName, blob);
    show("recorded", true);
    this.labelSpeaking();
    const length = seconds === null ? "" : ` ${clockWords(seconds * 1000)}`;
    write("recorded-words", isWhole ? `Recorded${length}. It is being saved.` : `Recording${length}`);
    if (isWhole) this.uploading = this.upload(blob, length);
  }

  async upload(blob, length = "") {
    const { question } = this;
    try {
      const key = await this.server.upload(question.id, blob);
      if (this.question !== question || this.unsaved !== blob) return;
      this.audioKey = key;
      this.unsaved = null;
      recordings.drop(this.recordingName);
      this.isInText = false;
      write("recorded-words", `Recorded${length}. Saved.`);
      this.replay(blob);
      this.onChange();
      const isText = await this.writeDown(question);
      if (!isText && this.question === question && !this.speaking.isOn) write("recorded-words", `Recorded${length}. Saved. ${LISTENED_TO}`);
    } catch {
      if (this.question === question) write("recorded-words", `Recorded${length}. It is kept here until it can be saved.`);
    }
  }

  /** Puts the transcript of the recording into the field, if there is one. Text that the person changed is kept. Returns whether the field has all of the recording now. */
  async writeDown(question) {
    if (!this.isWrittenDown) return false;
    const text = await this.server.transcribe(question.id, this.audioKey).catch(() => null);
    if (!text || this.question !== question) return false;
    const written = this.field.value;
    if (this.heardText && written.includes(this.heardText)) this.field.value = written.replace(this.heardText, () => text);
    else if (!this.heardText) this.field.value = [written.trimEnd(), text].filter(Boolean).join(" ");
    else return false;
    this.heardText = text;
    this.isInText = true;
    say("Your words are written down. You can change them.");
    this.point();
    this.onChange();
    return true;
  }

  replay(blob) {
    const player = part("playback");
    if (player.src) URL.revokeObjectURL(player.src);
    player.src = URL.createObjectURL(blob);
    player.hidden = false;
  }

  /** The draft, which heartbeats send and a reload restores. */
  draft() {
    if (!this.question) return null;
    const code = this.isCoding ? { code: this.coding.text() } : {};
    const sound = this.audioKey ? { audio_key: this.audioKey } : {};
    return { question_id: this.question.id, text: this.field.value.slice(0, this.field.maxLength), ...code, ...sound, facts: [...this.facts.found] };
  }

  /** Whether there is code other than the unchanged starter code, which is no answer. */
  get hasCode() {
    return this.isCoding && this.coding.text().trim() !== (this.question.starter_code ?? "").trim();
  }

  /** Whether the answer is typed and not spoken: it then gets extra time for typing. */
  get isTyped() {
    return this.mode === "type" || !canSpeak() || this.wasTyped;
  }

  get isEmpty() {
    return !this.field.value.trim() && !this.audioKey && !this.unsaved && !this.hasCode;
  }

  /** The whole answer after uploading its recording. If the upload fails, `unsaved` keeps the recording. */
  async take() {
    await this.speaking.close();
    await this.uploading;
    if (this.unsaved) await this.upload(this.unsaved);
    const { code, ...whole } = { ...this.draft(), facts: this.facts.take() };
    // A recording is kept beside the text only if the text does not contain all of it.
    const sound = whole.audio_key && whole.text && !this.isInText ? { keep_recording: true } : {};
    return { ...whole, ...sound, ...(this.hasCode ? { code } : {}) };
  }

  /** Deletes the answer from this device after it was handed in. */
  forget() {
    recordings.drop(this.recordingName);
    this.drafts.drop(this.question.id);
    this.unsaved = null;
  }

  async pause() {
    await this.speaking?.close();
    if (this.question) this.speaking = new Speaking(this.language, this.ears());
  }

  focus() {
    if (this.isCoding) this.coding.focus();
    else this.field.focus();
  }
}

// Spoken answers: the browser's speech recognition if it works, otherwise a recording.

import { chosen, isDefault } from "../devices.js";
import { Dictation, hasRecognition } from "./dictation.js";
import { Recorder, canRecord } from "./recorder.js";

const FAILED = "greenroom.recognition-failed";
/** The time in ms that a person may speak before recognition counts as failed; and the time from which they have spoken at all. */
const DEAF_AFTER = 5000;
const SPOKE = 700;
const LOUD = 0.3;
/** Devices that give their microphone to one user at a time. */
const LENDS_ONCE = /Android|iPhone|iPad|iPod/.test(navigator.userAgent) || navigator.userAgentData?.mobile === true;

let hasFailed = readFailed();
let dictates = hasRecognition && !hasFailed;

function readFailed() {
  try {
    return sessionStorage.getItem(FAILED) === "yes";
  } catch {
    return false;
  }
}

/** Remembers, also for the interview after the ready room, that recognition failed. */
function noteFailure() {
  hasFailed = true;
  dictates = false;
  try {
    sessionStorage.setItem(FAILED, "yes");
  } catch {
    // Then only this page remembers it.
  }
}

export const canSpeak = () => Boolean(hasRecognition || canRecord());
export const writesDown = () => dictates;

/** Recognition can only use the system's default microphone. If another one is chosen, answers are recorded. Call it again after a choice. */
export async function lookForRecognition() {
  const isPossible = hasRecognition && !hasFailed;
  dictates = isPossible && (!canRecord() || (await isDefault("microphone", chosen().microphone)));
}

/** A recording beside recognition, which is used only if recognition heard nothing or failed. */
class Spare {
  constructor(on) {
    this.on = on;
    this.loudFor = 0;
    this.recorder = new Recorder({ recorded: () => {}, failed: () => {}, level: (loudness) => this.measure(loudness) });
    this.beginning = this.recorder.start().then(
      () => true,
      () => false,
    );
  }

  measure(loudness) {
    const now = performance.now();
    if (this.at !== undefined && loudness > LOUD) this.loudFor += Math.min(100, now - this.at);
    this.at = now;
    this.on.level(loudness);
    if (this.loudFor > DEAF_AFTER) this.on.loud();
  }

  /** Hands over the recorder with other callbacks; null if it did not start. */
  async take(on) {
    if (!(await this.beginning)) return null;
    this.recorder.on = on;
    return this.recorder;
  }

  async drop() {
    if (await this.beginning) this.recorder.close();
  }
}

/** The speaking of one answer. `on` has heard, guess, recorded, level, refused, changed, and replaced: the recording has all words since the last start. */
export class Speaking {
  constructor(language, on) {
    const heard = (tell) => (words) => {
      if (words) this.hasHeard = true;
      tell(words);
    };
    this.on = { ...on, heard: heard(on.heard), guess: heard(on.guess), failed: (why) => this.fail(why) };
    this.language = language;
    this.isOn = false;
  }

  async start() {
    this.source ??= dictates ? new Dictation(this.language, this.on) : new Recorder(this.on);
    this.hasHeard = false;
    try {
      await this.source.start();
      this.turn(true);
    } catch (error) {
      if (this.isDictating && canRecord()) return this.record();
      this.turn(false);
      this.on.refused(error);
      return undefined;
    }
    if (this.isDictating && canRecord() && !LENDS_ONCE) {
      this.spare = new Spare({ level: this.on.level, loud: () => this.isOn && !this.hasHeard && this.record() });
    }
    return undefined;
  }

  get isDictating() {
    return this.source instanceof Dictation;
  }

  async stop() {
    if (!this.isOn) return;
    this.turn(false);
    await this.source.stop();
    await this.endSpare();
  }

  /** If the person spoke and recognition heard nothing, the spare recording becomes the answer. */
  async endSpare() {
    const { spare } = this;
    this.spare = undefined;
    if (!spare) return;
    if (this.hasHeard || spare.loudFor < SPOKE) return spare.drop();
    const recorder = await spare.take(this.on);
    if (!recorder) return;
    noteFailure();
    this.source = recorder;
    this.on.replaced();
    await recorder.stop();
  }

  async close() {
    await this.stop();
    this.source?.close?.();
    this.source = undefined;
  }

  turn(on) {
    this.isOn = on;
    this.on.changed(on);
  }

  /** Continues with a recording when recognition fails. It is refused only if the microphone itself fails. */
  async fail(why) {
    if (this.isDictating && canRecord()) return this.record();
    this.turn(false);
    this.source = undefined;
    return this.on.refused({ name: why === "audio-capture" || why === "microphone-gone" ? "NotFoundError" : "NotAllowedError" });
  }

  async record() {
    const { source, spare } = this;
    [this.source, this.spare] = [undefined, undefined];
    noteFailure();
    this.turn(false);
    source.stop();
    const recorder = await spare?.take(this.on);
    if (!recorder) return this.start();
    this.source = recorder;
    this.on.replaced();
    this.turn(true);
    return undefined;
  }
}

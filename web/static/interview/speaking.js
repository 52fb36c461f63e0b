// Answering by speaking: the browser writes the words down where it can; else, and whenever it fails, the voice is recorded.

import { chosen, isDefault } from "../devices.js";
import { Dictation, hasRecognition } from "./dictation.js";
import { Recorder, canRecord } from "./recorder.js";

const FAILED = "greenroom.recognition-failed";
/** So long somebody may speak without a word being heard, in ms; and so long they have spoken at all. */
const DEAF_AFTER = 5000;
const SPOKE = 700;
const LOUD = 0.3;
/** These devices give their microphone to one user at a time. */
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

/** What the ready room found out holds for the interview, too. */
function noteFailure() {
  hasFailed = true;
  dictates = false;
  try {
    sessionStorage.setItem(FAILED, "yes");
  } catch {
    // Known on this page alone.
  }
}

export const canSpeak = () => Boolean(hasRecognition || canRecord());
export const writesDown = () => dictates;

/** Recognition hears the system's microphone alone: with another one chosen, that one is recorded. To be asked again after a choice. */
export async function lookForRecognition() {
  const isPossible = hasRecognition && !hasFailed;
  dictates = isPossible && (!canRecord() || (await isDefault("microphone", chosen().microphone)));
}

/** A recording made while the browser writes down: used only where it heard nothing or gave up. */
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

  /** The recorder, telling somebody else from now on; null where it did not start. */
  async take(on) {
    if (!(await this.beginning)) return null;
    this.recorder.on = on;
    return this.recorder;
  }

  async drop() {
    if (await this.beginning) this.recorder.close();
  }
}

/** One answer's speaking. `on`: heard, guess, recorded, level, refused, changed, and replaced: that a recording has all since the last start. */
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

  /** Who spoke and was not heard is recorded: what the spare holds is the answer. */
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

  /** Whatever recognition gave up for, recording takes over in the same breath; only a microphone that fails itself is refused. */
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

// Answering by speaking: the browser writes the words down where it can; else the voice is recorded.

import { canAsk, chosen, closeStream, listen, openDevice } from "../devices.js";
import { Transcript } from "./transcript.js";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const SLICE = 3000;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const NO_SERVICE = new Set(["network", "service-not-allowed", "language-not-supported"]);
const SHORT = 1000;

/** The browser's own recognition. `heard` gets words for good, `guess` the words of the moment. */
class Dictation {
  constructor(language, on) {
    this.on = on;
    this.engine = new Recognition();
    Object.assign(this.engine, { lang: language, continuous: true, interimResults: true });
    this.transcript = new Transcript({ take: on.heard, guess: on.guess });
    this.engine.onresult = (event) => this.transcript.read(event);
    this.engine.onerror = ({ error }) => {
      if (error !== "no-speech") this.error = error;
    };
    this.engine.onend = () => this.ended();
  }

  start() {
    this.wanted = true;
    this.error = undefined;
    this.quickEnds = 0;
    this.listen();
  }

  listen() {
    this.begun = performance.now();
    this.transcript.begin();
    this.engine.start();
  }

  /** Engines stop in a silence: as long as the person goes on, so does the engine. */
  ended() {
    this.transcript.settle();
    this.on.guess("");
    this.resolve?.();
    if (!this.wanted) return;
    this.quickEnds = performance.now() - this.begun < SHORT ? this.quickEnds + 1 : 0;
    if (this.error || this.quickEnds > 3) {
      this.wanted = false;
      this.on.failed(this.error ?? "network");
    } else this.listen();
  }

  async stop() {
    if (!this.wanted) return;
    this.wanted = false;
    const last = new Promise((resolve) => Object.assign(this, { resolve }));
    this.engine.stop();
    await Promise.race([last, new Promise((resolve) => setTimeout(resolve, 1500))]);
  }
}

/** A recording that can be paused; `recorded` gets all of it so far, every few seconds. */
class Recorder {
  constructor(on) {
    this.on = on;
    this.pieces = [];
    this.length = 0;
  }

  async start() {
    if (this.recorder?.state === "paused") this.recorder.resume();
    else await this.open();
    this.stopListening = listen(this.stream, this.on.level);
    this.begun = performance.now();
  }

  async open() {
    this.stream = await openDevice("microphone", chosen().microphone);
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: 32_000 });
    this.recorder.ondataavailable = ({ data }) => {
      if (data.size) this.pieces.push(data);
      // Who stops at once has recorded nothing.
      if (this.pieces.length) this.on.recorded(this.all(), this.seconds);
    };
    this.stream.getTracks()[0].addEventListener("ended", () => this.on.failed("microphone-gone"));
    this.recorder.start(SLICE);
  }

  get seconds() {
    const running = this.begun === undefined ? 0 : performance.now() - this.begun;
    return (this.length + running) / 1000;
  }

  /** Without the codec: a presigned upload and a player want the plain type. */
  all() {
    return new Blob(this.pieces, { type: this.recorder.mimeType.split(";")[0] });
  }

  async stop() {
    if (this.begun === undefined) return;
    [this.length, this.begun] = [this.seconds * 1000, undefined];
    this.deafen();
    if (this.recorder.state !== "recording") return;
    const last = new Promise((resolve) => this.recorder.addEventListener("dataavailable", resolve, { once: true }));
    this.recorder.pause();
    this.recorder.requestData();
    await last;
  }

  deafen() {
    this.stopListening?.();
    this.stopListening = undefined;
  }

  close() {
    this.deafen();
    if (this.recorder && this.recorder.state !== "inactive") {
      this.recorder.ondataavailable = null;
      this.recorder.stop();
    }
    closeStream(this.stream);
  }
}

let recognitionFails = !Recognition;

export const canSpeak = () => Boolean(Recognition || (canAsk() && globalThis.MediaRecorder));
export const writesDown = () => !recognitionFails;

/** One answer's speaking. `on`: heard, guess, recorded, level, failed, changed. */
export class Speaking {
  constructor(language, on) {
    this.on = { ...on, failed: (why) => this.fall(why) };
    this.language = language;
    this.isOn = false;
  }

  async start() {
    this.source ??= writesDown() ? new Dictation(this.language, this.on) : new Recorder(this.on);
    try {
      await this.source.start();
      this.turn(true);
    } catch (error) {
      this.turn(false);
      this.on.refused(error);
    }
  }

  async stop() {
    if (!this.isOn) return;
    this.turn(false);
    await this.source.stop();
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

  /** Recognition without a service behind it: recording takes over, in the same breath. */
  async fall(why) {
    this.turn(false);
    const noService = NO_SERVICE.has(why) && canAsk() && globalThis.MediaRecorder;
    this.source = undefined;
    if (!noService) return this.on.refused({ name: why === "audio-capture" || why === "microphone-gone" ? "NotFoundError" : "NotAllowedError" });
    recognitionFails = true;
    return this.start();
  }
}

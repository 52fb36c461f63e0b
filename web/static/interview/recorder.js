// A recording from the chosen microphone. The ready room's check and the interview both use it.

import { canAsk, chosen, closeStream, listen, openDevice } from "../devices.js";

const SLICE = 3000;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export const canRecord = () => Boolean(canAsk() && globalThis.MediaRecorder);

/** A recording that can be paused. Every few seconds `recorded` gets the whole recording so far. */
export class Recorder {
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
    try {
      this.recorder = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: 32_000 });
    } catch (error) {
      closeStream(this.stream);
      throw error;
    }
    this.recorder.ondataavailable = ({ data }) => {
      if (data.size) this.pieces.push(data);
      // A recording that was stopped at once is empty.
      if (this.pieces.length) this.on.recorded(this.all(), this.seconds);
    };
    this.stream.getTracks()[0].addEventListener("ended", () => this.on.failed("microphone-gone"));
    this.recorder.start(SLICE);
  }

  get seconds() {
    const running = this.begun === undefined ? 0 : performance.now() - this.begun;
    return (this.length + running) / 1000;
  }

  /** The media type without the codec, because presigned uploads and players need the plain type. */
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

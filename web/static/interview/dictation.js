// The browser's speech recognition, which uses the system's default microphone.

import { Transcript } from "./transcript.js";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const SHORT = 1000;

export const hasRecognition = Boolean(Recognition);

/** `heard` gets final words, `guess` preliminary words, `failed` the reason for a failure. */
export class Dictation {
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

  /** Restarts the engine, which stops by itself in a silence, while the person is still answering. */
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

// Saves the draft, on this device at each change and on the server every few seconds, and shows the state in words.

import { agoWords, part, say, write } from "./screen.js";

const LOOK_EVERY = 1000;
const SAVE_EVERY = 4000;
const PRESENT_EVERY = 20_000;

export class Saving {
  /** `collect` returns the present draft or null; `onReply` and `onRefused` get the server's answers. */
  constructor({ server, drafts, clock, collect, onReply, onRefused }) {
    Object.assign(this, { server, drafts, clock, collect, onReply, onRefused });
    this.trouble = "";
    addEventListener("offline", () => this.wait());
    addEventListener("online", () => this.beat());
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
  }

  start(known) {
    this.sent = JSON.stringify(known);
    this.savedAt = undefined;
    this.triedAt = performance.now();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.look(), LOOK_EVERY);
    this.look();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Saves on this device at each change, without waiting for a timer. */
  keep() {
    const draft = this.collect();
    if (draft) this.drafts.write(draft.question_id, { ...draft, at: this.clock.now() });
  }

  look() {
    const idle = performance.now() - this.triedAt;
    if (idle >= (this.isUnsent() ? SAVE_EVERY : PRESENT_EVERY)) this.beat();
    this.tell();
  }

  isUnsent() {
    return JSON.stringify(this.collect()) !== this.sent;
  }

  async beat() {
    const draft = this.collect();
    if (!draft || this.timer === undefined || this.isBeating) return;
    this.isBeating = true;
    this.triedAt = performance.now();
    const sending = JSON.stringify(draft);
    const isNew = sending !== this.sent;
    try {
      const reply = await this.server.heartbeat(draft);
      this.goOn();
      if (this.timer === undefined) return;
      // A draft that the server refused as too early is sent again.
      if (reply.saved) this.sent = sending;
      if (isNew && reply.saved) this.savedAt = performance.now();
      this.onReply(reply);
    } catch (error) {
      if (error.status) this.onRefused(error);
      else this.wait(error.response);
    } finally {
      this.isBeating = false;
    }
    this.tell();
  }

  leave() {
    const draft = this.timer === undefined ? null : this.collect();
    if (!draft || !this.isUnsent()) return;
    this.keep();
    this.server.farewell(draft);
  }

  /** Whether there is no connection, or the server is overloaded. */
  wait(response) {
    const trouble = response ? "The server is busy" : "Offline";
    if (this.trouble === trouble) return;
    this.trouble = trouble;
    say(`${response ? "The server is busy." : "You are offline."} Your answer is kept here. The page goes on by itself.`);
    this.tell();
  }

  goOn() {
    if (!this.trouble) return;
    this.trouble = "";
    say("You are online again.");
    this.tell();
  }

  tell() {
    part("saved").toggleAttribute("data-trouble", Boolean(this.trouble));
    if (this.trouble) return write("saved", `${this.trouble}: your answer is kept here`);
    if (this.savedAt !== undefined) return write("saved", `Saved ${agoWords(performance.now() - this.savedAt)}`);
    return write("saved", "Saved as you answer");
  }
}

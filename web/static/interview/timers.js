// The time for this answer and the time in all, by the server's clock; warnings are words, never a flash.

import { clockWords, say, show, write } from "./screen.js";

const SECOND = 1000;
const WARNINGS = [
  [15 * SECOND, "15 seconds left"],
  [60 * SECOND, "1 minute left"],
];

export class Timers {
  constructor(clock, onTimeUp) {
    this.clock = clock;
    this.onTimeUp = onTimeUp;
  }

  /** Both in ms of the server's clock; a question never outlasts the interview. */
  start(questionEndsAt, endsAt) {
    this.endsAt = endsAt;
    this.questionEndsAt = Math.min(questionEndsAt, endsAt);
    this.warned = Infinity;
    show("warning", false);
    this.tick();
  }

  stop() {
    clearTimeout(this.timer);
  }

  /** Whether the interview's time is over. */
  get isOver() {
    return this.clock.now() >= this.endsAt;
  }

  /** Goes on where there is time left. */
  goOn() {
    if (this.clock.now() < this.questionEndsAt) this.tick();
  }

  tick() {
    this.stop();
    const now = this.clock.now();
    const [left, inAll] = [this.questionEndsAt - now, this.endsAt - now];
    write("question-left", clockWords(left));
    write("total-left", clockWords(inAll));
    this.warn(left);
    if (left <= 0) return this.onTimeUp();
    this.timer = setTimeout(() => this.tick(), Math.max(20, left % SECOND));
  }

  warn(left) {
    const [limit, words] = WARNINGS.find(([each]) => left <= each) ?? [Infinity];
    if (limit >= this.warned) return;
    this.warned = limit;
    const what = this.questionEndsAt === this.endsAt ? "in the interview" : "for this answer";
    const warning = `${words} ${what}. Then it is handed in by itself.`;
    write("warning-words", warning);
    show("warning", true);
    say(warning);
  }
}

// The time for this answer and the time in all, by the server's clock; warnings are words, never a flash.

import { clockWords, part, say, show, write } from "./screen.js";

const SECOND = 1000;
const WARNINGS = [
  [15 * SECOND, "15 seconds left. Then your answer is handed in by itself."],
  [60 * SECOND, "1 minute left for this answer."],
];
const LAST_MINUTE = "The interview ends in 1 minute. What you have written is handed in by itself.";

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

  get isOver() {
    return this.clock.now() >= this.endsAt;
  }

  tick() {
    this.stop();
    const now = this.clock.now();
    const [left, inAll] = [this.questionEndsAt - now, this.endsAt - now];
    write("question-left", clockWords(left));
    write("total-left", clockWords(inAll));
    this.warn(left, inAll);
    if (left <= 0) return this.onTimeUp();
    this.timer = setTimeout(() => this.tick(), Math.max(20, left % SECOND));
  }

  warn(left, inAll) {
    const due = WARNINGS.find(([limit]) => left <= limit);
    if (due && due[0] < this.warned) {
      this.warned = due[0];
      write("warning-words", due[1]);
      show("warning", true);
      say(due[1]);
    }
    if (inAll <= 60 * SECOND && !this.saidLast) {
      this.saidLast = true;
      if (left < inAll) say(LAST_MINUTE);
      part("total").title = LAST_MINUTE;
    }
  }
}

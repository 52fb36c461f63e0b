// The time for this answer and the time in all, by the server's clock. Warnings are words and never a flash.

import { clockWords, say, show, write } from "./screen.js";

const SECOND = 1000;
const GRACE = 10 * SECOND;
const WARNINGS = [
  [0, ""],
  [15 * SECOND, "15 seconds left"],
  [60 * SECOND, "1 minute left"],
];

export class Timers {
  constructor(clock, onTimeUp) {
    this.clock = clock;
    this.onTimeUp = onTimeUp;
  }

  /** `endsAt` in ms of the server's clock; a question never outlasts the interview. */
  start(question, endsAt) {
    this.question = question;
    this.endsAt = endsAt;
    this.thinksUntil = Date.parse(question.thinks_until);
    this.questionEndsAt = Math.min(Date.parse(question.ends_at), endsAt);
    this.warned = Infinity;
    this.isHandedIn = false;
    this.tick();
  }

  /** Stops the answer's time while it is being sent. The interview's time continues. */
  handIn() {
    if (!this.question) return;
    this.isHandedIn = true;
    this.wasOver = this.isOver;
    this.tick();
  }

  /** Adopts the server's data: the time since when the question is on the screen, and whether its answer is typed. */
  follow({ shown_at: shownAt, typed }) {
    const { asked_at: asked, time_limit_seconds: limit, clock } = this.question;
    const shown = Math.min(Math.max(Date.parse(shownAt), Date.parse(asked)), Date.parse(clock.latest_shown_at));
    this.thinksUntil = shown + clock.think_seconds * SECOND;
    const ownEnd = this.thinksUntil + limit * SECOND;
    const more = clock.saved_seconds + (typed ? clock.typing_seconds : 0);
    const wished = Math.min(ownEnd + more * SECOND, Date.parse(clock.latest_end_at));
    this.questionEndsAt = Math.min(Math.max(ownEnd, wished), this.endsAt);
    if (this.timer) this.tick();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Whether the interview's time is over. */
  get isOver() {
    return this.clock.now() >= this.endsAt;
  }

  /** Continues if there is time left. */
  goOn() {
    this.isHandedIn = false;
    if (this.clock.now() < this.handsInAt) this.tick();
  }

  /** The time at which the answer is handed in: some seconds after its end, if the interview has them. */
  get handsInAt() {
    return Math.min(this.questionEndsAt + GRACE, Math.max(this.endsAt, this.questionEndsAt));
  }

  tick() {
    this.stop();
    const now = this.clock.now();
    if (this.isHandedIn) return this.tickOn(now);
    const [left, inAll, thinking] = [this.questionEndsAt - now, this.endsAt - now, this.thinksUntil - now];
    // Time to think is shown separately, because the answer's own time does not run yet.
    write("question-label", thinking > 0 && left > 0 ? "Time to think" : "This answer");
    write("question-left", clockWords(thinking > 0 ? Math.min(thinking, left) : left));
    write("total-left", clockWords(inAll));
    this.warn(left);
    if (now >= this.handsInAt) return this.onTimeUp();
    this.timer = setTimeout(() => this.tick(), Math.max(20, (left > 0 ? left : this.handsInAt - now) % SECOND || SECOND));
    return undefined;
  }

  tickOn(now) {
    write("question-label", "Handing in");
    write("question-left", "");
    write("total-left", clockWords(this.endsAt - now));
    if (this.isOver && !this.wasOver) {
      this.wasOver = true;
      this.tell("The time of the interview is over. Your answer is kept here, and is handed in once there is a connection.");
    }
    this.timer = setTimeout(() => this.tick(), Math.max(20, (this.endsAt - now) % SECOND || SECOND));
    return undefined;
  }

  warn(left) {
    const [limit, words] = WARNINGS.find(([each]) => left <= each) ?? [Infinity];
    // There is more time than before, such as for typing, so the earlier warning is hidden.
    if (limit > this.warned) show("warning", false);
    if (limit === this.warned) return;
    const isNews = limit < this.warned;
    this.warned = limit;
    if (!isNews) return;
    if (limit === 0) {
      this.tell("Time’s up. Finish your sentence: your answer is handed in in 10 seconds.");
      return;
    }
    const what = this.questionEndsAt === this.endsAt ? "in the interview" : "for this answer";
    this.tell(`${words} ${what}. Then it is handed in by itself.`);
  }

  tell(words) {
    write("warning-words", words);
    show("warning", true);
    say(words);
  }
}

// What happened while a question was open, as facts with the server's time: the tab was left, text was pasted.

export class Facts {
  constructor(clock, onChange) {
    this.clock = clock;
    this.onChange = onChange;
    this.found = [];
    document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? this.leave() : this.comeBack()));
  }

  restore(found) {
    this.found = found ?? [];
  }

  leave() {
    this.leftAt = this.clock.now();
  }

  comeBack() {
    if (this.leftAt === undefined) return;
    this.note({ kind: "LEFT_TAB", from: this.time(this.leftAt), to: this.time(this.clock.now()) });
    this.leftAt = undefined;
  }

  pasted(characters) {
    if (characters > 0) this.note({ kind: "PASTED", at: this.time(this.clock.now()), characters });
  }

  note(fact) {
    // The first hundred tell the story; an answer stays small.
    if (this.found.length >= 100) return;
    this.found.push(fact);
    this.onChange();
  }

  /** For the answer; somebody who is away now has left until now. */
  take() {
    const away = this.leftAt !== undefined;
    this.comeBack();
    if (away) this.leave();
    return this.found;
  }

  time(ms) {
    return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
  }
}

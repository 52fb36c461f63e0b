// Facts about a question with the server's time: the candidate left the tab, or pasted text.

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
    // The first hundred are enough, and the answer stays small.
    if (this.found.length >= 100) return;
    this.found.push(fact);
    this.onChange();
  }

  /** The facts for the answer. An absence that still lasts ends now. */
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

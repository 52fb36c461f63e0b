// One run of messages between two people. Messages may be reordered or lost on the way, so each is numbered, handled in
// order, kept, and sent again if the other person misses it.

const MISSED_AFTER = 1_500;

export class Line {
  constructor({ post, onData, onControl }) {
    Object.assign(this, { post, onData, onControl });
    this.begin(null);
  }

  /** Begins a new run, which the interviewer's page names. */
  begin(run) {
    this.run = run;
    this.sent = [];
    this.next = 1;
    this.held = new Map();
    this.handled = Promise.resolve();
    clearTimeout(this.missing);
  }

  /** Whether a message of the other person has been handled in this run. */
  get hasHeard() {
    return this.next > 1;
  }

  send(data) {
    const number = this.sent.push(data);
    this.post({ action: "relay", run: this.run, number, data });
  }

  /** Sends a message outside of the order. */
  control(data) {
    this.post({ action: "relay", run: this.run, number: 0, data });
  }

  hear({ run, number, data }) {
    if (number === 0) {
      const missing = data?.missing;
      // Another page's messages are not trusted: from a number below 1, each index on the way would be sent.
      if (missing && run === this.run && Number.isInteger(missing)) this.repeatFrom(Math.max(1, missing));
      else if (data && !missing) this.onControl(data);
      return;
    }
    if (run !== this.run || number < this.next) return;
    this.held.set(number, data);
    while (this.held.has(this.next)) {
      const ready = this.held.get(this.next);
      this.held.delete(this.next);
      this.next += 1;
      this.handled = this.handled.then(() => run === this.run && this.onData(ready));
    }
    clearTimeout(this.missing);
    if (this.held.size) this.missing = setTimeout(() => this.control({ missing: this.next }), MISSED_AFTER);
  }

  /** After an interruption: asks for messages that were missed here, and sends those that the other person missed. */
  catchUp() {
    if (this.run !== null) this.control({ missing: this.next });
  }

  repeatFrom(number) {
    for (let index = number; index <= this.sent.length; index += 1) {
      this.post({ action: "relay", run: this.run, number: index, data: this.sent[index - 1] });
    }
  }
}

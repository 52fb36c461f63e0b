// The words of recognition without repetitions: Android marks every step as final, and each step repeats earlier words.

const SETTLED = 1500;

const wordsOf = (text) => text.trim().split(/\s+/).filter(Boolean);
const same = (one, other) => one.toLowerCase() === other.toLowerCase();
const startsWith = (longer, shorter) => shorter.length <= longer.length && shorter.every((word, at) => same(word, longer[at]));

/** `take` gets final words, `guess` preliminary ones. */
export class Transcript {
  constructor({ take, guess }) {
    Object.assign(this, { take, guess });
    this.begin();
  }

  /** Begins anew, because a new run of the engine does not repeat words of the previous run. */
  begin() {
    this.last = [];
    this.taken = 0;
    this.wasSure = true;
  }

  read({ results, resultIndex }) {
    const fresh = Array.from(results).slice(resultIndex);
    for (const result of fresh.filter((each) => each.isFinal)) this.hear(wordsOf(result[0].transcript), result[0].confidence !== 0);
    const guessed = fresh.filter((each) => !each.isFinal).map((each) => each[0].transcript.trim());
    this.guess([this.waiting, ...guessed].filter(Boolean).join(" "));
  }

  /** A step without confidence is preliminary although it is marked as final: the next step may extend it. */
  hear(words, isSure) {
    const goesOn = !this.wasSure && (startsWith(words, this.last.slice(0, this.taken || 1)) || startsWith(this.last, words));
    const isRepeated = this.wasSure && this.last.length > 1 && words.length === this.last.length && startsWith(words, this.last);
    if (isRepeated) return;
    if (!goesOn) {
      this.settle();
      this.taken = 0;
    }
    if (!goesOn || !startsWith(this.last, words)) this.last = words;
    this.wasSure = isSure;
    clearTimeout(this.timer);
    if (isSure) this.settle();
    else this.timer = setTimeout(() => this.settle(), SETTLED);
  }

  /** Words that were heard and may still change. */
  get waiting() {
    return this.last.slice(this.taken).join(" ");
  }

  settle() {
    clearTimeout(this.timer);
    const words = this.waiting;
    this.taken = this.last.length;
    if (words) this.take(words);
  }
}

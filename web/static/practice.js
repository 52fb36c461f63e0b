// The practice question, which is answered and heard as in the interview, but neither scored nor stored.

import { Speaking, canSpeak, lookForRecognition, writesDown } from "./interview/speaking.js";
import { remedyFor } from "./devices.js";

export class Practice {
  /** `isWrittenDown`: whether a provider transcribes recordings. `before` is called before the microphone is opened. */
  constructor(root, { language, isWrittenDown, before }) {
    Object.assign(this, { root, isWrittenDown, before });
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.speaking = new Speaking(language, {
      heard: (words) => this.write([this.part("practice-words").value.trimEnd(), words].filter(Boolean).join(" ")),
      guess: (words) => this.tell(words || "Listening to you"),
      level: (loudness) => this.part("practice-bar").setAttribute("width", `${Math.round(loudness * 100)}%`),
      replaced: () => this.tell("Your browser does not write down here: your voice is recorded."),
      recorded: (blob) => !this.speaking.isOn && this.replay(blob),
      changed: (on) => this.show(on),
      refused: (error) => this.tell(`The microphone does not start. ${remedyFor(error, "microphone").remedy} Or type: it counts the same.`),
    });
    root.hidden = !canSpeak();
    this.part("practice-speak").addEventListener("click", () => this.toggle());
    this.look();
  }

  /** Finds out how the interview will take a spoken answer with the chosen microphone. */
  async look() {
    await this.close();
    await lookForRecognition();
    this.explain();
  }

  explain() {
    const recorded = this.isWrittenDown ? "It is written down after you stop." : "Nobody writes it down: the team will listen to it.";
    this.part("practice-how").textContent = writesDown() ? "Your browser writes down what you say." : `Your voice is recorded with the microphone you chose. ${recorded}`;
  }

  async toggle() {
    if (this.speaking.isOn) return this.speaking.stop();
    this.before();
    return this.speaking.start();
  }

  show(on) {
    this.part("practice-speak-words").textContent = on ? "Stop" : "Try again";
    this.part("practice-level").hidden = !on;
    if (on) {
      this.part("practice-player").hidden = true;
      this.write("");
      this.tell(this.speaking.isDictating ? "Listening to you" : "Recording");
    } else if (this.part("practice-words").value) this.tell("This is what was written down. In the interview you can change it.");
    this.explain();
  }

  write(words) {
    this.part("practice-words").value = words;
    this.part("practice-words").hidden = !words;
  }

  replay(blob) {
    const player = this.part("practice-player");
    if (player.src) URL.revokeObjectURL(player.src);
    player.src = URL.createObjectURL(blob);
    player.hidden = false;
    this.tell("This is your recording. Listen to it: in the interview it is kept like this.");
    // One recording is one try.
    this.speaking.close();
  }

  tell(words) {
    this.part("practice-state").textContent = words;
  }

  close() {
    return this.speaking.close();
  }
}

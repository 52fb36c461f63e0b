// The page's view of the call: its state in words, the other person's state, the time, and the place of one's own picture.

import { clockWords, part, say, show, write } from "../interview/screen.js";

const CORNERS = ["bottom-right", "bottom-left", "top-right", "top-left"];

/** The words for what another person shares or has switched off. */
export function stateWords({ microphone, camera, sharing }) {
  const words = [];
  if (sharing) words.push("shares a screen");
  if (!microphone) words.push("microphone off");
  if (!camera && !sharing) words.push("camera off");
  return words;
}

export class Stage {
  constructor({ clock, startsAt, endsAt, isHost }) {
    Object.assign(this, { clock, startsAt, endsAt, isHost });
    this.tick();
    setInterval(() => this.tick(), 1000);
    this.wireOwnPicture();
  }

  tick() {
    const now = this.clock.now();
    write("passed", clockWords(Math.max(0, now - this.startsAt)));
    write("left", clockWords(this.endsAt - now));
  }

  /** `state` is one word for the styles and the tests, `words` are for people. */
  set(state, words) {
    const room = part("room");
    if (room.dataset.state === state && this.words === words) return;
    room.dataset.state = state;
    this.words = words;
    write("status", words);
    if (this.isHost) show("waiting", state === "admit");
    show("no-path", state === "no-path");
  }

  /** Shows the state before the candidate is admitted. */
  waits({ title, name }, isHere) {
    if (this.isHost) {
      if (isHere) this.set("admit", `${title} is here and waits for you.`);
      else this.set("waiting", `We are waiting for ${name}.`);
    } else if (isHere) this.set("waiting", "The interviewer will let you in. They see that you wait.");
    else this.set("waiting", "We are waiting for the interviewer. They will let you in.");
  }

  showTheirStates(pairs) {
    const unusual = pairs.filter(({ theirState }) => stateWords(theirState).length);
    const sentence = unusual.map(({ title, theirState }) => `${title}: ${stateWords(theirState).join(", ")}`).join(". ");
    if (sentence !== part("their-state").textContent && sentence) say(sentence);
    write("their-state", sentence);
  }

  wireOwnPicture() {
    const mine = part("mine");
    let corner = 0;
    const place = (next) => {
      corner = next;
      mine.dataset.corner = CORNERS[corner];
    };
    mine.addEventListener("keydown", ({ key }) => {
      if (["ArrowLeft", "ArrowRight"].includes(key)) place(corner ^ 1);
      if (["ArrowUp", "ArrowDown"].includes(key)) place(corner ^ 2);
    });
    mine.addEventListener("pointerdown", (down) => mine.setPointerCapture(down.pointerId));
    mine.addEventListener("pointerup", (up) => {
      const box = part("screen").getBoundingClientRect();
      const [isLeft, isTop] = [up.clientX < box.x + box.width / 2, up.clientY < box.y + box.height / 2];
      place((isTop ? 2 : 0) + (isLeft ? 1 : 0));
    });
  }
}

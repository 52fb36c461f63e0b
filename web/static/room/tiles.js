// The others' pictures: one tile for each person. The first tile is in the page.

import { part } from "../interview/screen.js";

export class Tiles {
  constructor() {
    this.all = part("tiles");
    this.spare = part("tile");
    this.pattern = this.spare.cloneNode(true);
    this.sink = null;
  }

  /** Adds a tile for another person. */
  add(title) {
    const element = this.spare ?? this.pattern.cloneNode(true);
    this.spare = null;
    const video = element.querySelector("video");
    const name = element.querySelector("figcaption");
    video.setAttribute("aria-label", title);
    name.textContent = title;
    this.all.append(element);
    if (this.sink) video.setSinkId?.(this.sink).catch(() => {});
    return { element, video, name };
  }

  /** Sets the loudspeaker for all of them. */
  hearOn(deviceId) {
    this.sink = deviceId;
    for (const video of this.all.querySelectorAll("video")) video.setSinkId?.(deviceId).catch(() => {});
  }

  /** Shows or hides a person's tile. Captions are shown only if there are several. A shared screen gets the most space. */
  set({ element, name }, { isShown, words, state, isSharing }) {
    element.hidden = !isShown;
    element.dataset.state = state;
    element.toggleAttribute("data-sharing", isSharing);
    if (name.textContent !== words) name.textContent = words;
    const others = this.all.querySelectorAll("figure:not([hidden])").length;
    if (others > 1) part("screen").dataset.many = others;
    else delete part("screen").dataset.many;
  }
}

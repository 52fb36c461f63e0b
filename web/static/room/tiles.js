// The others' pictures: one tile a person, the first of which is in the page.

import { part } from "../interview/screen.js";

export class Tiles {
  constructor() {
    this.all = part("tiles");
    this.spare = part("tile");
    this.pattern = this.spare.cloneNode(true);
    this.sink = null;
  }

  /** A tile for one more. */
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

  /** Where all of them are heard. */
  hearOn(deviceId) {
    this.sink = deviceId;
    for (const video of this.all.querySelectorAll("video")) video.setSinkId?.(deviceId).catch(() => {});
  }

  /** Shows one person's tile, or not; names are for who sees more than one. */
  set({ element, name }, { isShown, title, state }) {
    element.hidden = !isShown;
    element.dataset.state = state;
    if (name.textContent !== title) name.textContent = title;
    const isOne = this.all.querySelectorAll("figure:not([hidden])").length < 2;
    part("screen").toggleAttribute("data-many", !isOne);
  }
}

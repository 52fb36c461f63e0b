// Counts down to an opening time by the server's clock, then enables the buttons that wait for it and announces it.

import { ServerClock } from "./clock.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SYNC_EVERY = 5 * MINUTE;
const TRY_AGAIN_AFTER = 15 * SECOND;
const GRACE = SECOND;
const SAID_ALOUD = [HOUR, 10 * MINUTE, MINUTE];

/** "in 2 days", "in 1 day 7 h", "in 3 h 12 min", "in 04:31": the same words as the server's. */
export function wordsFor(milliseconds) {
  const left = Math.max(0, milliseconds);
  if (left >= 2 * DAY) return `in ${Math.floor(left / DAY)} days`;
  if (left >= DAY) return `in 1 day ${Math.floor((left - DAY) / HOUR)} h`;
  if (left >= HOUR) return `in ${Math.floor(left / HOUR)} h ${Math.floor((left % HOUR) / MINUTE)} min`;
  const seconds = Math.ceil(left / SECOND);
  if (seconds >= 3600) return "in 1 h 0 min";
  const twoDigits = (count) => String(count).padStart(2, "0");
  return `in ${twoDigits(Math.floor(seconds / 60))}:${twoDigits(seconds % 60)}`;
}

const spoken = (limit) => ({ [HOUR]: "one hour", [10 * MINUTE]: "ten minutes", [MINUTE]: "one minute" })[limit];

class Countdown {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.clock = new ServerClock(Date.parse(root.dataset.serverTime));
    this.opensAt = Date.parse(root.dataset.opensAt);
    this.lastEntryAt = Date.parse(root.dataset.lastEntryAt);
    this.isOpen = "open" in root.dataset;
    this.title = document.title;
    this.said = SAID_ALOUD.filter((limit) => this.opensAt - this.clock.now() <= limit);
    this.finalSync = (5 + Math.random() * 15) * SECOND;
  }

  start() {
    const resync = () => document.visibilityState === "visible" && this.sync();
    document.addEventListener("visibilitychange", resync);
    addEventListener("pageshow", (event) => event.persisted && resync());
    addEventListener("online", resync);
    this.tick();
    this.sync();
  }

  async sync() {
    this.syncedAt = performance.now();
    try {
      const session = await this.clock.sync();
      this.say("note", session ? "" : "This page has lost its link. Open the link in your e-mail again.");
      if (session) this.follow(session);
    } catch {
      this.syncedAt = performance.now() - SYNC_EVERY + TRY_AGAIN_AFTER;
      this.say("note", "The connection is gone. The countdown goes on, and this page keeps trying.");
    }
    this.tick();
  }

  follow(session) {
    if (session.state !== "EARLY" && session.state !== "OPEN") return this.reload(session.state);
    if (session.opens_at) this.opensAt = Date.parse(session.opens_at);
    if (session.last_entry_at) this.lastEntryAt = Date.parse(session.last_entry_at);
    if (session.state === "OPEN") this.open();
  }

  /** Reloads the page for a new state of the session. It reloads once for each state, so that it cannot reload for ever. */
  reload(reason) {
    const mark = `${location.pathname} ${this.root.dataset.opensAt} ${reason}`;
    try {
      if (sessionStorage.getItem("greenroom.reloaded") === mark) return;
      sessionStorage.setItem("greenroom.reloaded", mark);
    } catch {
      return;
    }
    location.reload();
  }

  tick() {
    clearTimeout(this.timer);
    const now = this.clock.now();
    const left = this.opensAt - now;
    if (left <= 0) this.open();
    const closesIn = this.lastEntryAt + GRACE - now;
    if (this.isOpen && closesIn <= 0) return this.reload("closed");
    if (!this.isOpen) this.count(left);
    const idle = performance.now() - (this.syncedAt ?? 0);
    const isDue = idle > SYNC_EVERY || (!this.isOpen && left < this.finalSync && idle > this.finalSync);
    const next = this.isOpen ? Math.min(closesIn, MINUTE) : left % SECOND;
    this.timer = setTimeout(() => this.tick(), Math.max(20, next));
    if (isDue && document.visibilityState === "visible") this.sync();
  }

  count(left) {
    const words = wordsFor(left);
    const shown = this.part("left");
    if (shown && shown.textContent !== words) shown.textContent = words;
    if (left < HOUR) document.title = `${words.slice(3)} · ${this.title}`;
    const limit = SAID_ALOUD.find((each) => left <= each && !this.said.includes(each));
    if (limit) {
      this.said = SAID_ALOUD.filter((each) => each >= limit || this.said.includes(each));
      this.say("aloud", `${this.root.dataset.what} in ${spoken(limit)}.`);
    }
  }

  open() {
    if (this.isOpen) return;
    this.isOpen = true;
    this.root.dataset.open = "";
    document.title = `Open now · ${this.title}`;
    const says = this.part("says");
    if (says) says.textContent = this.root.dataset.openWords;
    for (const button of document.querySelectorAll("[data-wakes]")) {
      button.disabled = false;
      if (button.dataset.wakes) button.className = button.dataset.wakes;
    }
    for (const element of document.querySelectorAll("[data-steps-back]")) element.classList.remove("primary");
    this.say("aloud", this.root.dataset.openWords);
  }

  say(where, words) {
    const element = this.part(where);
    if (element && element.textContent !== words) element.textContent = words;
  }
}

for (const root of document.querySelectorAll("[data-countdown]")) new Countdown(root).start();

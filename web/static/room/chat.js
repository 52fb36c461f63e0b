// Chat: over the data channel alone. What was said stays on the page when the connection is lost.

import { part, show } from "../interview/screen.js";

const KEPT_BACK = "There is no connection now. Your message is sent when it is back.";

export class Chat {
  constructor(otherName, send) {
    Object.assign(this, { otherName, send, waiting: [] });
    part("say").addEventListener("submit", (event) => {
      event.preventDefault();
      this.sayTyped();
    });
  }

  sayTyped() {
    const input = part("text");
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    this.add("You", text);
    this.waiting.push(text);
    this.flush();
  }

  /** Sends what waits, in order. */
  flush() {
    while (this.waiting.length && this.send({ chat: this.waiting[0] })) this.waiting.shift();
    part("chat-state").textContent = this.waiting.length ? KEPT_BACK : "";
  }

  hear(text) {
    this.add(this.otherName, String(text).slice(0, 2000));
    show("chat-panel", true);
    part("chat").setAttribute("aria-pressed", "true");
  }

  add(name, text) {
    const item = document.createElement("li");
    const who = document.createElement("strong");
    who.textContent = name.charAt(0).toUpperCase() + name.slice(1);
    item.append(who, text);
    part("messages").append(item);
    item.scrollIntoView({ block: "nearest" });
  }
}

// Chat, only over the data channels. Messages stay on the page when the connection is lost.

import { part, show } from "../interview/screen.js";

const KEPT_BACK = "There is no connection now. Your message is sent when it is back.";

export class Chat {
  /** `listeners()` are the pairs that get messages now. */
  constructor(listeners) {
    this.listeners = listeners;
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
    for (const pair of this.listeners()) pair.write({ chat: text });
    this.tell();
  }

  tell() {
    const pairs = this.listeners();
    part("chat-state").textContent = pairs.some(({ outbox }) => outbox.length) ? KEPT_BACK : "";
  }

  hear(name, text) {
    this.add(name, String(text).slice(0, 2000));
    show("chat-panel", true);
    part("chat").setAttribute("aria-pressed", "true");
  }

  add(name, text) {
    const item = document.createElement("li");
    const [who, said] = [document.createElement("strong"), document.createElement("span")];
    [who.textContent, said.textContent] = [name, text];
    for (const line of [who, said]) line.dir = "auto";
    item.append(who, said);
    part("messages").append(item);
    item.scrollIntoView({ block: "nearest" });
  }
}

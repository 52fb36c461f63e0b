// Two tabs with one interview: the newer goes on, the older says so. Between devices the server decides the same way.

export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Tabs {
  /** `id`: of this window, where the page before it began the interview in its name. */
  constructor(interviewId, onOlder, id = newId()) {
    this.id = id;
    if (!("BroadcastChannel" in globalThis)) return;
    this.channel = new BroadcastChannel(`greenroom.${interviewId}`);
    this.channel.addEventListener("message", ({ data }) => data !== this.id && onOlder());
  }

  takeOver() {
    this.channel?.postMessage(this.id);
  }
}

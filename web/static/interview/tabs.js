// Two tabs with one interview: the newer one continues, and the older one says so. The server decides likewise between devices.

export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Tabs {
  /** `id`: this window's id, if the previous page began the interview with it. */
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

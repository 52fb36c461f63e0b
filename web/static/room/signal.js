// The connection to the server: a WebSocket that reconnects by itself, or polling over HTTP if WebSockets are blocked.
// Both carry the same messages.

import { pause } from "../net.js";
import { RefusedError } from "./server.js";

const PING_EVERY = 4 * 60 * 1000;
const LONGEST_WAIT = 10_000;
const OPENS_WITHIN = 8_000;
/** The number of failed attempts to open a WebSocket before HTTP is used. */
const TRIES = 2;
const TICKET_LIVES = 45_000;

export class Signal {
  constructor({ server, onMessage, onState, onRefused, isSettled }) {
    Object.assign(this, { server, onMessage, onState, onRefused, isSettled });
    this.waiting = [];
    this.arrived = [];
    this.failures = 0;
    this.hasOpened = false;
    this.hasEnded = true;
  }

  /** Connects, or connects again on this device. */
  start() {
    if (!this.hasEnded) return;
    this.hasEnded = false;
    this.isFresh = true;
    this.keepUp();
    this.pinging = setInterval(() => this.socket?.readyState === WebSocket.OPEN && this.post({ action: "ping" }), PING_EVERY);
  }

  stop() {
    this.hasEnded = true;
    clearInterval(this.pinging);
    this.socket?.close();
  }

  async keepUp() {
    while (!this.hasEnded) {
      try {
        const ticket = await this.server.ticket();
        if (this.hasEnded) return;
        this.ticket = ticket;
        if (!this.hasOpened && this.failures >= TRIES) await this.askByHttp();
        else await this.holdSocket(ticket);
      } catch (error) {
        if (error instanceof RefusedError && error.status !== 429) {
          this.stop();
          this.onRefused(error);
          return;
        }
      }
      if (this.hasEnded) return;
      this.failures += 1;
      const longest = Math.min(LONGEST_WAIT, 200 * 2 ** this.failures);
      this.onState("lost");
      await pause(longest / 2 + (Math.random() * longest) / 2);
    }
  }

  /** Resolves when the socket has ended. */
  holdSocket({ ticket, socket_url: url }) {
    return new Promise((resolve) => {
      const socket = new WebSocket(`${url}?ticket=${encodeURIComponent(ticket)}`);
      this.socket = socket;
      const limit = setTimeout(() => socket.close(), OPENS_WITHIN);
      socket.onopen = () => {
        clearTimeout(limit);
        this.failures = 0;
        this.hasOpened = true;
        this.greet();
      };
      socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
      socket.onclose = () => {
        clearTimeout(limit);
        resolve();
      };
    });
  }

  greet() {
    const waiting = this.waiting.splice(0);
    this.post({ action: "hello", fresh: this.isFresh });
    this.isFresh = false;
    for (const message of waiting) this.post(message);
    this.onState("open");
  }

  /** Polls until the ticket expires: each second, and each five seconds once the two are connected directly. */
  async askByHttp() {
    this.isByHttp = true;
    const until = performance.now() + TICKET_LIVES;
    this.greet();
    while (!this.hasEnded && performance.now() < until) {
      const [said, arrived] = [this.waiting.splice(0), this.arrived.splice(0)];
      const answer = await this.server.messages(this.ticket.ticket, said, arrived);
      this.failures = TRIES;
      for (const message of answer.answers) this.hear(message);
      for (const { id, message } of answer.waiting) {
        this.arrived.push(id);
        this.hear(message);
      }
      await Promise.race([pause(this.isSettled() ? 5000 : 1000), this.somethingToSay()]);
    }
    this.isByHttp = false;
  }

  somethingToSay() {
    return new Promise((resolve) => (this.wake = resolve));
  }

  hear(message) {
    if (message.kind === "unknown") this.socket?.close();
    else this.onMessage(message);
  }

  post(message) {
    if (!this.isByHttp && this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
    else this.waiting.push(message);
    this.wake?.();
  }
}

// The room's requests over HTTP: tickets, messages if WebSockets are blocked, and the interviewer's papers.

import { request } from "../net.js";

/** The server refused the request. */
export class RefusedError extends Error {
  constructor(status, { error, code } = {}) {
    super(error ?? "The server refused this.");
    this.status = status;
    this.code = code;
  }
}

const DEVICE = "greenroom.room.device";

/** The device id of this tab, which a reload keeps. Each tab has its own. */
function deviceId() {
  const made = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    const kept = sessionStorage.getItem(DEVICE) ?? made;
    sessionStorage.setItem(DEVICE, kept);
    return kept;
  } catch {
    return made;
  }
}

export class Server {
  constructor({ interviewId, roomId }) {
    this.path = `/room/${encodeURIComponent(interviewId)}`;
    this.roomId = roomId || null;
    this.device = deviceId();
  }

  async post(what, body, options = {}) {
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), repeatable: true };
    const response = await request(`${this.path}/${what}`, { ...init, ...options });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new RefusedError(response.status, answer);
    return answer;
  }

  /** Gets a ticket, which is valid for a minute, and fresh credentials of the relay. */
  ticket() {
    return this.post("ticket", { device: this.device, room_id: this.roomId }, { attempts: 3 });
  }

  messages(ticket, messages, arrived) {
    return this.post("messages", { ticket, messages, arrived }, { attempts: 2 });
  }

  /** Gets job, résumé, criteria and notes. If `notes` are given, they are stored. */
  papers(notes = null) {
    return this.post("papers", { room_id: this.roomId, notes });
  }

  /** Sends notes while the page closes, without waiting for the answer. */
  farewellNotes(notes) {
    const init = { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" } };
    fetch(`${this.path}/papers`, { ...init, body: JSON.stringify({ room_id: this.roomId, notes }) }).catch(() => {});
  }
}

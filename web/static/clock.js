// The server's time, continued by the browser's monotonic clock. The device's own date is never used.

import { request } from "./net.js";

/** The present state of the session at the server, with `serverNow` (ms), `askedAt` on the monotonic clock and `roundTrip` (ms); null without one. */
export async function askSession(options) {
  let sent = performance.now();
  const response = await request("/ai/session", options);
  const came = performance.now();
  // The round trip is that of the last attempt, and not of all repeated attempts.
  const [last] = performance.getEntriesByName(response.url).slice(-1);
  if (last?.requestStart > sent) sent = last.requestStart;
  performance.clearResourceTimings();
  if (!response.ok) return null;
  const session = await response.json();
  const serverNow = Date.parse(session.server_time ?? response.headers.get("Date"));
  return { ...session, serverNow, askedAt: (sent + came) / 2, roundTrip: came - sent };
}

export class ServerClock {
  /** `serverNow`: the time in ms at which the server made this page, just before it sent the first byte. */
  constructor(serverNow) {
    this.anchor(serverNow, performance.getEntriesByType("navigation")[0]?.responseStart || performance.now());
  }

  anchor(serverNow, at) {
    this.offset = serverNow - at;
  }

  now() {
    return performance.now() + this.offset;
  }

  async sync() {
    const session = await askSession();
    if (session && !Number.isNaN(session.serverNow)) this.anchor(session.serverNow, session.askedAt);
    return session;
  }
}

// The server's time, carried on by the browser's monotonic clock. The date set on this device is never asked.

import { request } from "./net.js";

/** The session as the server sees it now, with `serverNow` (ms), `askedAt` on the monotonic clock and `roundTrip` (ms); null without one. */
export async function askSession(options) {
  let sent = performance.now();
  const response = await request("/ai/session", options);
  const came = performance.now();
  // A request that had to be repeated took longer than its last attempt did.
  const [last] = performance.getEntriesByName(response.url).slice(-1);
  if (last?.requestStart > sent) sent = last.requestStart;
  performance.clearResourceTimings();
  if (!response.ok) return null;
  const session = await response.json();
  const serverNow = Date.parse(session.server_time ?? response.headers.get("Date"));
  return { ...session, serverNow, askedAt: (sent + came) / 2, roundTrip: came - sent };
}

export class ServerClock {
  /** `serverNow`: when the server made this page, in ms; its first byte came right after. */
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

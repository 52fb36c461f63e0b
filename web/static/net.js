// The one way to the server: with a time limit, and asked again with growing, jittered pauses.

const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** No answer that could be used, after all attempts; `response` is the last one, where there was any. */
export class UnreachableError extends Error {
  constructor(response, cause) {
    super("The server cannot be reached.", { cause });
    this.response = response;
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function untilOnline(limit) {
  if (navigator.onLine !== false) return Promise.resolve();
  return Promise.race([new Promise((resolve) => addEventListener("online", resolve, { once: true })), pause(limit)]);
}

function waitBefore(attempt, response) {
  const asked = Number(response?.headers.get("Retry-After")) * 1000;
  const longest = Math.min(15000, 500 * 2 ** attempt);
  return asked > 0 ? Math.min(asked, 30000) : longest / 2 + (Math.random() * longest) / 2;
}

/**
 * The server's answer, also a refusal; throws UnreachableError where there was none but "not now".
 * Only what may be repeated is: reads, and requests of which the caller says so.
 */
export async function request(url, { attempts = 4, limit = 8000, repeatable = false, ...init } = {}) {
  const reads = !init.method || init.method === "GET";
  const most = reads || repeatable ? attempts : 1;
  for (let attempt = 0; ; attempt += 1) {
    let response = null;
    let cause = null;
    try {
      const headers = { Accept: "application/json", ...init.headers };
      response = await fetch(url, { cache: "no-store", ...init, headers, signal: AbortSignal.timeout(limit) });
      if (!PASSING.has(response.status)) return response;
    } catch (error) {
      cause = error;
    }
    if (attempt + 1 >= most) throw new UnreachableError(response, cause);
    await pause(waitBefore(attempt, response));
    await untilOnline(15000);
  }
}

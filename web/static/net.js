// All requests to the server: with a time limit, and repeated with growing, jittered pauses.

const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** No usable answer after all attempts. `response` is the last one, if there was any. */
class UnreachableError extends Error {
  constructor(response, cause) {
    super("The server cannot be reached.", { cause });
    this.response = response;
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when the connection comes back, or after `ms`. */
function online(limit) {
  const watch = new AbortController();
  const back = new Promise((resolve) => addEventListener("online", resolve, { once: true, signal: watch.signal }));
  return Promise.race([back, pause(limit)]).finally(() => watch.abort());
}

/** A growing, jittered pause that ends early when the connection comes back, and lasts while there is none. */
async function waitBefore(attempt, response) {
  const asked = Number(response?.headers.get("Retry-After")) * 1000;
  const longest = Math.min(15000, 500 * 2 ** attempt);
  await online(asked > 0 ? Math.min(asked, 30000) : longest / 2 + (Math.random() * longest) / 2);
  if (navigator.onLine === false) await online(15000);
}

/**
 * The server's answer, also a refusal. Throws UnreachableError if there was none, or only answers of an overloaded server.
 * Only reads are repeated, and requests that the caller marks as repeatable. `onWait` is called before each pause.
 */
export async function request(url, { attempts = 4, limit = 8000, repeatable = false, onWait = () => {}, ...init } = {}) {
  const reads = !init.method || init.method === "GET";
  const most = reads || repeatable ? attempts : 1;
  for (let attempt = 0; ; attempt += 1) {
    let response = null;
    let cause = null;
    try {
      const headers = { Accept: "application/json", ...init.headers };
      response = await fetch(url, { cache: "no-store", ...init, headers, signal: AbortSignal.timeout?.(limit) });
      if (!PASSING.has(response.status)) return response;
    } catch (error) {
      cause = error;
    }
    if (attempt + 1 >= most) throw new UnreachableError(response, cause);
    onWait(response);
    await waitBefore(attempt, response);
  }
}

// Requests to /ai/*. Each may be repeated, and is repeated until the server has answered.

import { request } from "../net.js";

/** The server refused the request. */
export class RefusedError extends Error {
  constructor(status, { error, code } = {}) {
    super(error ?? "The server refused this.");
    this.status = status;
    this.code = code;
  }

  get linkIsLost() {
    return [401, 404, 410].includes(this.status);
  }
}

export class Server {
  constructor(interviewId, tabId, onWait) {
    // The browser has one cookie for all tabs, so each request names its interview.
    this.named = { interview_id: interviewId, client_id: tabId };
    this.onWait = onWait;
  }

  async post(path, body, options = {}) {
    const response = await request(`/ai/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...body, ...this.named }),
      repeatable: true,
      onWait: this.onWait,
      ...options,
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new RefusedError(response.status, answer);
    return answer;
  }

  /** Gets the current question. This tab becomes the one that continues the interview. */
  start() {
    return this.post("start", {}, { attempts: Infinity });
  }

  /** Hands in an answer. The request is repeated until the answer is stored, however long there is no connection. */
  answer(answer) {
    return this.post("answer", answer, { attempts: Infinity, limit: 20_000 });
  }

  finish() {
    return this.post("finish", {}, { attempts: Infinity });
  }

  heartbeat(draft, attempts = 1) {
    return this.post("heartbeat", draft, { attempts });
  }

  /** Sends a last heartbeat while the page closes, without waiting for the answer. */
  farewell(draft) {
    fetch("/ai/heartbeat", {
      method: "POST",
      keepalive: true,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...draft, ...this.named }),
    }).catch(() => {});
  }

  /** The transcript of a recording; null if no provider makes one. */
  async transcribe(questionId, key) {
    const { text } = await this.post("transcribe", { question_id: questionId, audio_key: key }, { attempts: 2, limit: 30_000 });
    return text;
  }

  /** Uploads a recording. Returns its key for the answer. */
  async upload(questionId, blob) {
    const { upload, audio_key: key } = await this.post("upload", { question_id: questionId, content_type: blob.type }, { attempts: 6 });
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
    form.append("file", blob);
    const options = { method: "POST", body: form, credentials: "omit", repeatable: true, attempts: 6, limit: 60_000, onWait: this.onWait };
    const response = await request(upload.url, options);
    if (!response.ok) throw new RefusedError(response.status);
    return key;
  }
}

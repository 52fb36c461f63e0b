// What the page asks of /ai/*: every request may be repeated, and is, until the server has answered.

import { request } from "../net.js";

/** The server understood and said no. */
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
    // The cookie is the whole browser's: each request says which interview it means.
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

  /** The question of the moment; this tab takes the interview over. */
  start() {
    return this.post("start", {}, { attempts: Infinity });
  }

  /** Hands in; asked again until it is stored, however long there is no connection. */
  answer(answer) {
    return this.post("answer", answer, { attempts: Infinity, limit: 20_000 });
  }

  finish() {
    return this.post("finish", {}, { attempts: Infinity });
  }

  heartbeat(draft, attempts = 1) {
    return this.post("heartbeat", draft, { attempts });
  }

  /** On the way out there is no time to wait for an answer. */
  farewell(draft) {
    fetch("/ai/heartbeat", {
      method: "POST",
      keepalive: true,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...draft, ...this.named }),
    }).catch(() => {});
  }

  /** What a recording says; null where no provider writes it down. */
  async transcribe(questionId, key) {
    const { text } = await this.post("transcribe", { question_id: questionId, audio_key: key }, { attempts: 2, limit: 30_000 });
    return text;
  }

  /** Uploads a recording; its key for the answer. */
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

// "Start" begins the interview with one request, and its page finds the first question already there. Without it the form does.

import { request } from "./net.js";
import { newId } from "./interview/tabs.js";

const BEGUN = "greenroom.begun";
const GOOD_FOR = 60_000;

/** What /ai/start answered on the page before, once: `clientId` and `started`; nothing where the page was reached otherwise. */
export function takeBegun(interviewId) {
  try {
    const begun = JSON.parse(sessionStorage.getItem(BEGUN));
    sessionStorage.removeItem(BEGUN);
    return begun?.interviewId === interviewId && Date.now() - begun.at < GOOD_FOR ? begun : undefined;
  } catch {
    return undefined;
  }
}

export function startAtOnce(form, { interviewId }) {
  let isStarting = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isStarting) return;
    isStarting = true;
    const mode = event.submitter?.value ?? "speak";
    event.submitter?.setAttribute("aria-disabled", "true");
    form.querySelector("[data-starting]").textContent = "Your interview begins.";
    if (await begin(interviewId)) location.assign(`/interview/start/${interviewId}${mode === "type" ? "?mode=type" : ""}`);
    else send(form, mode);
  });
  // Back from the interview, by the browser's memory: everything can be pressed again.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

async function begin(interviewId) {
  const clientId = newId();
  try {
    const body = JSON.stringify({ interview_id: interviewId, client_id: clientId, consent: true });
    const response = await request("/ai/start", { method: "POST", headers: { "Content-Type": "application/json" }, body, repeatable: true, attempts: 2 });
    if (!response.ok) return false;
    sessionStorage.setItem(BEGUN, JSON.stringify({ interviewId, clientId, started: await response.json(), at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

/** As without a script: the server's page says what is in the way. */
function send(form, mode) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "mode", value: mode });
  form.append(field);
  form.submit();
}

// "Start" begins the interview with one request, and hands the first question to the interview's page. Without a script the form does it.

import { request } from "./net.js";
import { newId } from "./interview/tabs.js";

const BEGUN = "greenroom.begun";
const GOOD_FOR = 60_000;

/** The answer of /ai/start on the previous page, once: `clientId` and `started`; undefined if the page was reached otherwise. */
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
  // When the browser restores this page after the interview, its buttons are enabled again.
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

/** Sends the form as without a script, so that the server's page shows the reason of a refusal. */
function send(form, mode) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "mode", value: mode });
  form.append(field);
  form.submit();
}

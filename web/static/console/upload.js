// Résumés that are dropped on a page, or chosen: each is sent directly to the bucket by a form that the server signs.

const ENDINGS = /\.(pdf|docx|odt|txt)$/i;
const MOST_BYTES = 5_000_000;
const MOST_FILES = 50;
const AT_ONCE = 3;
const TRIES = 3;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The reason why a file is not sent; undefined if it is sent. */
function refusal(file) {
  if (!ENDINGS.test(file.name)) return "is no PDF, DOCX, ODT or text file.";
  if (file.size > MOST_BYTES) return "is larger than 5 MB.";
  if (!file.size) return "is empty.";
  return null;
}

/** Sends one file: gets a form for it, and posts the file with it. After a lost connection both steps are repeated. */
async function send(form, file) {
  const fields = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, filename: file.name });
  for (let tried = 1; ; tried += 1) {
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(20_000) });
      if (!answer.ok) throw new Error(answer.status === 403 ? "was refused: load the page again." : "could not be announced.");
      const signed = await answer.json();
      const body = new FormData();
      for (const [name, value] of Object.entries(signed.fields)) body.append(name, value);
      body.append("file", file);
      const stored = await fetch(signed.url, { method: "POST", body, signal: AbortSignal.timeout(120_000) });
      if (!stored.ok) throw new Error("was not taken.");
      return;
    } catch (error) {
      if (tried === TRIES) throw error;
      await wait(1000 * 2 ** tried);
    }
  }
}

/** Sends files, a few at a time, and shows the progress and the files that failed. */
async function sendAll(form, files, go) {
  const main = document.querySelector("main");
  const progress = form.querySelector("[data-progress]");
  const bar = progress.querySelector("progress");
  const status = progress.querySelector("[role=status]");
  const failed = progress.querySelector("[data-failed]");
  const many = form.querySelector("input[type=file]").multiple;
  const waiting = [...files].slice(0, many ? MOST_FILES : 1);
  const all = waiting.length;
  let sent = 0;
  let over = 0;
  const fail = (name, words) => {
    const line = document.createElement("li");
    line.textContent = `${name} ${words}`;
    failed.append(line);
    failed.hidden = false;
  };
  const tell = () => {
    bar.max = all;
    bar.value = over;
    status.textContent = `${sent} of ${all} uploaded`;
  };
  progress.hidden = false;
  failed.replaceChildren();
  // The page must not be replaced before the result is shown.
  main.setAttribute("aria-busy", "true");
  tell();
  if (files.length > all) fail(`${files.length - all} files`, "were left out: drop up to fifty at once.");
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const reason = refusal(file);
      try {
        if (reason) throw new Error(reason);
        await send(form, file);
        sent += 1;
      } catch (error) {
        fail(file.name, /[.]$/.test(error.message) ? error.message : "did not go: the connection failed.");
      }
      over += 1;
      tell();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  main.removeAttribute("aria-busy");
  if (sent && failed.hidden) go(form.dataset.next);
  else if (sent) status.textContent += ". They wait among the drafts.";
}

const theForm = () => document.querySelector("form[data-drop]");
let go = null;

/** Shows the file field of forms that take files, and listens for files that are dropped anywhere on the page. */
export function offerDropping(goThere) {
  const form = theForm();
  if (form) {
    form.querySelector("[data-with-script]").hidden = false;
    form.querySelector("[data-without-script]").hidden = true;
  }
  if (go) return;
  go = goThere;
  document.addEventListener("change", (event) => {
    const chosen = event.target.closest("form[data-drop] input[type=file]");
    if (chosen?.files.length) sendAll(chosen.form, chosen.files, go);
  });
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") && theForm();
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      theForm().setAttribute("data-over", "");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) theForm()?.removeAttribute("data-over");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    theForm().removeAttribute("data-over");
    sendAll(theForm(), event.dataTransfer.files, go);
  });
}

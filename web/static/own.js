// A candidate's own list: copies a link and says so, and sends each form once.

const SAID_FOR = 6000;

/** Whether the text of the field is in the clipboard now. Older browsers, and pages without the right, take the second way. */
async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}

for (const row of document.querySelectorAll("[data-copy]")) {
  const field = row.querySelector("input");
  const button = row.querySelector("button");
  const said = row.querySelector("[data-said]");
  let silence;
  const say = (words, failed) => {
    said.classList.toggle("failed", failed);
    said.textContent = words;
    clearTimeout(silence);
    silence = setTimeout(() => (said.textContent = ""), SAID_FOR);
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copied(field);
    button.focus();
    // Empty first: the same words twice would be announced once.
    said.textContent = "";
    requestAnimationFrame(() => say(done ? "Copied" : "Not copied. Select the link and copy it by hand.", !done));
  });
  field.addEventListener("focus", () => field.select());
}

// A second press of a button would use a link up, and the browser would show the answer to the second press.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
// A page that comes back from the browser's memory may send again.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

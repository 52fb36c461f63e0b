// A candidate's own list: copies a link and says so, and sends each form once.

const SAID_FOR = 6000;

/** Copies the field's text. Returns whether it worked. Older browsers, and pages without the permission, use the second way. */
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
    // Emptied first, because the same words would not be announced twice.
    said.textContent = "";
    requestAnimationFrame(() => say(done ? "Copied" : "Not copied. Select the link and copy it by hand.", !done));
  });
  field.addEventListener("focus", () => field.select());
}

// A second press would be refused because the link is used up, and the browser would show that refusal.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
// A page that is restored from the browser's memory may send its form again.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

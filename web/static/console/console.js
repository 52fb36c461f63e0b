// The console's script. Everything works without it. It sends forms and follows links itself and morphs the new <main>
// into the page, which keeps focus, scroll position and selection. It also refreshes the page, and handles keys.

const TIMEOUT = 15000;
const TOAST_FOR = 10000;
const parser = new DOMParser();

const main = () => document.querySelector("main");

/** Shows a sentence in the place of the server's messages. With `stays` it is shown until the next action. */
function say(words, { stays = false, way = null } = {}) {
  const said = document.querySelector("#said");
  const toast = document.createElement("div");
  toast.className = "toast warn";
  if (!stays) toast.dataset.toast = "";
  const sentence = document.createElement("p");
  sentence.textContent = words;
  toast.append(sentence);
  if (way) toast.append(way);
  said.replaceChildren(toast);
  if (!stays) watchToast();
}

const KEPT = "What you typed is still here.";

/** If a form's answer is a page without the form, keeps the form on the page and shows that page's sentence as a message. */
function keepForm(text, isTyped) {
  const page = parser.parseFromString(text, "text/html");
  const words = page.querySelector("main[data-instead] [data-words]")?.textContent ?? "";
  if (!words) return false;
  const way = page.querySelector("[data-way]");
  if (way) way.className = "button small";
  say(isTyped ? `${words} ${KEPT}` : words, { stays: true, way });
  return true;
}

/** Replaces the present page by another one: <main>, title, and the marked place in the navigation. */
function put(text, url, { keepsMessage = false } = {}) {
  const page = parser.parseFromString(text, "text/html");
  const next = page.querySelector("main");
  if (!next || !document.querySelector(".console") || !page.querySelector(".console")) {
    location.assign(url);
    return;
  }
  // Details that the reader opened stay open when the page is refreshed.
  const isSamePage = new URL(url, location.href).pathname === location.pathname;
  const keepsOpen = (name, node) => !(isSamePage && name === "open" && node.localName === "details");
  // A field in focus keeps its value. This is only for fields: Idiomorph would leave the contents of any other element in
  // focus unchanged, also of <main>, which a click on an empty place puts in focus.
  const ignoreActiveValue = Boolean(document.activeElement?.matches("input, textarea, select"));
  globalThis.Idiomorph.morph(main(), next.outerHTML, {
    ignoreActiveValue,
    restoreFocus: true,
    callbacks: { beforeAttributeUpdated: keepsOpen, beforeNodeMorphed: (node) => !(keepsMessage && node.id === "said") },
  });
  document.title = page.title;
  const places = page.querySelector(".places");
  if (places) globalThis.Idiomorph.morph(document.querySelector(".places"), places.outerHTML);
  document.dispatchEvent(new CustomEvent("console:shown"));
}

let running = null;

/** Fetches a page and shows it. `keep` says how the address changes: "push", "replace" or not at all. */
async function go(url, { init = {}, keep = "push", quiet = false, isTyped = false } = {}) {
  running?.abort();
  running = new AbortController();
  const mine = running;
  const limit = setTimeout(() => mine.abort("time"), TIMEOUT);
  main().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" }, ...init, signal: mine.signal });
    const isForm = init.method === "POST";
    const isPage = (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
    if (isForm && !answer.ok && (!isPage || keepForm(await answer.clone().text(), isTyped))) {
      if (!isPage) throw new Error(String(answer.status));
      return;
    }
    const there = new URL(answer.url);
    if (!there.pathname.startsWith("/console") || there.pathname.startsWith("/console/sign-in")) {
      location.assign(answer.url);
      return;
    }
    if (!isPage) {
      location.assign(url);
      return;
    }
    const text = await answer.text();
    if (mine !== running) return;
    put(text, answer.url, { keepsMessage: quiet });
    if (keep === "push" && answer.url !== location.href) history.pushState({}, "", answer.url);
    if (keep === "replace") history.replaceState({}, "", answer.url);
  } catch {
    if (mine === running && !quiet) say(`The connection failed. ${isTyped ? `${KEPT} Press again.` : "Try again."}`, { stays: true });
  } finally {
    clearTimeout(limit);
    if (mine === running) main().removeAttribute("aria-busy");
  }
}

addEventListener("popstate", () => go(location.href, { keep: "none" }));

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-swap]");
  if (!form || event.defaultPrevented) return;
  const asked = event.submitter?.dataset.ask ?? form.dataset.ask;
  if (asked && !confirm(asked)) {
    event.preventDefault();
    return;
  }
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  if (asked) data.append("asked", "yes");
  if (form.method === "get") {
    const url = new URL(form.action);
    url.search = new URLSearchParams([...data].filter(([, value]) => value !== "")).toString();
    go(url, { keep: form.hasAttribute("data-auto") ? "replace" : "push" });
    return;
  }
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  const isTyped = Boolean(form.querySelector("textarea, select, input:not([type=hidden])"));
  const url = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
  go(url, { init: { method: "POST", body }, isTyped });
});

// Filters are sent without a button: at once for a choice, after a pause for text.
let pause;
function actSoon(form, ms) {
  clearTimeout(pause);
  pause = setTimeout(() => form.requestSubmit(), ms);
}
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=date]")) actSoon(form, 0);
});
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && event.target.matches("input[type=search]")) actSoon(form, 300);
});

// A page with data-poll="seconds" polls the count of changes, which is one small read, and is reloaded if the count
// differs. With data-refresh="seconds" it is also reloaded after that time. Both only while the page is visible and no field
// is being edited.
function typing() {
  return document.activeElement?.matches("input:not([type=checkbox], [type=radio]), textarea, select") || document.querySelector("dialog[open]");
}
/** Whether a field has another value than the server wrote, which a refresh would lose. */
function isChanged(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (field.localName !== "select") return field.value !== field.defaultValue;
  const options = [...field.options];
  return field.selectedIndex !== Math.max(0, options.findIndex((option) => option.defaultSelected));
}
// Filters and dropped files are sent at once, so their fields have nothing to lose.
const holdsChanges = () => [...main().querySelectorAll("input:not([type=hidden]), textarea, select")].some((field) => !field.closest("form[data-auto], form[data-drop]") && isChanged(field));
const mayRefresh = () => !document.hidden && !typing() && !holdsChanges() && !main().hasAttribute("aria-busy");
const seconds = (name) => Number(main().dataset[name] ?? Infinity) * 1000;
const refresh = () => go(location.href, { keep: "none", quiet: true });

async function askForChanges() {
  askedAt = Date.now();
  try {
    const answer = await fetch("/console/changes", { credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT) });
    // If the session has ended meanwhile, the refresh leads to the sign-in.
    const isOther = answer.redirected || (answer.ok && (await answer.text()) !== main().dataset.changes);
    if (isOther && mayRefresh()) refresh();
  } catch {
    // The next poll may succeed.
  }
}
setInterval(() => {
  if (!mayRefresh()) return;
  if (Date.now() - shownAt >= seconds("refresh")) refresh();
  else if (Date.now() - Math.max(askedAt, shownAt) >= seconds("poll")) askForChanges();
}, 1000);
let shownAt = Date.now();
let askedAt = shownAt;

// A message stays for ten seconds, or longer while the pointer or the focus is on it.
function watchToast() {
  shownAt = Date.now();
  const toast = document.querySelector("[data-toast]");
  if (!toast || toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  const goAway = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(goAway, 1000);
    else toast.remove();
  };
  setTimeout(goAway, TOAST_FOR);
}
document.addEventListener("console:shown", watchToast);
watchToast();

// Keys.
const keysDialog = document.querySelector("#keys");
const keysButton = document.querySelector("[data-keys]");
if (keysButton) {
  keysButton.hidden = false;
  keysButton.addEventListener("click", () => keysDialog.showModal());
}
const PLACES = { d: "/console", j: "/console/jobs", c: "/console/candidates", k: "/console/calendar" };
let afterG = 0;

function moveRow(step) {
  const rows = [...document.querySelectorAll("table.records tbody tr")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.hasAttribute("data-at"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  rows[at]?.removeAttribute("data-at");
  next.setAttribute("data-at", "");
  (next.querySelector("th a") ?? next.querySelector("a, button, input"))?.focus();
}

// The palette's module is fetched at its first use.
async function openPalette() {
  const palette = await import("./palette.js");
  palette.open();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing()) return;
  if (afterG && Date.now() - afterG < 1500 && PLACES[event.key]) {
    event.preventDefault();
    afterG = 0;
    go(PLACES[event.key]);
    return;
  }
  const acts = {
    "/": () => document.querySelector("#search")?.focus(),
    "?": () => keysDialog?.showModal(),
    g: () => (afterG = Date.now()),
    j: () => moveRow(1),
    k: () => moveRow(-1),
    x: () => document.querySelector("tr[data-at] input[type=checkbox]")?.click(),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A click on a row opens it, unless the click is on a control in the row.
document.addEventListener("click", (event) => {
  const link = event.target.closest("table.records tbody tr")?.querySelector("th a");
  if (!link || event.target.closest("a, button, input, label, form, select, details") || getSelection().toString()) return;
  go(link.href);
});

// Buttons that copy a link, and then say that it is copied.
function offerCopying() {
  for (const button of document.querySelectorAll("[data-copy-button]")) button.hidden = false;
}
document.addEventListener("console:shown", offerCopying);
offerCopying();
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-button]");
  if (!button) return;
  const field = button.closest("[data-copy]").querySelector("input");
  try {
    await navigator.clipboard.writeText(field.value);
    say("The link is copied.");
  } catch {
    field.select();
    say("The link is selected. Copy it with the keyboard.");
  }
});

// Beside a time that is typed for a candidate in another zone, the candidate's local time is shown.
async function offerOwnTimes() {
  if (!document.querySelector("[data-own-zone]")) return;
  const times = await import("./owntime.js");
  times.tellAll();
}
document.addEventListener("console:shown", offerOwnTimes);
offerOwnTimes();

// On pages that take dropped files, the module that sends them is fetched.
async function offerDropping() {
  if (!document.querySelector("form[data-drop]")) return;
  const uploads = await import("./upload.js");
  uploads.offerDropping(go);
}
// On pages that add passkeys, their module is fetched.
async function offerPasskeys() {
  if (!document.querySelector("form[data-passkey]")) return;
  const passkeys = await import("./passkeys.js");
  passkeys.offerPasskeys();
}
document.addEventListener("console:shown", offerPasskeys);
offerPasskeys();
document.addEventListener("console:shown", offerDropping);
offerDropping();

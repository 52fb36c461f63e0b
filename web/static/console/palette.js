// The palette: a list of the page's actions, the console's pages and search results. Arrows move, Enter chooses.

const PAUSE = 200;
const FOUND_SHOWN = 8;
const MAY_BOOK = /^\/console\/candidates\/(?!new)[^/]+$/;

const dialog = document.querySelector("#palette");
const input = dialog.querySelector("input");
const list = dialog.querySelector("ul");
const found = dialog.querySelector("[data-found]");
const everywhere = [...list.children];
const maySchedule = Boolean(list.querySelector('[href="/console/candidates/new"]'));

/** The buttons of this page, each as an entry that presses the button. */
function here() {
  return [...document.querySelectorAll("main .actions a.button, main .actions button, main .switch")]
    .filter((control) => control.getAttribute("aria-disabled") !== "true" && control.checkVisibility())
    .map((control) => entry(`Here: ${control.getAttribute("aria-label") ?? control.textContent.trim()}`, () => control.click()));
}

function entry(words, act, href = null) {
  const item = document.createElement("li");
  const control = document.createElement(href ? "a" : "button");
  control.textContent = words;
  if (href) control.href = href;
  else control.type = "button";
  if (act) control.addEventListener("click", act);
  item.append(control);
  return item;
}

const fits = (item, words) => {
  const control = item.firstElementChild;
  const text = `${control.textContent} ${control.dataset.also ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

function show(results = []) {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const actions = [...local, ...everywhere].filter((item) => fits(item, words));
  list.replaceChildren(...results, ...actions);
}

let local = [];
let pause;
let asked = 0;

/** Asks the console's search. Only the answer to the newest query is shown. */
async function find() {
  const words = input.value.trim();
  const mine = ++asked;
  if (words.length < 2) {
    found.textContent = "";
    return;
  }
  try {
    const answer = await fetch(`/console/search?${new URLSearchParams({ q: words })}`, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    const links = [...page.querySelectorAll("main .rows a")].slice(0, FOUND_SHOWN);
    show(links.flatMap(entriesOf));
    found.textContent = links.length ? "" : "Nobody and nothing is called so.";
  } catch {
    if (mine === asked) found.textContent = "The search can not be reached. Try again.";
  }
}

function entriesOf(link) {
  const href = link.getAttribute("href");
  const row = link.closest("li").textContent.replace(/\s+/g, " ").trim();
  const opens = entry(row, null, href);
  if (!maySchedule || !MAY_BOOK.test(href)) return [opens];
  return [opens, entry(`Book an interview with ${link.textContent.trim()}`, null, `${href}#book`)];
}

/** Opens the palette with this page's actions. */
export function open() {
  if (dialog.open) return;
  local = here();
  input.value = "";
  found.textContent = "";
  show();
  dialog.showModal();
  input.focus();
}

input.addEventListener("input", () => {
  show();
  clearTimeout(pause);
  pause = setTimeout(find, PAUSE);
});

dialog.addEventListener("keydown", (event) => {
  const controls = [...list.querySelectorAll("a, button")];
  const at = controls.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (controls[next] ?? input).focus();
  } else if (event.key === "Enter" && event.target === input) {
    event.preventDefault();
    controls[0]?.click();
  } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && at >= 0 && event.key !== " ") {
    input.focus();
  }
});

// Any choice closes the palette, and so does a click outside.
dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("li")) dialog.close();
});

// Helpers for the page: its parts by name, texts that are written only if they differ, and announcements.

export const part = (name) => document.querySelector(`[data-${name}]`);
export const parts = (name) => document.querySelectorAll(`[data-${name}]`);

export function write(name, words) {
  const element = part(name);
  if (element.textContent !== words) element.textContent = words;
}

export function show(name, visible) {
  part(name).hidden = !visible;
}

export function press(name, on) {
  part(name).setAttribute("aria-pressed", String(Boolean(on)));
}

let said = 0;

/** Announces words to screen readers politely. Repeated words are announced again. */
export function say(words) {
  said += 1;
  part("aloud").textContent = said % 2 ? words : `${words}\u00a0`;
}

const twoDigits = (count) => String(count).padStart(2, "0");

/** `2:05`, `1:02:05`; rounded up to seconds. */
export function clockWords(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = twoDigits(seconds % 60);
  return hours ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** `just now`, `4 s ago`, `2 min ago`. */
export function agoWords(ms) {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 2) return "just now";
  return seconds < 60 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`;
}

/** Replaces the interview by a card that says what happened and what to do. */
export function notice(title, words, { label, href, act } = {}) {
  write("notice-title", title);
  write("notice-words", words);
  const link = part("notice-link");
  const button = part("notice-act");
  link.hidden = !href;
  button.hidden = !act;
  if (href) [link.textContent, link.href] = [label, href];
  if (act) [button.textContent, button.onclick] = [label, act];
  show("room", false);
  show("dock", false);
  show("notice", true);
  part("notice-title").focus();
}

export function endNotice() {
  show("notice", false);
  show("room", true);
  show("dock", true);
}

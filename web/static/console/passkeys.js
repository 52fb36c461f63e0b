// Passkeys: gets the options from the server, asks the browser for the passkey, and sends its answer as a form.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const descriptor = (one) => ({ ...one, id: bytes(one.id) });

/** The browser's credential in the JSON form of WebAuthn level 3, which not every browser can make itself. */
function written(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const named = parts.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: Object.fromEntries(named),
  });
}

const WORDS = {
  NotAllowedError: "Nothing was chosen, or it took too long. Press again.",
  InvalidStateError: "This device has a passkey of yours already.",
  SecurityError: "This browser makes no passkeys for this address.",
};

async function ask(form) {
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  const options = await answer.json();
  if (!answer.ok) throw new Error(options.problem ?? "That did not work. Load the page again.");
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (form.dataset.passkey === "get") {
    publicKey.allowCredentials = (options.allowCredentials ?? []).map(descriptor);
    return navigator.credentials.get({ publicKey });
  }
  publicKey.user = { ...options.user, id: bytes(options.user.id) };
  publicKey.excludeCredentials = (options.excludeCredentials ?? []).map(descriptor);
  return navigator.credentials.create({ publicKey });
}

function say(form, words) {
  const problem = form.querySelector("[data-problem]");
  problem.querySelector("span").textContent = words;
  problem.hidden = !words;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("form[data-passkey] button");
  if (!button) return;
  const form = button.closest("form");
  button.disabled = true;
  say(form, "");
  try {
    form.elements.credential.value = written(await ask(form));
    form.submit();
  } catch (error) {
    say(form, WORDS[error.name] ?? (error instanceof TypeError || error instanceof SyntaxError ? "The connection failed. Press again." : error.message));
    button.disabled = false;
  }
});

// Enter in the name field also asks for the passkey, instead of sending the form without one.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-passkey]");
  if (!form) return;
  event.preventDefault();
  form.querySelector("button").click();
});

export function offerPasskeys() {
  if (!globalThis.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) form.hidden = false;
}
document.addEventListener("console:shown", offerPasskeys);
offerPasskeys();

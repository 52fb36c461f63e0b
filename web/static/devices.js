// Camera, microphone and loudspeaker of this device, and a remedy in words for each of their failures.

const KEPT = "greenroom.devices";

/** The devices that were chosen in this browser before; empty if the browser stores nothing. */
export function chosen() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

export function choose(kind, deviceId) {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ ...chosen(), [kind]: deviceId }));
  } catch {
    // A private window may store nothing: then the choice is valid for this page only.
  }
}

export const canAsk = () => Boolean(window.isSecureContext && navigator.mediaDevices?.getUserMedia);

/** A stream from the wanted device, or from another one of its kind if that one is gone. */
export async function openDevice(kind, deviceId) {
  const track = kind === "camera" ? "video" : "audio";
  const wishes = kind === "camera" ? { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" } : { echoCancellation: true, noiseSuppression: true };
  const wanted = deviceId ? { ...wishes, deviceId: { exact: deviceId } } : wishes;
  try {
    return await navigator.mediaDevices.getUserMedia({ [track]: wanted });
  } catch (error) {
    if (error.name !== "OverconstrainedError") throw error;
    return navigator.mediaDevices.getUserMedia({ [track]: true });
  }
}

export function closeStream(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

export async function devicesOf(kind) {
  const wanted = { camera: "videoinput", microphone: "audioinput", speaker: "audiooutput" }[kind];
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return all.filter((device) => device.kind === wanted && device.deviceId);
}

/** Whether a device is the system's default. A device that is gone counts as the default, which is used instead. */
export async function isDefault(kind, deviceId) {
  if (!deviceId || deviceId === "default") return true;
  const devices = await devicesOf(kind).catch(() => []);
  const wanted = devices.find((device) => device.deviceId === deviceId);
  const named = devices.find((device) => device.deviceId === "default");
  if (!wanted) return true;
  // Chrome lists the system's default a second time, under its own name.
  if (named) return Boolean(wanted.label) && wanted.groupId === named.groupId && named.label.endsWith(wanted.label);
  return wanted === devices[0];
}

/** Whether the person has allowed this kind of device before, so that the browser shows no question. */
export async function isAllowed(kind) {
  try {
    return (await navigator.permissions.query({ name: kind })).state === "granted";
  } catch {
    return false;
  }
}

/** The failure and its remedy, each in words. */
export function remedyFor(error, kind) {
  const remedies = {
    NotAllowedError: ["Blocked", `Your ${kind} is blocked. Click the camera icon in the address bar and choose Allow. On a phone, allow it in the settings of the browser.`],
    NotFoundError: ["Not found", `No ${kind} was found. Plug one in, or switch it on.`],
    NotReadableError: ["In use", `Another program is using your ${kind}. Close other calls, such as Zoom or Teams.`],
    SecurityError: ["Switched off", `This browser does not let any page use the ${kind}. Allow it in the settings, or open the link in another browser.`],
  };
  const same = { PermissionDeniedError: "NotAllowedError", AbortError: "NotReadableError", TrackStartError: "NotReadableError" };
  const [words, remedy] = remedies[same[error.name] ?? error.name] ?? ["Does not start", `Your ${kind} does not start. Unplug it and plug it in again, or restart the browser.`];
  return { words, remedy };
}

/** Whether this browser can measure loudness. */
export const canMeasure = () => "AudioContext" in globalThis;

/** Calls `show` with the loudness from 0 to 1 for each frame, until the returned function is called. */
export function listen(stream, show) {
  if (!canMeasure()) return () => {};
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let frame = 0;
  const measure = () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const decibels = 10 * Math.log10(power || 1e-10);
    show(Math.min(1, Math.max(0, (decibels + 60) / 50)));
    frame = requestAnimationFrame(measure);
  };
  context.resume().catch(() => {});
  measure();
  return () => {
    cancelAnimationFrame(frame);
    context.close();
  };
}

export const canChooseSpeaker = () => "setSinkId" in HTMLMediaElement.prototype;

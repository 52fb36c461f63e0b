// The check before a meeting: one's own picture and level, and the devices for the room. A failure prevents nothing.

import { canAsk, canChooseSpeaker, canMeasure, choose, chosen, closeStream, devicesOf, isAllowed, listen, openDevice, remedyFor } from "../devices.js";

const LOUD_ENOUGH = 0.3;
const LOUD_FRAMES = 6;
const SILENT_AFTER = 10_000;
const SYMBOLS = { good: "good", warn: "warn", bad: "bad" };

const part = (name) => document.querySelector(`[data-${name}]`);
const streams = {};
let stopListening = () => {};

/** The row of one device: its state in words, a remedy if it fails, and "Try again". */
class Row {
  constructor(name, check) {
    this.root = document.querySelector(`[data-check="${name}"]`);
    this.check = check;
    this.root.querySelector("[data-again]").addEventListener("click", () => check());
  }

  show(result, words, remedy = "") {
    const find = (name) => this.root.querySelector(`[data-${name}]`);
    this.root.dataset.result = result;
    this.root.querySelector("use").setAttribute("href", `#icon-${SYMBOLS[result] ?? "dot"}`);
    find("words").textContent = words;
    find("remedy").textContent = remedy;
    find("remedy").hidden = !remedy;
    find("again").hidden = !remedy;
  }
}

async function start(kind) {
  rows[kind].show("busy", "Checking");
  closeStream(streams[kind]);
  streams[kind] = null;
  try {
    streams[kind] = await openDevice(kind, chosen()[kind]);
  } catch (error) {
    const { words, remedy } = remedyFor(error, kind);
    rows[kind].show("bad", words, remedy);
    return null;
  }
  const [track] = streams[kind].getTracks();
  track.onended = () => rows[kind].show("bad", "Gone", `Your ${kind} was unplugged or switched off.`);
  await fillMenu(kind, track.getSettings?.().deviceId);
  return streams[kind];
}

async function checkCamera() {
  const stream = await start("camera");
  part("self").srcObject = stream;
  part("picture").hidden = !stream;
  if (stream) rows.camera.show("good", "You can be seen");
}

async function checkMicrophone() {
  stopListening();
  const stream = await start("microphone");
  part("level").hidden = !stream || !canMeasure();
  if (!stream) return;
  rows.microphone.show(canMeasure() ? "busy" : "good", canMeasure() ? "Say a few words" : "Connected");
  const begun = performance.now();
  let loud = 0;
  stopListening = listen(stream, (loudness) => {
    part("bar").setAttribute("width", `${Math.round(loudness * 100)}%`);
    loud += loudness > LOUD_ENOUGH ? 1 : 0;
    if (rows.microphone.root.dataset.result !== "busy") return;
    if (loud >= LOUD_FRAMES) rows.microphone.show("good", "You can be heard");
    else if (performance.now() - begun > SILENT_AFTER) {
      rows.microphone.show("warn", "We hear nothing", "Speak a little louder, unmute the microphone, or choose another one in the menu.");
    }
  });
}

/** Two soft notes on the chosen loudspeaker; resolves when they have ended. */
async function playNotes(deviceId) {
  const context = new AudioContext();
  if (deviceId && context.setSinkId) await context.setSinkId(deviceId).catch(() => {});
  await context.resume();
  const gain = context.createGain();
  gain.connect(context.destination);
  for (const [index, pitch] of [440, 587.33].entries()) {
    const at = context.currentTime + 0.05 + index * 0.5;
    const note = context.createOscillator();
    note.frequency.value = pitch;
    note.connect(gain);
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.25, at + 0.04);
    gain.gain.linearRampToValueAtTime(0, at + 0.45);
    note.start(at);
    note.stop(at + 0.5);
  }
  await new Promise((resolve) => setTimeout(resolve, 1150));
  await context.close();
}

async function playTest() {
  rows.speaker.show("busy", "Playing two notes");
  try {
    await playNotes(chosen().speaker);
    rows.speaker.show("idle", "Two notes were played");
  } catch {
    rows.speaker.show("bad", "Does not play", "Turn up the volume and play the notes again.");
  }
}

const rows = {
  camera: new Row("camera", checkCamera),
  microphone: new Row("microphone", checkMicrophone),
  speaker: new Row("speaker", playTest),
};

async function fillMenu(kind, current = chosen()[kind]) {
  const menu = part(`menu-${kind}`);
  const devices = await devicesOf(kind).catch(() => []);
  menu.closest("label").hidden = devices.length === 0;
  menu.replaceChildren(...devices.map((device, index) => new Option(device.label || `${kind} ${index + 1}`, device.deviceId)));
  if (devices.some((device) => device.deviceId === current)) menu.value = current;
}

async function checkAll() {
  part("run").hidden = true;
  // One after the other, because two questions of the browser at the same time are confusing.
  await checkCamera();
  await checkMicrophone();
  if (canChooseSpeaker()) await fillMenu("speaker");
}

async function begin() {
  part("checks").hidden = false;
  part("run").hidden = !canAsk();
  part("play").hidden = !canMeasure();
  part("run").addEventListener("click", checkAll);
  part("play").addEventListener("click", playTest);
  for (const kind of ["camera", "microphone", "speaker"]) {
    part(`menu-${kind}`).addEventListener("change", ({ target }) => {
      choose(kind, target.value);
      if (kind !== "speaker") rows[kind].check();
    });
  }
  addEventListener("pagehide", () => Object.values(streams).forEach(closeStream));
  if (!canAsk()) for (const kind of ["camera", "microphone"]) rows[kind].show("bad", "Not possible here", "This browser lets no page use camera and microphone. Open the link in Chrome, Edge, Firefox or Safari.");
  else if ((await isAllowed("camera")) && (await isAllowed("microphone"))) await checkAll();
}

begin();

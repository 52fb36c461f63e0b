// The checks of the ready room. Each may fail, none may stand in the way: who cannot speak can type.

import { askSession } from "./clock.js";
import { canAsk, canChooseSpeaker, canMeasure, choose, chosen, closeStream, devicesOf, isAllowed, listen, openDevice, playNotes, remedyFor } from "./devices.js";

const LOUD_ENOUGH = 0.3;
const SILENT_AFTER = 10_000;
const SLOW = 1500;

const page = (name) => document.querySelector(`[data-${name}]`);

/** One row: an icon and words for the state, a remedy, and what can be done about it. */
class Row {
  constructor(name, check) {
    this.root = document.querySelector(`[data-check="${name}"]`);
    this.part = (part) => this.root.querySelector(`[data-${part}]`);
    this.check = check;
    this.part("again")?.addEventListener("click", () => this.run());
    this.part("without")?.addEventListener("click", () => {
      this.skipped = true;
      this.show("skipped", "Going on without");
      this.part("again").focus();
    });
  }

  show(result, words, remedy = "") {
    this.root.dataset.result = result;
    this.root.querySelector("use").setAttribute("href", `#icon-${{ good: "good", warn: "warn", bad: "bad" }[result] ?? "dot"}`);
    this.part("words").textContent = words;
    this.part("remedy").textContent = remedy;
    this.part("remedy").hidden = !remedy;
    const failed = result === "bad" || result === "warn";
    if (this.part("again")) this.part("again").hidden = !failed && result !== "skipped";
    if (this.part("without")) this.part("without").hidden = !failed;
    advise();
  }

  get works() {
    return this.root.dataset.result === "good";
  }

  async run() {
    this.skipped = false;
    this.show("busy", "Checking");
    await this.check(this);
  }
}

function checkBrowser(row) {
  if (canAsk()) return row.show("good", "Ready");
  return row.show("warn", "No camera or microphone here", "Open the link in Chrome, Edge, Firefox or Safari, or go on by typing.");
}

async function checkNetwork(row) {
  try {
    let answer = await askSession({ attempts: 2 });
    if (answer?.roundTrip > SLOW) answer = await askSession({ attempts: 2 });
    if (answer?.roundTrip > SLOW) return row.show("warn", "Slow", "Move closer to the router, or stop other downloads on your network.");
    return row.show("good", "Good");
  } catch {
    return row.show("bad", "No connection", "Check your Wi-Fi or mobile data.");
  }
}

const open = { camera: null, microphone: null };
let stopListening = () => {};
let haveRun = false;

async function start(kind, row) {
  if (kind === "microphone") stopListening();
  closeStream(open[kind]);
  open[kind] = null;
  try {
    open[kind] = await openDevice(kind, chosen()[kind]);
  } catch (error) {
    const { words, remedy } = remedyFor(error, kind);
    row.show("bad", words, remedy);
    return null;
  }
  const [track] = open[kind].getTracks();
  track.addEventListener("ended", () => row.show("bad", "Gone", `Your ${kind} was unplugged or switched off.`));
  await fillMenu(kind, track.getSettings?.().deviceId);
  return open[kind];
}

async function checkCamera(row) {
  const stream = await start("camera", row);
  const video = page("self");
  video.srcObject = stream;
  video.hidden = !stream;
  page("no-picture").hidden = Boolean(stream);
  if (!stream) return;
  await video.play().catch(() => {});
  row.show("good", "You can be seen");
}

async function checkMicrophone(row) {
  const stream = await start("microphone", row);
  page("level").hidden = !stream || !canMeasure();
  if (!stream) return;
  if (!canMeasure()) return row.show("good", "Connected");
  row.show("busy", "Say a few words");
  const bar = page("bar");
  const begun = performance.now();
  let loudFrames = 0;
  stopListening = listen(stream, (loudness) => {
    bar.setAttribute("width", `${Math.round(loudness * 100)}%`);
    if (loudness > LOUD_ENOUGH) loudFrames += 1;
    if (row.root.dataset.result === "good" || row.skipped) return;
    if (loudFrames >= 6) row.show("good", "We hear you");
    else if (performance.now() - begun > SILENT_AFTER && row.root.dataset.result === "busy") {
      row.show("warn", "We hear nothing", "Speak a little louder, unmute the microphone, or choose another one in the menu.");
    }
  });
}

async function fillMenu(kind, current) {
  const menu = page(`menu-${kind}`);
  const devices = await devicesOf(kind).catch(() => []);
  menu.closest("label").hidden = devices.length === 0;
  menu.replaceChildren(...devices.map((device, index) => new Option(device.label || `${kind} ${index + 1}`, device.deviceId)));
  const wanted = current ?? chosen()[kind];
  if (devices.some((device) => device.deviceId === wanted)) menu.value = wanted;
}

const rows = {
  browser: new Row("browser", checkBrowser),
  network: new Row("network", checkNetwork),
  camera: new Row("camera", checkCamera),
  microphone: new Row("microphone", checkMicrophone),
  speaker: new Row("speaker", () => {}),
};

function advise() {
  const advice = page("advice");
  if (!advice || !haveRun) return;
  const { result } = rows.microphone.root.dataset;
  advice.hidden = result === "good" || result === "busy";
}

async function checkDevices() {
  haveRun = true;
  page("run").hidden = true;
  // One after the other: two questions of the browser at once confuse.
  await rows.camera.run();
  await rows.microphone.run();
  if (canChooseSpeaker()) await fillMenu("speaker");
}

async function playTest() {
  const row = rows.speaker;
  row.show("busy", "Playing two notes");
  try {
    await playNotes(chosen().speaker);
    row.show("busy", "Did you hear two notes?");
    page("heard").hidden = false;
  } catch {
    row.show("bad", "Does not play", "Turn up the volume and play the notes again.");
  }
}

function heard(yes) {
  page("heard").hidden = true;
  if (yes) rows.speaker.show("good", "You can hear");
  else rows.speaker.show("warn", "Not heard", "Turn up the volume, look whether headphones are connected, or choose another loudspeaker. Every question is also shown as text.");
  page("play").focus();
}

async function begin() {
  page("checks").hidden = false;
  page("run").addEventListener("click", checkDevices);
  page("play").addEventListener("click", playTest);
  page("heard-yes").addEventListener("click", () => heard(true));
  page("heard-no").addEventListener("click", () => heard(false));
  for (const kind of ["camera", "microphone", "speaker"]) {
    page(`menu-${kind}`).addEventListener("change", (event) => {
      choose(kind, event.target.value);
      if (kind !== "speaker") rows[kind].run();
    });
  }
  navigator.mediaDevices?.addEventListener?.("devicechange", () => {
    for (const kind of ["camera", "microphone"]) if (open[kind]) fillMenu(kind, open[kind].getTracks()[0].getSettings().deviceId);
  });
  addEventListener("offline", () => rows.network.show("bad", "No connection", "Check your Wi-Fi or mobile data."));
  addEventListener("online", () => rows.network.run());
  addEventListener("pagehide", () => Object.values(open).forEach(closeStream));
  if (!canMeasure()) {
    rows.speaker.show("skipped", "Not checked in this browser");
    page("play").hidden = true;
  }
  rows.browser.run();
  rows.network.run();
  page("run").hidden = !canAsk();
  if (!canAsk()) for (const kind of ["camera", "microphone"]) rows[kind].show("skipped", "Not available in this browser");
  else if ((await isAllowed("camera")) && (await isAllowed("microphone"))) await checkDevices();
}

begin();

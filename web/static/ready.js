// The checks of the ready room. A check that fails prevents nothing: a candidate who cannot speak can type.

import { askSession } from "./clock.js";
import { canAsk, canChooseSpeaker, canMeasure, choose, chosen, closeStream, devicesOf, isAllowed, openDevice, remedyFor } from "./devices.js";
import { Recorder, canRecord } from "./interview/recorder.js";
import { Voice } from "./interview/voice.js";
import { Practice } from "./practice.js";
import { startAtOnce } from "./starting.js";

const LOUD_ENOUGH = 0.3;
const SILENT_AFTER = 10_000;
const SLOW = 1500;
/** The time in ms that is recorded after the voice was heard; and the longest recording. */
const SAMPLE = 3000;
const LONGEST = 30_000;

const page = (name) => document.querySelector(`[data-${name}]`);

/** The row of one check: an icon and words for the state, a remedy, and buttons. */
class Row {
  constructor(name, check) {
    this.root = document.querySelector(`[data-check="${name}"]`);
    this.part = (part) => this.root.querySelector(`[data-${part}]`);
    this.check = check;
    this.label = this.root.querySelector("h3").textContent;
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
    if (words !== "Checking") this.say(words, remedy);
    if (this.part("again")) this.part("again").hidden = !failed && result !== "skipped";
    if (this.part("without")) this.part("without").hidden = !failed;
    advise();
  }

  /** Announces a check to screen readers: the device, its state and a remedy. Each check has its own line, so that none replaces another before it was read. */
  say(words, remedy) {
    this.line?.remove();
    this.line = document.createElement("p");
    this.line.textContent = [`${this.label}: ${words}.`, remedy].filter(Boolean).join(" ");
    page("checks-said").append(this.line);
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

const open = { camera: null };
let sample = null;
let practice = null;
let haveRun = false;

async function checkCamera(row) {
  closeStream(open.camera);
  open.camera = null;
  const stream = await openDevice("camera", chosen().camera).catch((error) => fail(row, error, "camera"));
  const video = page("self");
  video.srcObject = stream;
  video.hidden = !stream;
  page("no-picture").hidden = Boolean(stream);
  if (!stream) return;
  open.camera = stream;
  const [track] = stream.getTracks();
  track.addEventListener("ended", () => row.show("bad", "Gone", "Your camera was unplugged or switched off."));
  await fillMenu("camera", track.getSettings?.().deviceId);
  await video.play().catch(() => {});
  row.show("good", "You can be seen");
}

function fail(row, error, kind) {
  const { words, remedy } = remedyFor(error, kind);
  row.show("bad", words, remedy);
  return null;
}

function endSample() {
  sample?.close();
  sample = null;
  page("bar").setAttribute("width", "0");
}

/** Records as the interview does, and plays the recording back, which the team would hear likewise. */
async function checkMicrophone(row) {
  endSample();
  await practice.close();
  page("sample").hidden = true;
  if (!canRecord()) return checkWithoutRecording(row);
  const bar = page("bar");
  let loudFrames = 0;
  const mine = new Recorder({
    level: (loudness) => {
      bar.setAttribute("width", `${Math.round(loudness * 100)}%`);
      if (loudness > LOUD_ENOUGH) loudFrames += 1;
      if (row.works || row.skipped || loudFrames < 6) return;
      row.show("good", "We hear you");
      setTimeout(() => mine === sample && playBack(mine), SAMPLE);
    },
    recorded: () => {},
    failed: () => row.show("bad", "Gone", "Your microphone was unplugged or switched off."),
  });
  sample = mine;
  try {
    await mine.start();
  } catch (error) {
    sample = null;
    return fail(row, error, "microphone");
  }
  await fillMenu("microphone", mine.stream.getTracks()[0].getSettings?.().deviceId);
  row.show("busy", "Say a few words");
  if (!canMeasure()) return setTimeout(() => mine === sample && playBack(mine), SAMPLE * 2);
  setTimeout(() => {
    if (mine !== sample || row.works || row.skipped) return;
    row.show("warn", "We hear nothing", "Speak a little louder, unmute the microphone, or choose another one in the menu.");
  }, SILENT_AFTER);
  setTimeout(() => mine === sample && endSample(), LONGEST);
  return undefined;
}

async function playBack(recorder) {
  await recorder.stop();
  const player = page("sample-player");
  if (player.src) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(recorder.all());
  page("sample").hidden = false;
  if (!rows.microphone.works) rows.microphone.show("good", "Recorded: listen to it");
  endSample();
}

/** Checks only that the microphone opens, in browsers that can recognise speech but not record. */
async function checkWithoutRecording(row) {
  const stream = await openDevice("microphone", chosen().microphone).catch((error) => fail(row, error, "microphone"));
  if (!stream) return;
  await fillMenu("microphone", stream.getTracks()[0].getSettings?.().deviceId);
  closeStream(stream);
  row.show("good", "Connected");
}

async function fillMenu(kind, current) {
  const menu = page(`menu-${kind}`);
  const devices = await devicesOf(kind).catch(() => []);
  if (kind === "speaker") menu.closest("label").hidden = devices.length === 0;
  menu.disabled = devices.length === 0;
  if (devices.length) menu.replaceChildren(...devices.map((device, index) => new Option(device.label || `${kind} ${index + 1}`, device.deviceId)));
  const wanted = current ?? chosen()[kind];
  if (devices.some((device) => device.deviceId === wanted)) menu.value = wanted;
}

const rows = {
  browser: new Row("browser", checkBrowser),
  network: new Row("network", checkNetwork),
  camera: new Row("camera", checkCamera),
  microphone: new Row("microphone", checkMicrophone),
  speaker: new Row("speaker", () => {}),
  editor: document.querySelector('[data-check="editor"]') ? new Row("editor", loadEditor) : null,
};

function advise() {
  const advice = page("advice");
  if (!advice || !haveRun) return;
  const { result } = rows.microphone.root.dataset;
  advice.hidden = result === "good" || result === "busy";
}

async function checkDevices() {
  haveRun = true;
  page("run-words").textContent = "Check again";
  page("run").classList.remove("primary");
  // One after the other, because two questions of the browser at the same time are confusing.
  await rows.camera.run();
  await rows.microphone.run();
  if (canChooseSpeaker()) await fillMenu("speaker");
}

const voiceOf = ({ language }) =>
  new Voice(language, {
    onCaption: () => {},
    onState: (state) => {
      const row = rows.speaker;
      if (state === "speaking") row.show("busy", "Speaking");
      else if (state === "missing") row.show("warn", "No voice here", "This device has no voice for the language of the questions: you read each of them instead.");
      else if (state === "blocked") row.show("warn", "Not allowed to play", "Press the button once more, or allow sound for this page in the browser.");
      else if (row.root.dataset.result === "busy") {
        row.show("busy", "Did you hear the sentence?");
        page("heard").hidden = false;
      }
    },
  });

function heard(yes) {
  page("heard").hidden = true;
  if (yes) rows.speaker.show("good", "You can hear");
  else rows.speaker.show("warn", "Not heard", "Turn up the volume, look whether headphones are connected, or choose another loudspeaker. Every question is also shown as text.");
  page("play").focus();
}

/** Loads the editor of a coding interview before the interview's time runs. Without it a plain field is used. */
async function loadEditor(row) {
  try {
    const { canEdit, openEditor } = await import("./vendor/codemirror/editor.js");
    if (!canEdit()) return row.show("warn", "A plain field", "This browser is too old for the editor. You write your code in a plain field.");
    const editor = await openEditor(document.createElement("div"), { language: row.root.dataset.language, text: "", label: "", onChange: () => {}, onPaste: () => {} });
    editor.close();
    return row.show("good", "Loaded");
  } catch {
    return row.show("warn", "Not loaded", "Check your connection and try again, or write your code in a plain field.");
  }
}

async function begin() {
  const settings = page("ready").dataset;
  const isWrittenDown = settings.writtenDown === "yes";
  const voice = voiceOf(settings);
  // The check must be heard, even if the voice was switched off in an earlier interview.
  voice.muted = false;
  practice = new Practice(page("practice"), { language: settings.language, isWrittenDown, before: () => [endSample(), voice.stop()] });
  const sentence = { text: page("practice-text").textContent, audio_url: settings.sound };
  const hear = () => {
    page("heard").hidden = true;
    voice.say(sentence);
  };
  page("run").addEventListener("click", checkDevices);
  page("play").addEventListener("click", hear);
  page("heard-yes").addEventListener("click", () => heard(true));
  page("heard-no").addEventListener("click", () => heard(false));
  // There is nothing to choose from yet, so the menus are not focusable.
  for (const kind of ["camera", "microphone"]) page(`menu-${kind}`).disabled = true;
  for (const kind of ["camera", "microphone", "speaker"]) {
    page(`menu-${kind}`).addEventListener("change", (event) => {
      choose(kind, event.target.value);
      if (kind !== "speaker") rows[kind].run();
      if (kind === "microphone") practice.look();
    });
  }
  navigator.mediaDevices?.addEventListener?.("devicechange", () => {
    if (open.camera) fillMenu("camera", open.camera.getTracks()[0].getSettings().deviceId);
    if (haveRun) fillMenu("microphone", chosen().microphone);
    practice.look();
  });
  addEventListener("offline", () => rows.network.show("bad", "No connection", "Check your Wi-Fi or mobile data."));
  addEventListener("online", () => rows.network.run());
  addEventListener("pagehide", () => [closeStream(open.camera), endSample(), practice.close()]);
  if (!settings.sound && !globalThis.speechSynthesis) {
    rows.speaker.show("skipped", "Not checked in this browser");
    page("play").hidden = true;
  }
  if (rows.editor) loadEditor(rows.editor);
  rows.browser.run();
  rows.network.run();
  page("run").hidden = !canAsk();
  startAtOnce(page("start-form"), settings);
  if (!canAsk()) for (const kind of ["camera", "microphone"]) rows[kind].show("skipped", "Not available in this browser");
  else if ((await isAllowed("camera")) && (await isAllowed("microphone"))) await checkDevices();
}

begin();

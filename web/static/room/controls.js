// The toolbar, the settings and the keyboard shortcuts.

import { canChooseSpeaker, choose, chosen } from "../devices.js";
import { part, press, say, show } from "../interview/screen.js";
import { canCaption } from "./captions.js";
import { Media } from "./media.js";

export class Controls {
  constructor(room) {
    this.room = room;
  }

  toggleMicrophone() {
    if (!this.room.media.streams.microphone) this.room.media.open("microphone");
    else this.room.media.mute(!this.room.media.isMuted);
    say(this.room.media.isMuted ? "Microphone off" : "Microphone on");
  }

  toggleCamera() {
    if (this.room.media.streams.camera) this.room.media.close("camera");
    else this.room.media.open("camera");
  }

  toggleShare() {
    if (this.room.media.streams.screen) {
      for (const track of this.room.media.streams.screen.getTracks()) track.stop();
      this.room.media.close("screen");
    } else this.room.media.share().catch(() => {});
  }

  toggleChat() {
    const isShown = part("chat-panel").hidden;
    show("chat-panel", isShown);
    press("chat", isShown);
    if (isShown) part("text").focus();
  }

  toggleCaptions() {
    if (this.room.captions.isOn) this.room.captions.stop();
    else this.room.captions.start();
    press("captions", this.room.captions.isOn);
    say(this.room.captions.isOn ? "What you say is sent as text. Some browsers use their maker's service for that." : "Captions off");
  }

  toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else part("screen").requestFullscreen?.().catch(() => {});
  }

  async openSettings() {
    for (const kind of ["camera", "microphone", "speaker"]) await this.fillMenu(kind);
    part("settings-dialog").showModal();
  }

  async fillMenu(kind) {
    const devices = await Media.devicesOf(kind);
    const options = devices.map(({ deviceId, label }, index) => new Option(label || `${kind} ${index + 1}`, deviceId, false, chosen()[kind] === deviceId));
    part(`menu-${kind}`).replaceChildren(...options);
    if (kind === "speaker") show("speaker-field", canChooseSpeaker() && devices.length > 0);
  }

  wire() {
    const click = (name, act) => part(name)?.addEventListener("click", act);
    const tools = { microphone: "toggleMicrophone", camera: "toggleCamera", share: "toggleShare", chat: "toggleChat", captions: "toggleCaptions", full: "toggleFull", settings: "openSettings" };
    for (const [name, act] of Object.entries(tools)) click(name, () => this[act]());
    click("leave", () => part("leaving").showModal());
    click("go", () => this.room.leave());
    click("admit", () => this.room.signal.post({ action: "admit" }));
    click("try-again", () => this.room.begin());
    click("reconnect", () => this.room.restart());
    part("share").hidden = !Media.canShare();
    part("captions").hidden = !canCaption();
    part("full").hidden = !document.fullscreenEnabled;
    for (const kind of ["camera", "microphone"]) part(`menu-${kind}`).addEventListener("change", ({ target }) => this.room.media.open(kind, target.value));
    part("menu-speaker").addEventListener("change", ({ target }) => {
      choose("speaker", target.value);
      this.room.tiles.hearOn(target.value);
    });
    this.wireKeys({ m: "microphone", v: "camera", s: "share", c: "chat", f: "full" });
  }

  wireKeys(keys) {
    addEventListener("keydown", (event) => {
      const isTyping = event.target.closest?.("input, textarea, select, dialog");
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      part(keys[event.key]).click();
    });
  }
}

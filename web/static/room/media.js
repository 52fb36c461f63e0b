// The media that are sent: the microphone, and the camera or the screen.

import { canAsk, choose, chosen, closeStream, devicesOf, openDevice, remedyFor } from "../devices.js";

export class Media {
  constructor(onChange) {
    this.onChange = onChange;
    this.streams = {};
    this.isMuted = false;
  }

  async begin() {
    await this.open("microphone");
    await this.open("camera");
  }

  /** Opens a device, the chosen one if there is one. Resolves to a remedy in words, or null. */
  async open(kind, deviceId = chosen()[kind]) {
    if (!canAsk()) return { words: "Not possible", remedy: "This browser lets no page use camera and microphone." };
    try {
      const stream = await openDevice(kind, deviceId);
      closeStream(this.streams[kind]);
      this.streams[kind] = stream;
      const [track] = stream.getTracks();
      track.onended = () => this.close(kind);
      if (kind === "microphone") track.enabled = !this.isMuted;
      if (deviceId) choose(kind, deviceId);
      this.remedy = null;
      this.onChange();
      return null;
    } catch (error) {
      this.remedy = remedyFor(error, kind);
      this.onChange();
      return this.remedy;
    }
  }

  close(kind) {
    closeStream(this.streams[kind]);
    delete this.streams[kind];
    this.onChange();
  }

  mute(isMuted) {
    this.isMuted = isMuted;
    for (const track of this.streams.microphone?.getTracks() ?? []) track.enabled = !isMuted;
    this.onChange();
  }

  async share() {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
    this.streams.screen = stream;
    stream.getVideoTracks()[0].onended = () => this.close("screen");
    this.onChange();
  }

  /** The tracks by kind. */
  tracks() {
    const first = (kind) => this.streams[kind]?.getTracks()[0] ?? null;
    return { audio: first("microphone"), video: first("screen") ?? first("camera") };
  }

  /** The state that the others are told. */
  state() {
    return { microphone: Boolean(this.streams.microphone) && !this.isMuted, camera: Boolean(this.streams.camera), sharing: Boolean(this.streams.screen) };
  }

  stop() {
    for (const stream of Object.values(this.streams)) closeStream(stream);
    this.streams = {};
  }

  static canShare() {
    return Boolean(navigator.mediaDevices?.getDisplayMedia);
  }

  static devicesOf(kind) {
    return devicesOf(kind);
  }
}

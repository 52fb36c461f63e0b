// The video room: two people, one of whom lets the other in. Before that nothing of picture or sound is agreed on.

import { ServerClock } from "../clock.js";
import { endNotice, notice, part, press, say, show, write } from "../interview/screen.js";
import { Tabs } from "../interview/tabs.js";
import { Captions } from "./captions.js";
import { Chat } from "./chat.js";
import { Controls } from "./controls.js";
import { Line } from "./line.js";
import { Media } from "./media.js";
import { Papers } from "./papers.js";
import { Peer } from "./peer.js";
import { Quality } from "./quality.js";
import { Server } from "./server.js";
import { Signal } from "./signal.js";
import { Stage } from "./stage.js";

const FINDS_A_WAY_WITHIN = 15_000;
const ASKS_FOR_A_RUN_AFTER = 1_000;
const CAPTION_STAYS = 6_000;
const CLOSED = {
  CANCELLED: ["This interview was cancelled", "The room is closed. The e-mail about it tells more."],
  MOVED: ["This interview was moved", "The room is closed. The newest e-mail has the new time and your link."],
  OVER: ["This interview is over", "Its time has passed, so the room is closed."],
};

class Room {
  constructor({ interviewId, roomId, role, language, serverTime, startsAt, endsAt, otherName, afterHref }) {
    this.isHost = role === "interviewer";
    this.other = this.isHost ? "candidate" : "interviewer";
    this.afterHref = afterHref;
    // A tab that was duplicated is the same device to the server, so the two would take the place from each other.
    this.tabs = new Tabs(`${interviewId}.${role}`, () => this.yield());
    this.server = new Server({ interviewId, roomId });
    const clock = new ServerClock(Date.parse(serverTime));
    this.stage = new Stage({ clock, startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt), otherName, isHost: this.isHost });
    this.media = new Media(() => this.showMine());
    this.quality = new Quality((words, verdict) => this.showQuality(words, verdict));
    this.chat = new Chat(otherName, (data) => this.peer?.say(data));
    this.captions = new Captions(language, (words) => this.peer?.say({ caption: words }));
    this.signal = new Signal({
      server: this.server,
      onMessage: (message) => this.hear(message),
      onState: (state) => this.signalled(state),
      onRefused: (error) => this.refused(error),
      isSettled: () => this.peer?.isConnected,
    });
    this.line = new Line({
      post: (message) => this.signal.post(message),
      onData: (data) => this.peer?.hear(data).catch(() => this.begin()),
      onControl: (data) => this.hearControl(data),
    });
    this.people = { revision: -1, here: {} };
  }

  async open() {
    new Controls(this).wire();
    if (this.isHost) {
      this.papers = new Papers(this.server);
      this.papers.open().catch(() => write("notes-state", "Your papers could not be opened. Load this page again."));
    }
    this.tabs.takeOver();
    this.signal.start();
    await this.media.begin();
  }

  // What the server says

  hear(message) {
    if (message.kind === "people") this.hearPeople(message);
    if (message.kind === "relayed") this.hearRelayed(message);
    if (message.kind === "absent") this.isMissed = true;
    if (message.kind === "taken_over") this.yield();
    if (message.kind === "closed") this.end(...CLOSED[message.because]);
  }

  hearPeople(message) {
    if (message.revision < this.people.revision) return;
    this.people = message;
    const here = message.here[this.other];
    if (!message.is_admitted) {
      this.dismiss();
      this.stage.waits(here);
      return;
    }
    if (!here) {
      this.waitFor(message.left === this.other);
      return;
    }
    if (this.isHost && (!this.line.run || message.arrived === this.other || this.isMissed)) this.begin();
    else if (this.line.run) this.line.catchUp();
    else this.askForRun();
  }

  /** The server lost the other. As long as the picture comes that matters little, unless they said that they go. */
  waitFor(hasLeft) {
    if (this.peer?.isConnected && !hasLeft) return;
    if (hasLeft) {
      this.dismiss();
      if (this.isHost) this.line.begin(null);
    }
    this.stage.set("waiting", hasLeft ? `${this.stage.name} has left.` : `We are waiting for ${this.stage.otherName} to come back.`);
  }

  hearRelayed(message) {
    if (!this.isHost && message.run !== this.line.run && !this.isOld(message.run)) this.follow(message.run);
    this.line.hear(message);
  }

  hearControl({ wants }) {
    if (this.isHost && wants) this.begin();
  }

  // Runs: each is one agreement between the two browsers, named by the interviewer's, in the order of time

  isOld(run) {
    return run === null || (this.line.run !== null && run <= this.line.run);
  }

  /** The interviewer begins a run; the candidate asks for one. */
  begin() {
    if (!this.isHost) {
      this.askForRun(0);
      return;
    }
    this.isMissed = false;
    this.follow(`${Date.now().toString(36).padStart(10, "0")}${Math.random().toString(36).slice(2, 6)}`);
  }

  askForRun(after = ASKS_FOR_A_RUN_AFTER) {
    const had = this.line.run;
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.line.run === had && this.people.is_admitted && this.line.control({ wants: true }), after);
  }

  follow(run) {
    this.dismiss();
    this.line.begin(run);
    this.stage.set("connecting", `Connecting you with ${this.stage.otherName}.`);
    const stream = new MediaStream();
    this.peer = new Peer({
      makesOffers: this.isHost,
      configuration: this.servers(),
      tracks: () => this.media.tracks(),
      servers: async () => {
        this.signal.ticket = await this.server.ticket();
        return this.servers();
      },
      send: (data) => run === this.line.run && this.line.send(data),
      onTrack: (track) => {
        stream.addTrack(track);
        if (part("theirs").srcObject !== stream) part("theirs").srcObject = stream;
      },
      onState: (state) => this.connected(state),
      onOpen: () => this.talk(),
      onData: (data) => this.hearData(data),
    });
    this.watch();
  }

  servers() {
    const { ice_servers: iceServers, ice_transport_policy: iceTransportPolicy } = this.signal.ticket;
    return { iceServers, iceTransportPolicy };
  }

  dismiss() {
    clearTimeout(this.noPath);
    this.quality.stop();
    this.peer?.close();
    this.peer = null;
  }

  watch() {
    clearTimeout(this.noPath);
    this.noPath = setTimeout(() => this.stage.set("no-path", "We found no way between your networks."), FINDS_A_WAY_WITHIN);
  }

  connected(state) {
    if (state === "connected") {
      clearTimeout(this.noPath);
      this.stage.set("connected", "You are connected.");
      say(`You are connected with ${this.stage.otherName}.`);
      this.quality.watch(this.peer);
    }
    if (["disconnected", "failed"].includes(state) && part("room").dataset.state === "connected") {
      this.watch();
      this.stage.set("lost", "Connection lost, trying again.");
    }
  }

  // What the other says, browser to browser

  talk() {
    this.peer.say({ state: this.media.state() });
    this.chat.flush();
  }

  hearData({ state, chat, caption }) {
    if (state) this.stage.showTheirState(state);
    if (chat) this.chat.hear(chat);
    if (caption !== undefined) {
      write("caption", String(caption).slice(-240));
      show("caption", true);
      clearTimeout(this.captionEnds);
      this.captionEnds = setTimeout(() => show("caption", false), CAPTION_STAYS);
    }
  }

  // Trouble and ends

  signalled(state) {
    if (state === "lost" && !this.peer?.isConnected) this.stage.set("lost", "Connection lost, trying again.");
  }

  refused(error) {
    this.end("You can not enter this room now", error.message);
  }

  yield() {
    this.signal.stop();
    this.dismiss();
    notice("You are in this room on another device", "Or in another tab. The picture is there now.", {
      label: "Use this device",
      act: () => {
        endNotice();
        this.tabs.takeOver();
        this.line.begin(null);
        this.people = { revision: -1, here: {} };
        this.signal.start();
      },
    });
  }

  end(title, words) {
    this.signal.stop();
    this.dismiss();
    this.captions.stop();
    this.media.stop();
    notice(title, words, { label: "Back to the start", href: this.afterHref });
  }

  leave() {
    this.signal.post({ action: "leave" });
    const words = this.isHost ? "Your notes are kept. You can come back until the interview closes." : "Thank you. The team will write to you about what comes next.";
    setTimeout(() => this.end("You have left the interview", words), 300);
  }

  // One's own side

  showMine() {
    const { audio, video } = this.media.tracks();
    const mine = part("mine");
    mine.srcObject = video ? new MediaStream([video]) : null;
    const state = this.media.state();
    mine.toggleAttribute("data-sharing", state.sharing);
    this.switched("microphone", state.microphone, "Microphone");
    this.switched("camera", state.camera, "Camera");
    press("share", state.sharing);
    show("device", Boolean(this.media.remedy));
    if (this.media.remedy) write("device-words", this.media.remedy.remedy);
    this.peer?.refreshTracks().catch(() => {});
    this.peer?.say({ state });
    return audio;
  }

  switched(name, isOn, word) {
    press(name, isOn);
    part(name).toggleAttribute("data-off", !isOn);
    write(`${name}-words`, isOn ? word : `${word} off`);
  }

  showQuality(words, verdict) {
    write("quality", words);
    part("quality").dataset.verdict = verdict;
  }
}

new Room(part("room").dataset).open();

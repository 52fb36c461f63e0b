// The video room of up to five people. The interviewers admit the candidate, and no picture or sound is negotiated
// before.

import { chosen } from "../devices.js";
import { ServerClock } from "../clock.js";
import { endNotice, notice, part, press, say, show, write } from "../interview/screen.js";
import { Tabs } from "../interview/tabs.js";
import { Captions } from "./captions.js";
import { Chat } from "./chat.js";
import { Controls } from "./controls.js";
import { Media } from "./media.js";
import { Pair } from "./pair.js";
import { Papers, cannotOpen } from "./papers.js";
import { Server } from "./server.js";
import { Signal } from "./signal.js";
import { Stage } from "./stage.js";
import { Tiles } from "./tiles.js";

const CAPTION_STAYS = 6_000;
const CLOSED = {
  CANCELLED: ["This interview was cancelled", "The room is closed. The e-mail about it tells more."],
  MOVED: ["This interview was moved", "The room is closed. The newest e-mail has the new time and your link."],
  OVER: ["This interview is over", "Its time has passed, so the room is closed."],
};

const PLACES = { interviewer: "the interviewer", interviewer_2: "the second interviewer", interviewer_3: "the third interviewer", interviewer_4: "the fourth interviewer" };
const NOBODY = { revision: -1, here: {}, names: {} };

class Room {
  constructor({ interviewId, roomId, role, who, language, serverTime, startsAt, endsAt, otherName, afterHref }) {
    this.isHost = role === "interviewer";
    this.me = who;
    this.candidateName = this.isHost ? otherName : null;
    this.afterHref = afterHref;
    // A duplicated tab has the same device id, so both tabs would take each other's place in the room.
    this.tabs = new Tabs(`${interviewId}.${who}`, () => this.yield());
    this.server = new Server({ interviewId, roomId });
    const clock = new ServerClock(Date.parse(serverTime));
    this.stage = new Stage({ clock, startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt), isHost: this.isHost });
    this.tiles = new Tiles();
    this.media = new Media(() => this.showMine());
    this.chat = new Chat(() => this.listeners());
    this.captions = new Captions(language, (words) => this.sayToAll({ caption: words }));
    this.signal = new Signal({
      server: this.server,
      onMessage: (message) => this.hear(message),
      onState: (state) => this.signalled(state),
      onRefused: (error) => this.refused(error),
      isSettled: () => this.present().length > 0 && this.present().every((pair) => pair.isConnected),
    });
    this.people = NOBODY;
    this.pairs = new Map();
    this.main = this.pairWith(this.isHost ? "candidate" : "interviewer");
  }

  async open() {
    new Controls(this).wire();
    if (chosen().speaker) this.tiles.hearOn(chosen().speaker);
    if (this.isHost) {
      this.papers = new Papers(this.server);
      this.papers.open().catch((error) => write("notes-state", cannotOpen(error)));
    }
    this.tabs.takeOver();
    this.signal.start();
    await this.media.begin();
  }

  // The others

  nameOf(who) {
    return who === "candidate" ? this.candidateName : (this.people.names[who] ?? PLACES[who]);
  }

  pairWith(who) {
    const found = this.pairs.get(who);
    if (found) return found;
    const name = this.nameOf(who);
    const pair = new Pair(this, who, name, this.tiles.add(name.charAt(0).toUpperCase() + name.slice(1)));
    this.pairs.set(who, pair);
    return pair;
  }

  all() {
    return [...this.pairs.values()];
  }

  present() {
    return this.all().filter((pair) => pair.isHere);
  }

  /** The pair whose state the page shows: the candidate's; for the candidate, the best of the interviewers'. */
  primary() {
    if (this.isHost) return this.main;
    const pairs = this.all();
    return pairs.find((pair) => pair.isConnected) ?? pairs.find((pair) => pair.isHere) ?? this.main;
  }

  /** The pairs that get messages. Before the candidate is admitted, only the interviewers. */
  listeners() {
    const pairs = this.all().filter((pair) => pair.isHere || pair.isConnected);
    const among = this.people.is_admitted ? pairs : pairs.filter((pair) => pair.who !== "candidate");
    return among.length ? among : [this.main];
  }

  sayToAll(data) {
    for (const pair of this.all()) pair.say(data);
  }

  // Messages of the server

  hear(message) {
    if (message.kind === "people") this.hearPeople(message);
    if (message.kind === "relayed") this.pairWith(message.from).hearRelayed(message);
    if (message.kind === "absent") this.pairWith(message.who).isMissed = true;
    if (message.kind === "taken_over") this.yield();
    if (message.kind === "closed") this.end(...CLOSED[message.because]);
  }

  hearPeople(message) {
    if (message.revision < this.people.revision) return;
    this.people = message;
    for (const who of Object.keys(message.here)) {
      const meets = who !== this.me && (this.isHost || who !== "candidate");
      if (!meets || (!message.here[who] && !this.pairs.has(who))) continue;
      const pair = this.pairWith(who);
      pair.name = this.nameOf(who);
      pair.hearPeople(message, message.is_admitted || (this.isHost && who !== "candidate"));
    }
    this.scale();
    this.refresh();
  }

  // Calls by the pairs

  post(message) {
    this.signal.post(message);
  }

  servers() {
    return { iceServers: this.signal.ticket.ice_servers };
  }

  async freshServers() {
    this.signal.ticket = await this.server.ticket();
    return this.servers();
  }

  tracks() {
    return this.media.tracks();
  }

  state() {
    return this.media.state();
  }

  /** With two or more others one's own picture is sent in half its size. A shared screen stays sharp. */
  scale() {
    const by = this.present().length > 1 && !this.media.state().sharing ? 2 : 1;
    for (const pair of this.all()) if (pair.isConnected) pair.peer.scale(by);
  }

  wrote() {
    this.chat.tell();
  }

  changed() {
    if (this.main) this.refresh();
  }

  refresh() {
    const primary = this.primary();
    for (const pair of this.all()) {
      const isShown = pair === primary || pair.isHere || pair.isConnected;
      this.tiles.set(pair.tile, { isShown, words: pair.caption, state: pair.state, isSharing: pair.isSharing });
    }
    if (this.isLost && !primary.isConnected) this.stage.set("lost", "Connection lost, trying again.");
    else if (this.people === NOBODY) this.stage.set("connecting", "Connecting");
    else if (this.people.is_admitted) this.stage.set(primary.state, primary.words);
    else this.stage.waits(primary, this.all().some((pair) => pair.isHere && (!this.isHost || pair === this.main)));
    this.stage.showTheirStates(this.all().filter((pair) => pair.theirState && pair.isConnected));
  }

  hearData(pair, { state, chat, caption }) {
    if (state) {
      pair.theirState = state;
      this.refresh();
    }
    if (chat) this.chat.hear(pair.title, chat);
    if (caption !== undefined) {
      const words = String(caption).slice(-240);
      write("caption", this.present().length > 1 ? `${pair.title}: ${words}` : words);
      show("caption", true);
      clearTimeout(this.captionEnds);
      this.captionEnds = setTimeout(() => show("caption", false), CAPTION_STAYS);
    }
  }

  restart() {
    for (const pair of this.present()) pair.restart();
  }

  begin() {
    for (const pair of this.present()) if (!pair.isConnected) pair.begin();
  }

  dismiss() {
    for (const pair of this.all()) pair.dismiss();
  }

  // Failures and the end

  signalled(state) {
    this.isLost = state === "lost";
    this.refresh();
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
        for (const pair of this.all()) pair.line.begin(null);
        this.people = NOBODY;
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
    const words = this.isHost ? "Your notes are kept. You can come back until the interview closes." : "Thank you. There is nothing left for you to do here.";
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
    for (const pair of this.all()) pair.peer?.refreshTracks().catch(() => {});
    this.sayToAll({ state });
    this.scale();
    return audio;
  }

  switched(name, isOn, word) {
    press(name, isOn);
    part(name).toggleAttribute("data-off", !isOn);
    write(`${name}-words`, isOn ? word : `${word} off`);
  }

  showQuality(pair, words, verdict) {
    if (pair !== this.primary()) return;
    write("quality", words);
    part("quality").dataset.verdict = verdict;
  }
}

new Room(part("room").dataset).open();

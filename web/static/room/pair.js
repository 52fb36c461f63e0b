// The connection with one other person: messages, negotiation, picture and state. Of each two people one leads: it names
// the runs and makes the offers. The names of runs sort by time.

import { say } from "../interview/screen.js";
import { Line } from "./line.js";
import { Peer } from "./peer.js";
import { Quality } from "./quality.js";
import { stateWords } from "./stage.js";

const FINDS_A_WAY_WITHIN = 15_000;
const ASKS_FOR_A_RUN_AFTER = 1_000;
/** A run's name: the time in ten digits of base 36, and four that tell runs of the same moment apart. */
const RUN = /^0[0-9a-z]{13}$/;
/** A clock that is further ahead is none, and no later name could sort behind its runs. */
const MOST_AHEAD = 366 * 24 * 3_600_000;
const DIGITS_OF_TIME = 10;
const NOT_CONNECTED = { connecting: "connecting", lost: "connection lost", "no-path": "no way found" };

/** The time in a run's name. */
const timeOf = (run) => parseInt(run.slice(0, DIGITS_OF_TIME), 36);

/** Of two interviewers, the one who is listed first leads. The candidate never leads. */
const leads = (me, other) => other === "candidate" || (me !== "candidate" && me < other);

export class Pair {
  /** `call` has the parts that all pairs of a page share: media, signal, ticket and the handlers of messages. */
  constructor(call, who, name, tile) {
    Object.assign(this, { call, who, name, tile });
    this.leads = leads(call.me, who);
    this.outbox = [];
    this.newestRun = null;
    this.stream = null;
    this.theirState = null;
    this.line = new Line({
      post: (message) => call.post({ ...message, to: who }),
      onData: (data) => this.peer?.hear(data).catch(() => this.begin()),
      onControl: ({ wants }) => this.leads && wants && this.begin(),
    });
    this.quality = new Quality((words, verdict) => call.showQuality(this, words, verdict));
    this.set("waiting", `We are waiting for ${name}.`);
  }

  get title() {
    return this.name.charAt(0).toUpperCase() + this.name.slice(1);
  }

  get isConnected() {
    return Boolean(this.peer?.isConnected);
  }

  get isSharing() {
    return this.isConnected && Boolean(this.theirState?.sharing);
  }

  /** The caption of their picture: the name, and anything unusual. */
  get caption() {
    const trouble = NOT_CONNECTED[this.state] ?? (this.isHere ? "waits" : "not here");
    const words = this.isConnected ? (this.theirState ? stateWords(this.theirState) : []) : [trouble];
    return words.length ? `${this.title}: ${words.join(", ")}` : this.title;
  }

  /** `state` is one word for the styles and the tests, `words` are for people. */
  set(state, words) {
    Object.assign(this, { state, words });
    this.call.changed(this);
  }

  /** Handles the server's list of people. With `mayMeet` these two may connect. */
  hearPeople({ here, arrived, left }, mayMeet) {
    this.isHere = Boolean(here[this.who]);
    this.mayMeet = mayMeet;
    if (!mayMeet) this.dismiss();
    else if (!this.isHere) this.waitFor(left === this.who);
    else if (this.leads && (!this.line.run || arrived === this.who || this.isMissed)) this.begin();
    else if (this.line.run) this.line.catchUp();
    else this.askForRun();
  }

  /** The server reports that they are gone. While the picture still comes, this counts only if they pressed Leave. */
  waitFor(hasLeft) {
    if (this.isConnected && !hasLeft) return;
    if (hasLeft) {
      this.dismiss();
      if (this.leads) this.line.begin(null);
    }
    this.set("waiting", hasLeft ? `${this.title} has left.` : `We are waiting for ${this.name} to come back.`);
  }

  hearRelayed(message) {
    const { run } = message;
    if (run !== null && !(typeof run === "string" && RUN.test(run) && timeOf(run) < Date.now() + MOST_AHEAD)) return;
    if (this.leads) this.lead(message);
    else {
      const isNew = run !== this.line.run && !this.isOld(run);
      if (isNew) this.follow(run);
      this.line.hear(message);
      // This page was loaded in the middle of the run: the answer to this asks for the start, and shows that.
      if (isNew && message.number === 0) this.line.catchUp();
    }
  }

  /**
   * Begins a new run where the other page can not go on with this one: it follows a newer one, which another page of
   * this person began on a device whose clock is ahead; or it asks for the first message although it has answered,
   * because it was loaded again and the list that tells of its arrival was overtaken by a newer one.
   */
  lead(message) {
    const { run, number, data } = message;
    if (run > (this.newestRun ?? "")) this.newestRun = run;
    const isBehind = this.line.run !== null && run > this.line.run;
    const wasLoadedAgain = run === this.line.run && number === 0 && data?.missing === 1 && this.line.hasHeard;
    if (isBehind || wasLoadedAgain) this.begin();
    else this.line.hear(message);
  }

  isOld(run) {
    return run === null || (this.line.run !== null && run <= this.line.run);
  }

  /** Begins a run if this side leads, and otherwise asks for one. */
  begin() {
    if (!this.leads) {
      this.askForRun(0);
      return;
    }
    this.isMissed = false;
    this.follow(this.nameOfNextRun());
  }

  /** A name that sorts behind all names that were used or heard, whatever this device's clock says. */
  nameOfNextRun() {
    const newest = [this.newestRun, this.line.run].filter(Boolean).map((run) => timeOf(run) + 1);
    const time = Math.max(Date.now(), ...newest).toString(36).padStart(DIGITS_OF_TIME, "0");
    return `${time}${Math.random().toString(36).slice(2, 6).padEnd(4, "0")}`;
  }

  askForRun(after = ASKS_FOR_A_RUN_AFTER) {
    const had = this.line.run;
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.line.run === had && this.mayMeet && this.line.control({ wants: true }), after);
  }

  follow(run) {
    this.dismiss();
    this.line.begin(run);
    this.set("connecting", `Connecting you with ${this.name}.`);
    this.stream = new MediaStream();
    const { call, stream } = this;
    this.peer = new Peer({
      makesOffers: this.leads,
      configuration: call.servers(),
      tracks: () => call.tracks(),
      servers: () => call.freshServers(),
      send: (data) => run === this.line.run && this.line.send(data),
      onTrack: (track) => {
        stream.addTrack(track);
        if (this.tile.video.srcObject !== stream) this.tile.video.srcObject = stream;
      },
      onState: (state) => this.connected(state),
      onOpen: () => this.talk(),
      onData: (data) => call.hearData(this, data),
    });
    this.watch();
  }

  watch() {
    clearTimeout(this.noPath);
    this.noPath = setTimeout(() => this.set("no-path", "We found no way between your networks."), FINDS_A_WAY_WITHIN);
  }

  connected(state) {
    if (state === "connected") {
      clearTimeout(this.noPath);
      this.set("connected", "You are connected.");
      say(`You are connected with ${this.name}.`);
      this.quality.watch(this.peer);
      this.call.scale();
    }
    if (["disconnected", "failed"].includes(state) && this.state === "connected") {
      this.watch();
      this.set("lost", "Connection lost, trying again.");
    }
  }

  /** Restarts the connection on another route, or begins a new run if there was none. */
  restart() {
    if (this.peer) this.peer.restart();
    else this.begin();
  }

  talk() {
    this.say({ state: this.call.state() });
    this.flush();
  }

  say(data) {
    return Boolean(this.peer?.say(data));
  }

  /** Sends a message. Returns whether it was sent; otherwise it is sent when the connection is back. */
  write(data) {
    this.outbox.push(data);
    return this.flush();
  }

  flush() {
    while (this.outbox.length && this.say(this.outbox[0])) this.outbox.shift();
    this.call.wrote();
    return this.outbox.length === 0;
  }

  dismiss() {
    clearTimeout(this.noPath);
    this.quality.stop();
    this.peer?.close();
    this.peer = null;
  }
}

// Picture, sound and data directly between two browsers. Only one of both makes offers, and the other one asks for them,
// because Chromium 156 shows no further picture after one of its offers was rolled back, although it decodes them.

/** The time after which a silent connection is restarted on another route, repeatedly. */
const RESTART_AFTER = 3_000;
const RESTART_AGAIN_AFTER = 5_000;

export class Peer {
  /** `tracks()` returns the tracks to send; `servers()` the relay with fresh credentials. */
  constructor({ makesOffers, configuration, tracks, servers, send, onTrack, onState, onData, onOpen }) {
    Object.assign(this, { makesOffers, tracks, servers, send, onState, onData, onOpen });
    const connection = new RTCPeerConnection({ ...configuration, bundlePolicy: "max-bundle" });
    this.connection = connection;
    this.channel = connection.createDataChannel("talk", { negotiated: true, id: 1 });
    this.channel.onopen = () => onOpen();
    this.channel.onmessage = ({ data }) => onData(JSON.parse(data));
    connection.ontrack = ({ track }) => onTrack(track);
    connection.onicecandidate = ({ candidate }) => send({ candidate });
    connection.onconnectionstatechange = () => this.changed();
    if (makesOffers) {
      connection.onnegotiationneeded = () => this.offer();
      this.beginSending();
    }
  }

  beginSending() {
    for (const kind of ["audio", "video"]) {
      const { sender } = this.connection.addTransceiver(kind, { direction: "sendrecv" });
      sender.replaceTrack(this.tracks()[kind]);
    }
  }

  /** Sends the present tracks, which needs no new negotiation. */
  async refreshTracks() {
    for (const { sender, receiver } of this.connection.getTransceivers()) await sender.replaceTrack(this.tracks()[receiver.track.kind]);
  }

  async offer() {
    await this.connection.setLocalDescription();
    this.send({ description: this.connection.localDescription });
  }

  async hear({ description, candidate, restart }) {
    if (restart) await this.restart();
    else if (description) await this.hearDescription(description);
    else await this.connection.addIceCandidate(candidate ?? undefined);
  }

  async hearDescription(description) {
    const { connection } = this;
    await connection.setRemoteDescription(description);
    if (description.type !== "offer") return;
    for (const transceiver of connection.getTransceivers()) transceiver.direction = "sendrecv";
    await this.refreshTracks();
    await connection.setLocalDescription();
    this.send({ description: connection.localDescription });
  }

  changed() {
    const state = this.connection.connectionState;
    if (state === "connected") this.rest();
    else if (!this.restarting && ["disconnected", "failed"].includes(state)) {
      this.restarting = setTimeout(() => this.keepTrying(), state === "failed" ? 0 : RESTART_AFTER);
    }
    this.onState(state);
  }

  async keepTrying() {
    if (this.isConnected || this.isClosed) {
      this.rest();
      return;
    }
    this.restarting = setTimeout(() => this.keepTrying(), RESTART_AGAIN_AFTER);
    await this.restart();
  }

  rest() {
    clearTimeout(this.restarting);
    this.restarting = null;
  }

  /** Restarts the connection with fresh credentials, because the relay's may have expired. */
  async restart() {
    const { connection } = this;
    try {
      connection.setConfiguration({ ...connection.getConfiguration(), ...(await this.servers()) });
    } catch {
      // Without an answer the old credentials are tried.
    }
    if (this.isClosed) return;
    if (this.makesOffers) connection.restartIce();
    else this.send({ restart: true });
  }

  /** Sends a smaller picture, because the browser encodes it once for each further person. */
  async scale(by) {
    const sender = this.connection.getSenders().find(({ track }) => track?.kind === "video");
    const parameters = sender?.getParameters();
    if (this.scaledBy === by || !parameters?.encodings?.length) return;
    this.scaledBy = by;
    for (const encoding of parameters.encodings) encoding.scaleResolutionDownBy = by;
    await sender.setParameters(parameters).catch(() => (this.scaledBy = null));
  }

  say(data) {
    if (this.channel.readyState === "open") this.channel.send(JSON.stringify(data));
    return this.channel.readyState === "open";
  }

  get isConnected() {
    return this.connection.connectionState === "connected";
  }

  get isClosed() {
    return this.connection.signalingState === "closed";
  }

  close() {
    this.rest();
    for (const name of ["ontrack", "onnegotiationneeded", "onicecandidate", "onconnectionstatechange"]) this.connection[name] = null;
    this.connection.close();
  }
}

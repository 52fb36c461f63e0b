// The quality of the connection in words, from the browser's statistics.

const EVERY = 3_000;
export const WORDS = {
  good: "Your connection is good.",
  slow: "Your network is slow: we lowered the picture, the sound stays.",
  bad: "Your network loses much: switch your camera off if the sound breaks up.",
};

/** The loss as a share and the round trip in seconds, for the time since `before`. */
export function measure(report, before) {
  const now = { lost: 0, received: 0, roundTrip: 0, isRelayed: false };
  for (const entry of report.values()) {
    if (entry.type === "inbound-rtp") {
      now.lost += entry.packetsLost ?? 0;
      now.received += entry.packetsReceived ?? 0;
    }
    if (entry.type === "candidate-pair" && entry.nominated && entry.state === "succeeded") {
      now.roundTrip = entry.currentRoundTripTime ?? 0;
      now.isRelayed = report.get(entry.localCandidateId)?.candidateType === "relay";
    }
  }
  const [lost, received] = [now.lost - (before?.lost ?? 0), now.received - (before?.received ?? 0)];
  const loss = lost + received > 0 ? Math.max(0, lost) / (lost + received) : 0;
  return { ...now, loss };
}

function judge({ loss, roundTrip }) {
  if (loss > 0.08 || roundTrip > 0.8) return "bad";
  return loss > 0.03 || roundTrip > 0.35 ? "slow" : "good";
}

/** The limit of video in bits per second for each quality: a smaller picture leaves room for the sound. */
const PICTURE = { good: null, slow: 400_000, bad: 150_000 };

export class Quality {
  constructor(onWords) {
    this.onWords = onWords;
  }

  watch(peer) {
    this.stop();
    this.before = null;
    this.timer = setInterval(() => this.look(peer), EVERY);
    this.look(peer);
  }

  stop() {
    clearInterval(this.timer);
  }

  async look(peer) {
    if (!peer.isConnected) return;
    const now = measure(await peer.connection.getStats(), this.before);
    this.before = now;
    const verdict = judge(now);
    if (verdict !== this.verdict) await this.lower(peer, PICTURE[verdict]);
    this.verdict = verdict;
    this.onWords(`${WORDS[verdict]}${now.isRelayed ? " It goes through a relay." : ""}`, verdict);
  }

  async lower(peer, most) {
    const sender = peer.connection.getSenders().find((one) => one.track?.kind === "video");
    const parameters = sender?.getParameters();
    if (!parameters?.encodings?.length) return;
    for (const encoding of parameters.encodings) {
      if (most) encoding.maxBitrate = most;
      else delete encoding.maxBitrate;
    }
    await sender.setParameters(parameters).catch(() => {});
  }
}

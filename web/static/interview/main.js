// The interview: one question after the other, by the server's clock. Each answer is stored before the next question.

import { ServerClock, askSession } from "../clock.js";
import { takeBegun } from "../starting.js";
import { Answer } from "./answer.js";
import { keepBottomInView } from "./bottom.js";
import { nameOf } from "./coding.js";
import { Drafts, recordings } from "./drafts.js";
import { Facts } from "./facts.js";
import { beginPicture, stop as stopPicture } from "./picture.js";
import { Saving } from "./saving.js";
import { endNotice, notice, part, press, say, show, write } from "./screen.js";
import { RefusedError, Server } from "./server.js";
import { Tabs } from "./tabs.js";
import { Timers } from "./timers.js";
import { Voice } from "./voice.js";

const PENDING = "pending";
/** The pause between two presses of "Next" in ms, so that a double click counts once. */
const PRESS_PAUSE = 500;
const NEWS_STAYS = 10_000;

class Interview {
  constructor({ interviewId, language, mode, serverTime, writtenDown }) {
    this.title = document.title;
    this.interviewId = interviewId;
    this.clock = new ServerClock(Date.parse(serverTime));
    this.drafts = new Drafts(interviewId);
    this.begun = takeBegun(interviewId);
    this.tabs = new Tabs(interviewId, () => this.yield(), this.begun?.clientId);
    this.server = new Server(interviewId, this.tabs.id, (response) => this.saving.wait(response));
    this.facts = new Facts(this.clock, () => this.saving.keep());
    this.voice = new Voice(language, { onState: (state) => this.showVoice(state), onCaption: (words) => write("caption", words) });
    const shared = { interviewId, language, isWrittenDown: writtenDown === "yes", server: this.server, drafts: this.drafts, facts: this.facts, voice: this.voice };
    this.answer = new Answer({ ...shared, onChange: () => this.changed() });
    this.timers = new Timers(this.clock, () => this.handIn("time"));
    this.saving = new Saving({
      server: this.server,
      drafts: this.drafts,
      clock: this.clock,
      collect: () => (this.isHandingIn ? null : this.onScreen()),
      onReply: (reply) => this.hear(reply),
      onRefused: (error) => this.refused(error),
    });
    this.mode = mode;
  }

  begin() {
    this.answer.setMode(this.mode);
    this.wire();
    beginPicture(this.mode === "speak");
    this.clock.sync().catch(() => {});
    return this.goOn();
  }

  wire() {
    const click = (name, act) => part(name).addEventListener("click", act);
    click("next", () => this.pressNext());
    click("repeat", () => {
      this.answer.speaking.stop();
      this.setMuted(false);
      this.voice.say(this.question);
    });
    click("mute", () => this.setMuted(!this.voice.muted));
    click("captions", () => this.setCaptions(part("caption").hidden));
    click("type", () => {
      this.answer.setMode(this.answer.mode === "speak" ? "type" : "speak");
      history.replaceState(null, "", `?mode=${this.answer.mode}`);
      if (this.answer.mode === "type") this.answer.field.focus();
      else part("speak").focus();
    });
    click("leave", () => this.askToLeave());
    click("finish", () => this.handIn("finish"));
    press("mute", this.voice.muted);
    const resync = () => document.visibilityState === "visible" && this.clock.sync().then(() => this.timers.timer && this.timers.tick()).catch(() => {});
    document.addEventListener("visibilitychange", resync);
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    addEventListener("pagehide", () => this.voice.stop());
    keepBottomInView(part("dock"));
  }

  /** Continues the interview: first sends an answer that was handed in without a connection, then shows the current question. */
  async goOn() {
    this.tabs.takeOver();
    try {
      const started = this.begun?.started ?? (await this.server.start());
      this.begun = undefined;
      this.saving.goOn();
      const pending = this.drafts.read(PENDING);
      if (pending && pending.question_id === started.question?.id) return await this.send(pending);
      return await this.follow(started);
    } catch (error) {
      return this.refused(error);
    }
  }

  /** Shows the question in a reply of /ai/start or /ai/answer, or the end of the interview. */
  async follow(reply) {
    if (reply.done) return this.close();
    if (this.hasYielded) return undefined;
    this.isHandingIn = this.skipAsked = this.soundAsked = false;
    const { question } = reply;
    this.question = question;
    this.speakIn(reply.language_code);
    show("loading", false);
    this.answer.open(question);
    this.showQuestion(question);
    this.showNews();
    this.saving.start(this.onScreen());
    this.timers.start(question, Date.parse(reply.ends_at));
    // The question's clock starts now that it is on the screen.
    this.saving.beat();
    part("question").focus();
    this.voice.say(question);
    return undefined;
  }

  /** Sets the language of the questions for text, dictation and voice. */
  speakIn(language) {
    this.voice.language = this.answer.language = language;
    for (const name of ["question-text", "answer"]) part(name).lang = language;
  }

  /** The present draft, with the note that its question is on the screen. */
  onScreen() {
    const draft = this.answer.draft();
    return draft && { ...draft, shown: true, typed: this.answer.isTyped };
  }

  /** Shows the news about the previous answer for a moment. */
  showNews() {
    clearTimeout(this.newsTimer);
    show("warning", Boolean(this.news));
    if (!this.news) return;
    write("warning-words", this.news);
    say(this.news);
    this.news = "";
    this.newsTimer = setTimeout(() => this.timers.warned === Infinity && show("warning", false), NEWS_STAYS);
  }

  pressNext() {
    if (this.rests) return;
    this.rest();
    this.handIn("person");
  }

  /** Disables "Next" for a moment, so that a double click skips neither this question nor the next. */
  rest() {
    clearTimeout(this.rests);
    this.rests = setTimeout(() => {
      this.rests = undefined;
      this.showBusy(this.isHandingIn);
    }, PRESS_PAUSE);
    this.showBusy(this.isHandingIn);
  }

  showQuestion({ number, total, text, round, language }) {
    const coding = round === "CODING" ? ` · Coding in ${nameOf(language)}` : "";
    write("count", `Question ${number} of ${total}`);
    write("question-count", `Question ${number} of ${total}${coding}`);
    write("question-text", text);
    part("progress").max = total;
    part("progress").value = number - 1;
    part("room").dataset.round = round;
    document.body.classList.toggle("wide", round === "CODING");
    write("next-words", number === total ? "Hand in and finish" : "Next question");
    document.title = `Question ${number} of ${total} · ${this.title}`;
    this.showProblem("");
    this.showBusy(false);
    show("room", true);
    show("dock", true);
    this.rest();
  }

  changed() {
    this.skipAsked = this.soundAsked = false;
    this.showProblem("");
    this.saving.keep();
  }

  /** Hands in the answer. `why` is "person", "time", or "finish" for the end of the interview. */
  async handIn(why) {
    if (this.isHandingIn || !this.question) return;
    if (why === "person" && this.answer.isEmpty && !this.skipAsked) {
      this.skipAsked = true;
      this.showProblem(`There is no answer yet. To go on without one, press “${part("next-words").textContent}” again.`);
      return;
    }
    this.isHandingIn = true;
    this.timers.handIn();
    this.voice.stop();
    this.showBusy(true);
    const last = await this.answer.take();
    if (why === "person" && this.answer.unsaved && !this.saving.trouble && !this.soundAsked) {
      this.soundAsked = true;
      this.isHandingIn = false;
      this.showBusy(false);
      this.timers.goOn();
      this.showProblem(`Your recording could not be saved. Write your answer, or press “${part("next-words").textContent}” again to go on without one.`);
      return;
    }
    if (why === "time") this.news = "Time’s up. Your answer was handed in.";
    this.drafts.write(PENDING, last);
    await this.send(last, { finishes: why === "finish" });
  }

  /** Sends an answer until the server has stored it. Until then it is kept on this device. */
  async send(answer, { finishes = false } = {}) {
    this.isHandingIn = true;
    this.saving.stop();
    this.showBusy(true);
    try {
      const next = await this.server.answer(answer);
      this.saving.goOn();
      this.drafts.drop(PENDING);
      if (this.question) this.answer.forget();
      if (finishes || this.timers.isOver) await this.close();
      else await this.follow(next);
    } catch (error) {
      this.isHandingIn = false;
      this.refused(error);
    }
  }

  async close() {
    if (this.isClosing) return;
    this.isClosing = true;
    this.timers.stop();
    this.saving.stop();
    this.isHandingIn = true;
    await this.server.finish().catch((error) => {
      if (!(error instanceof RefusedError)) throw error;
    });
    this.drafts.dropAll();
    await recordings.dropAll();
    stopPicture();
    location.replace(location.pathname);
  }

  hear(reply) {
    if (reply.active === false) this.yield();
    else if (reply.state !== "IN_PROGRESS") this.handIn("time");
    else if (reply.shown_at && reply.question_id === this.question?.id) this.timers.follow(reply);
  }

  async refused(error) {
    if (!(error instanceof RefusedError)) throw error;
    this.timers.stop();
    this.saving.stop();
    if (error.linkIsLost) {
      notice("This page has lost its link", "Your answers so far are kept. Open the link in your newest e-mail again: you come back to the same question.");
      return;
    }
    if ([400, 413].includes(error.status) && this.question) {
      this.isHandingIn = false;
      this.drafts.drop(PENDING);
      this.showBusy(false);
      this.showProblem(error.message);
      this.saving.start(null);
      this.timers.goOn();
      return;
    }
    this.drafts.drop(PENDING);
    await this.lookAgain().catch(() => {});
  }

  /** Asks the server for the reason of a refusal: the interview is over, continues elsewhere, or is at another question. */
  async lookAgain() {
    const session = await askSession({ attempts: Infinity });
    if (session && session.interview_id !== this.interviewId) {
      return notice("Another interview was opened in this browser", "Your answers so far are kept. Open the link of this interview again: you come back to the same question.");
    }
    if (session?.state !== "IN_PROGRESS") return location.replace(location.pathname);
    const { active } = await this.server.heartbeat({}, Infinity);
    if (!active) return this.yield();
    if (this.hasLooked) return notice("This page could not go on", "Your answers so far are kept. Load this page again.", { label: "Load again", href: location.pathname });
    this.hasLooked = true;
    return this.goOn();
  }

  /** Stops this page, because a newer tab or another device continues the interview. */
  async yield() {
    if (this.isClosing) return;
    if (this.hasYielded) return;
    this.hasYielded = true;
    this.saving.keep();
    this.timers.stop();
    this.saving.stop();
    this.voice.stop();
    stopPicture();
    if (part("leaving").open) part("leaving").close();
    const words = "It was opened in another tab or on another device, and goes on there. What you wrote here is kept.";
    notice("Your interview goes on elsewhere", words, { label: "Go on here instead", act: () => this.comeBack() });
    await this.answer.pause();
  }

  comeBack() {
    this.hasYielded = false;
    this.isHandingIn = false;
    endNotice();
    return this.goOn();
  }

  askToLeave() {
    const { number, total } = this.question;
    write("leaving-words", `You are at question ${number} of ${total}. What you have written here is handed in, too. You cannot come back after that.`);
    part("leaving").showModal();
  }

  setMuted(muted) {
    this.voice.mute(muted);
    press("mute", muted);
  }

  setCaptions(on) {
    show("caption", on);
    press("captions", on);
  }

  showVoice(state) {
    if (this.answer?.speaking?.isOn) return;
    part("interviewer").dataset.voice = state;
    const words = { speaking: "Asking", blocked: "Press “Hear it” to listen", missing: "No voice on this device: please read" };
    write("voice-words", words[state] ?? "Waiting for your answer");
  }

  showBusy(busy) {
    part("next").setAttribute("aria-disabled", String(Boolean(busy || this.rests)));
    // For so short a time the buttons keep their looks.
    part("next").toggleAttribute("data-rests", Boolean(this.rests && !busy));
    show("sending", busy);
  }

  showProblem(words) {
    write("problem-words", words);
    show("problem", Boolean(words));
    // The message moves the button down, so it is scrolled into view.
    if (words) part("next").scrollIntoView({ block: "nearest" });
  }
}

new Interview(part("room").dataset).begin();

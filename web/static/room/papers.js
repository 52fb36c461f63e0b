// The interviewer's side panel: job, résumé, and a note for each criterion, which is saved while typing.

import { part, write } from "../interview/screen.js";

const KEEP_AFTER = 1_200;
const CANNOT_KEEP = "Your notes could not be kept just now. We try again; leave this page open.";

/** The reason why there are no papers, in the server's words if it refused. */
export function cannotOpen(error) {
  return error.status ? error.message : "Your papers could not be opened. Load this page again.";
}

export class Papers {
  constructor(server) {
    this.server = server;
    this.fields = new Map();
    this.isWritten = false;
  }

  async open() {
    const found = await this.server.papers();
    write("job", found.job_text);
    write("resume", found.resume_text ?? "There is no résumé of this candidate.");
    const mail = part("candidate-mail");
    if (found.candidate_email) [mail.href, mail.textContent] = [`mailto:${found.candidate_email}`, found.candidate_email];
    const criteria = [...new Set([...found.criteria, ...Object.keys(found.notes)])];
    part("notes").replaceChildren(...criteria.map((name, index) => this.field(name, index, found.notes[name] ?? "")));
    addEventListener("pagehide", () => this.isWritten && this.server.farewellNotes(this.notes()));
  }

  field(name, index, text) {
    const label = document.createElement("label");
    label.className = "field";
    const criterion = document.createElement("bdi");
    criterion.textContent = name;
    label.append(criterion);
    const area = document.createElement("textarea");
    Object.assign(area, { rows: 2, maxLength: 4000, value: text, id: `note-${index}`, dir: "auto" });
    area.addEventListener("input", () => this.change());
    label.append(area);
    this.fields.set(name, area);
    return label;
  }

  change() {
    this.isWritten = true;
    write("notes-state", "");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), KEEP_AFTER);
  }

  notes() {
    return Object.fromEntries([...this.fields].map(([name, area]) => [name, area.value]).filter(([, text]) => text.trim()));
  }

  async keep() {
    this.isWritten = false;
    try {
      await this.server.papers(this.notes());
      if (!this.isWritten) write("notes-state", "Your notes are kept.");
    } catch (error) {
      if (error.status === 410) return write("notes-state", error.message);
      this.change();
      write("notes-state", CANNOT_KEEP);
    }
  }
}

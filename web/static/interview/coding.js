// The coding round's editor: CodeMirror if it loads, otherwise the page's plain text field.

import { part, show } from "./screen.js";

const NAMES = { PYTHON: "Python", JAVASCRIPT: "JavaScript", JAVA: "Java", PHP: "PHP", RUBY: "Ruby", CSHARP: "C#", SQL: "SQL" };

export const nameOf = (language) => NAMES[language] ?? language;

export class Coding {
  constructor({ onChange, onPaste }) {
    this.on = { onChange, onPaste };
    this.turn = 0;
    part("code").addEventListener("input", onChange);
  }

  /** Shows the plain field at once, and replaces it by the editor when that has loaded, with the text typed until then. */
  async open({ language, code }) {
    this.close();
    const { turn } = this;
    const field = part("code");
    field.value = code;
    try {
      const { canEdit, openEditor } = await import("../vendor/codemirror/editor.js");
      if (turn !== this.turn || !canEdit()) return;
      const hadFocus = document.activeElement === field;
      const label = `Your code in ${nameOf(language)}. Tab indents. Press Escape, then Tab, to leave the editor.`;
      this.editor = await openEditor(part("editor"), { ...this.on, language, text: field.value, label });
      if (turn !== this.turn) return this.close();
      if (field.value !== this.editor.text()) this.editor.setText(field.value);
      show("code-field", false);
      show("editor", true);
      show("editor-keys", true);
      if (hadFocus) this.editor.focus();
    } catch {
      // The plain field is used.
    }
  }

  /** The code, cut to the maximum length. */
  text() {
    const field = part("code");
    return this.editor ? this.editor.text().slice(0, field.maxLength) : field.value;
  }

  focus() {
    if (this.editor) this.editor.focus();
    else part("code").focus();
  }

  close() {
    this.turn += 1;
    this.editor?.close();
    this.editor = undefined;
    show("editor", false);
    show("editor-keys", false);
    show("code-field", true);
  }
}

// A code editor for one language, in a shadow root: there CodeMirror's styles are constructable stylesheets, which
// the content security policy allows. Its colours are the page's custom properties, so light and dark follow the page.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const LEAVE_WITHIN = 20_000;

const languages = {
  PYTHON: async () => (await import("@codemirror/lang-python")).python(),
  JAVASCRIPT: async () => (await import("@codemirror/lang-javascript")).javascript(),
  JAVA: async () => (await import("@codemirror/lang-java")).java(),
  PHP: async () => (await import("@codemirror/lang-php")).php({ plain: true }),
  RUBY: async () => legacy((await import("@codemirror/legacy-modes/mode/ruby")).ruby),
  CSHARP: async () => legacy((await import("@codemirror/legacy-modes/mode/clike")).csharp),
  SQL: async () => (await import("@codemirror/lang-sql")).sql(),
};
const spaces = { JAVASCRIPT: 2, RUBY: 2 };

async function legacy(mode) {
  const { StreamLanguage } = await import("@codemirror/language");
  return StreamLanguage.define(mode);
}

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.character], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  { tag: [tags.comment, tags.meta], color: "var(--code-comment)" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className), tags.function(tags.variableName)], color: "var(--code-name)" },
  { tag: [tags.typeName, tags.className, tags.standard(tags.name)], color: "var(--code-type)" },
  { tag: tags.invalid, textDecoration: "underline wavy" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", fontSize: "0.9375rem", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--code-font)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--ink)", minHeight: "220px" },
  ".cm-line": { padding: "0 12px 0 8px" },
  ".cm-gutters": { color: "var(--mute)", backgroundColor: "var(--soft)", border: "0", minWidth: "36px" },
  ".cm-cursor": { borderLeft: "2px solid var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--code-selection)" },
  ".cm-content ::selection, .cm-line::selection": { backgroundColor: "var(--code-selection)" },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": { backgroundColor: "var(--soft)", outline: "1px solid var(--edge)" },
});

/**
 * Chrome, when it replaces selected text itself, wraps the new text in an element with a style attribute, which the
 * content security policy refuses and reports. So the editor replaces it; composed text stays the browser's to do.
 */
function replaceSelected(event, view) {
  const { from, to, empty } = view.state.selection.main;
  if (empty || event.inputType !== "insertText" || !event.data || event.isComposing) return false;
  const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
  event.preventDefault();
  return true;
}

/** Where a browser has no constructable stylesheets, the plain text field serves. */
export const canEdit = () => "adoptedStyleSheets" in Document.prototype && "replaceSync" in CSSStyleSheet.prototype;

/**
 * An editor in `host` (an element that can carry a shadow root). `onChange` gets nothing: ask `text()`;
 * `onPaste` gets the number of characters. Tab indents; Esc, then Tab, leaves, as long as nothing is typed between.
 */
export async function openEditor(host, { language, text, label, onChange, onPaste }) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const highlighting = (await languages[language]?.()) ?? [];
  const place = document.createElement("div");
  place.className = "place";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".place { height: 100%; }");
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(place);
  const events = EditorView.domEventHandlers({
    beforeinput: replaceSelected,
    keyup: (event, view) => {
      if (event.key === "Escape") view.setTabFocusMode(LEAVE_WITHIN);
      return false;
    },
    paste: (event) => {
      onPaste(event.clipboardData?.getData("text/plain").length ?? 0);
      return false;
    },
  });
  const view = new EditorView({
    root,
    parent: place,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        EditorState.tabSize.of(4),
        indentUnit.of(" ".repeat(spaces[language] ?? 4)),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        highlighting,
        syntaxHighlighting(colours),
        look,
        events,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", autocapitalize: "off", autocorrect: "off", spellcheck: "false" }),
        EditorView.updateListener.of((update) => update.docChanged && onChange()),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    focus: () => view.focus(),
    close: () => {
      view.destroy();
      root.replaceChildren();
    },
  };
}

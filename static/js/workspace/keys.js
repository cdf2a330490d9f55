/** The keys of the transcript. They act only while it has the focus. Reading a key is pure. */

/** Keys that are a single character: a setting turns them off (WCAG 2.1.4). */
const SINGLE = {
  j: ["sentence", 1], k: ["sentence", -1], t: ["turn", 0], ".": ["repeat"], "]": ["coding", 1], "[": ["coding", -1],
  z: ["undo"], Z: ["redo"], m: ["memo"], c: ["filter"], "/": ["search"], "?": ["help"],
};
const PLAIN = {
  ArrowDown: ["sentence", 1], ArrowUp: ["sentence", -1], PageDown: ["turn", 1], PageUp: ["turn", -1],
  Enter: ["open"], Backspace: ["remove"], Delete: ["remove"], Escape: ["clear"],
};
const SHIFT = {
  ArrowDown: ["extend", 1], ArrowUp: ["extend", -1], ArrowRight: ["word", 1, "end"], ArrowLeft: ["word", -1, "end"], Enter: ["palette"],
};
const SHIFT_ALT = { ArrowRight: ["word", 1, "start"], ArrowLeft: ["word", -1, "start"] };
/** With a coding in focus the same keys resize it. */
const RESIZE = {
  ArrowRight: ["resize", 1, "end"], ArrowLeft: ["resize", -1, "end"], ArrowDown: ["resize", 1, "start"], ArrowUp: ["resize", -1, "start"],
};

function digitOf(event) {
  return /^(?:Digit|Numpad)[1-9]$/.test(event.code ?? "") ? Number(event.code.at(-1)) : null;
}

function chord(event) {
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? ["redo"] : ["undo"];
  if (key === "y") return ["redo"];
  return null;
}

/** What a key press asks for, as [action, …arguments]; null where it is none of ours. */
export function actionOf(event, { single = true, focused = false } = {}) {
  const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
  if (ctrlKey || metaKey) return altKey ? null : chord(event);
  if (shiftKey && altKey) return (focused ? RESIZE : SHIFT_ALT)[key] ?? null;
  if (altKey) return digitOf(event) && focused ? ["assign", digitOf(event)] : null;
  if (PLAIN[key] && !shiftKey) return PLAIN[key];
  if (SHIFT[key] && shiftKey) return SHIFT[key];
  if (!single) return null;
  if (/^[1-9]$/.test(key)) return ["quick", Number(key)];
  return SINGLE[key] ?? null;
}

/** All keys, for the help dialog: [group, [[keys, word], …]]. Each + joins, each blank is "or". */
export const HELP = [
  ["help.move", [["↓ ↑ j k", "help.sentence"], ["Shift+↓ Shift+↑", "help.extend"], ["Shift+→ Shift+←", "help.wordEnd"],
    ["Shift+Alt+→ Shift+Alt+←", "help.wordStart"], ["PgDn PgUp", "help.turns"], ["t", "help.turn"], ["] [", "help.codings"]]],
  ["help.code", [["Enter", "help.palette"], ["Shift+Enter", "help.paletteAlways"], ["Ctrl+Enter", "help.stay"], ["1–9", "help.quick"],
    [".", "help.repeat"], ["c", "help.filter"]]],
  ["help.change", [["Enter m", "help.details"], ["Backspace Del", "help.remove"], ["Shift+Alt+→ Shift+Alt+←", "help.resizeEnd"],
    ["Shift+Alt+↓ Shift+Alt+↑", "help.resizeStart"], ["Alt+1–9", "help.assign"], ["z Ctrl+z", "help.undo"], ["Z Ctrl+Shift+z", "help.redo"]]],
  ["help.page", [["/", "help.search"], ["F6", "help.columns"], ["?", "help.help"], ["Esc", "help.clear"]]],
];

/** Listen on the transcript; `actions` maps names to functions that answer false when they did nothing. */
export function listenForKeys(desk, actions) {
  desk.transcript.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    // A link or button inside keeps its own Enter; a field keeps everything.
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const action = actionOf(event, { single: desk.singleKeys, focused: Boolean(desk.focus) });
    if (!action) return;
    const [name, ...values] = action;
    if (actions[name]?.(...values) === false) return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (actions.column(event.shiftKey ? -1 : 1) !== false) event.preventDefault();
  });
}

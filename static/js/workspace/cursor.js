/** Where the reader is. The cursor is the browser's selection; this module only computes and sets it. */

import { sentences, words } from "#js/workspace/text.js";

/** Steps over a transcript. `turns` needs list, at, next and tidy; nothing here touches the DOM. */
export class Steps {
  #sentences = new WeakMap();
  #words = new WeakMap();

  constructor(turns, lang) {
    this.turns = turns;
    this.lang = lang;
  }

  sentencesOf(turn) {
    return cached(this.#sentences, turn, () => inPoints(turn, sentences(turn.text, this.lang)));
  }

  wordsOf(turn) {
    return cached(this.#words, turn, () => inPoints(turn, words(turn.text, this.lang)));
  }

  /** The next sentence (step 1) or the one before (-1); null at the end. A bare caret takes its own sentence. */
  sentence({ start, end }, step) {
    if (start === end) return this.#first((one) => one.end > start, 1, start);
    if (step > 0) return this.#first((one) => one.start >= end, 1, end);
    return this.#first((one) => one.end <= start, -1, start);
  }

  #first(fits, step, from) {
    for (let turn = this.turns.at(from); turn; turn = this.turns.next(turn, step)) {
      const all = this.sentencesOf(turn);
      const found = step > 0 ? all.find(fits) : all.findLast(fits);
      if (found) return found;
    }
    return null;
  }

  /** The sentences between which a range stretches: where selecting began, and where it is now. */
  stretch(range) {
    const first = this.#first((one) => one.end > range.start, 1, range.start) ?? range;
    const last = this.#first((one) => one.start < range.end, -1, range.end) ?? range;
    if (first.start === last.start) return { anchor: range, focus: range };
    return { anchor: { start: range.start, end: first.end }, focus: { start: last.start, end: range.end } };
  }

  /** The stretch after growing or shrinking it by a sentence at its focus. */
  extend({ anchor, focus }, step) {
    const next = this.sentence(focus, step) ?? focus;
    const back = next.start < anchor.end && anchor.start < next.end;
    return { anchor, focus: back ? anchor : next };
  }

  /** Move one end of a range by a word; the range keeps at least one. */
  word(range, step, edge) {
    const moved = { ...range };
    const isEnd = edge === "end";
    const borders = (turn) => this.wordsOf(turn).map((word) => (isEnd ? word.end : word.start));
    const from = range[edge];
    const fits = step > 0 ? (point) => point > from : (point) => point < from;
    for (let turn = this.turns.at(from); turn; turn = this.turns.next(turn, step)) {
      const found = step > 0 ? borders(turn).find(fits) : borders(turn).findLast(fits);
      if (found === undefined) continue;
      moved[edge] = found;
      return moved.end > moved.start ? moved : range;
    }
    return range;
  }

  /** A whole turn: the range's own, or `step` turns on; empty turns are passed over. */
  turn(range, step) {
    let turn = this.turns.at(step > 0 ? range.end : range.start);
    for (turn = this.turns.next(turn, step); turn; turn = this.turns.next(turn, step || 1)) {
      const whole = this.turns.tidy(turn.start, turn.end);
      if (whole) return whole;
    }
    return null;
  }
}

function inPoints(turn, pairs) {
  return pairs.map(([start, end]) => ({ start: turn.pointOf(start), end: turn.pointOf(end) }));
}

function cached(cache, key, make) {
  if (!cache.has(key)) cache.set(key, make());
  return cache.get(key);
}

/** The cursor of a page: reads and sets the selection and keeps its own copy, which outlives a lost focus. */
export class Cursor {
  #stretch = null;

  constructor(turns, lang) {
    this.turns = turns;
    this.steps = new Steps(turns, lang);
    this.held = null;
  }

  /** Take over what the reader selected. A selection elsewhere on the page changes nothing. */
  refresh() {
    const selection = document.getSelection();
    const inside = selection.focusNode && this.turns.place.contains(selection.focusNode);
    if (!inside) return;
    this.held = this.turns.read(selection);
  }

  /** The range from which a step starts: the passage, the caret, or the first turn in view. */
  from() {
    const point = this.held ? null : (this.turns.caret() ?? this.#firstInView());
    return this.held ?? { start: point, end: point };
  }

  set(range, { scroll = true } = {}) {
    if (!range) return false;
    const [startNode, startOffset] = this.turns.positionOf(range.start);
    const [endNode, endOffset] = this.turns.positionOf(range.end, true);
    document.getSelection().setBaseAndExtent(startNode, startOffset, endNode, endOffset);
    this.held = range;
    if (scroll) reveal(this.turns, range);
    return true;
  }

  clear() {
    const selection = document.getSelection();
    if (selection.rangeCount) selection.collapseToStart();
    this.held = null;
  }

  sentence(step) {
    return this.set(this.steps.sentence(this.from(), step));
  }

  extend(step) {
    if (!this.held) return this.set(this.steps.sentence(this.from(), 1));
    const known = this.#stretch && same(span(this.#stretch), this.held);
    this.#stretch = this.steps.extend(known ? this.#stretch : this.steps.stretch(this.held), step);
    return this.set(span(this.#stretch));
  }

  word(step, edge) {
    return this.set(this.steps.word(this.from(), step, edge));
  }

  turn(step) {
    return this.set(this.steps.turn(this.from(), step));
  }

  #firstInView() {
    const top = this.turns.place.getBoundingClientRect().top;
    const edge = Math.max(top, 100);
    const turn = this.turns.list.find((one) => one.article.getBoundingClientRect().bottom > edge);
    return (turn ?? this.turns.list[0])?.start ?? 0;
  }
}

function span({ anchor, focus }) {
  return { start: Math.min(anchor.start, focus.start), end: Math.max(anchor.end, focus.end) };
}

function same(one, other) {
  return one.start === other.start && one.end === other.end;
}

/** Bring a range into view; the page does not move when it is there already. */
export function reveal(turns, { start }) {
  const turn = turns.at(start);
  turn.article.scrollIntoView({ block: "nearest" });
  const [node, offset] = turns.positionOf(start);
  const range = document.createRange();
  range.setStart(node, offset);
  const box = range.getBoundingClientRect();
  if (box.top < 120 || box.bottom > innerHeight - 80) scrollBy({ top: box.top - innerHeight / 3, behavior: "instant" });
}

/** The keys of the transcript. They act only while it has the focus. Reading a key is pure. */

/** Keys that are a single character: a setting turns them off (WCAG 2.1.4). */
const SINGLE = {
  j: ["sentence", 1], k: ["sentence", -1], p: ["propose"], t: ["turn", 0], ".": ["repeat"], "]": ["coding", 1], "[": ["coding", -1],
  m: ["memo"], c: ["filter"], "/": ["search"], "?": ["help"],
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
  // By the Shift key, not by the letter: Caps Lock turns it round.
  if (/^z$/i.test(key)) return [shiftKey ? "redo" : "undo"];
  if (/^[1-9]$/.test(key)) return ["quick", Number(key)];
  return SINGLE[key] ?? null;
}

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

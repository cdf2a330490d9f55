import assert from "node:assert/strict";
import { test } from "node:test";

import { actionOf, Steps } from "#js/workspace/cursor.js";

/** A transcript without a page: what Steps asks of turns. */
function transcript(...texts) {
  let start = 0;
  const list = texts.map((text) => {
    const turn = { text, start, end: start + text.length, pointOf: (unit) => turn.start + unit };
    start += text.length + 1;
    return turn;
  });
  return {
    list,
    text: texts.join("\n"),
    at: (point) => list.findLast((turn) => turn.start <= point) ?? list[0],
    next: (turn, step) => list[list.indexOf(turn) + step],
    tidy: (from, to) => (to > from ? { start: from, end: to } : null),
  };
}

const turns = transcript("One here. Two here.", "", "Three here.");
const steps = new Steps(turns, "en");
const words = (range) => turns.text.slice(range.start, range.end);
const first = { start: 0, end: 9 };
const second = { start: 10, end: 19 };

test("sentences follow each other over turns, empty ones passed over", () => {
  assert.equal(words(steps.sentence(first, 1)), "Two here.");
  assert.equal(words(steps.sentence(second, 1)), "Three here.");
  assert.equal(words(steps.sentence({ start: 21, end: 32 }, -1)), "Two here.");
  assert.equal(steps.sentence(first, -1), null);
});

test("a bare caret takes its own sentence", () => {
  assert.equal(words(steps.sentence({ start: 12, end: 12 }, 1)), "Two here.");
});

test("growing and shrinking by a sentence turn around where selecting began", () => {
  const span = ({ anchor, focus }) => words({ start: Math.min(anchor.start, focus.start), end: Math.max(anchor.end, focus.end) });
  const one = steps.stretch(second);
  const up = steps.extend(one, -1);
  assert.equal(span(up), "One here. Two here.");
  const back = steps.extend(up, 1);
  assert.equal(span(back), "Two here.");
  assert.equal(span(steps.extend(back, 1)), "Two here.\n\nThree here.");
});

test("an end moves by words, and one word is left", () => {
  assert.equal(words(steps.word(first, -1, "end")), "One");
  assert.equal(words(steps.word({ start: 0, end: 3 }, -1, "end")), "One");
  assert.equal(words(steps.word(first, 1, "start")), "here.");
});

test("turns are stepped over whole", () => {
  assert.equal(words(steps.turn(first, 0)), "One here. Two here.");
  assert.equal(words(steps.turn(first, 1)), "Three here.");
  assert.equal(steps.turn({ start: 21, end: 32 }, 1), null);
});

const key = (name, more = {}) => ({ key: name, code: /^\d$/.test(name) ? `Digit${name}` : "", ...more });

test("keys of a single character are off where the reader turned them off", () => {
  for (const name of ["j", "k", "t", "1", ".", "]", "z", "m", "c", "/", "?"]) {
    assert.ok(actionOf(key(name)), name);
    assert.equal(actionOf(key(name), { single: false }), null, name);
  }
});

test("arrows, Enter, Backspace and chords work all the same", () => {
  const off = { single: false };
  assert.deepEqual(actionOf(key("ArrowDown"), off), ["sentence", 1]);
  assert.deepEqual(actionOf(key("Enter"), off), ["open"]);
  assert.deepEqual(actionOf(key("z", { ctrlKey: true }), off), ["undo"]);
  assert.deepEqual(actionOf(key("Z", { ctrlKey: true, shiftKey: true }), off), ["redo"]);
});

test("Shift decides between undo and redo, not Caps Lock", () => {
  assert.deepEqual(actionOf(key("Z")), ["undo"]);
  assert.deepEqual(actionOf(key("Z", { shiftKey: true })), ["redo"]);
  assert.deepEqual(actionOf(key("z", { shiftKey: true })), ["redo"]);
});

test("the browser keeps its own chords", () => {
  assert.equal(actionOf(key("c", { ctrlKey: true })), null);
  assert.equal(actionOf(key("ArrowLeft", { altKey: true })), null);
});

test("Shift+Alt moves the start of a passage, and resizes a coding in focus", () => {
  const both = { shiftKey: true, altKey: true };
  assert.deepEqual(actionOf(key("ArrowRight", both)), ["word", 1, "start"]);
  assert.deepEqual(actionOf(key("ArrowRight", both), { focused: true }), ["resize", 1, "end"]);
});

test("Alt and a digit give a key to the code in focus", () => {
  assert.deepEqual(actionOf(key("3", { altKey: true }), { focused: true }), ["assign", 3]);
  assert.equal(actionOf(key("3", { altKey: true })), null);
});

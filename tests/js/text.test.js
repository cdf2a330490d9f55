import assert from "node:assert/strict";
import { test } from "node:test";

import { countPoints, findAll, firstPoints, isNew, rank, sentences, snap, toPoint, toUnit, words } from "#js/workspace/text.js";

const FACE = "a🙂b"; // four units, three code points
const FAMILY = "👩‍👧";

test("units and code points meet around an emoji", () => {
  assert.equal(countPoints(FACE), 3);
  assert.deepEqual([0, 1, 3, 4].map((unit) => toPoint(FACE, unit)), [0, 1, 2, 3]);
  assert.deepEqual([0, 1, 2, 3].map((point) => toUnit(FACE, point)), [0, 1, 3, 4]);
});

test("an index inside a pair counts the pair as not begun", () => {
  assert.equal(toPoint(FACE, 2), 1);
});

test("every code point of any text comes back from its unit", () => {
  for (const text of ["", "abc", "é", "e\u0301", FACE, `x${FAMILY}y`, "עִבְרִית", "\u{1F1E8}\u{1F1E6}!"]) {
    for (let point = 0; point <= countPoints(text); point += 1) assert.equal(toPoint(text, toUnit(text, point)), point);
  }
});

test("a border inside a visible character moves out of it", () => {
  const text = `x${FAMILY}y`;
  assert.equal(snap(text, 3, false), 1);
  assert.equal(snap(text, 3, true), 1 + FAMILY.length);
  assert.equal(snap("e\u0301a", 1, true), 2);
  assert.equal(snap("abc", 1, true), 1);
});

test("a quote is cut after whole code points", () => {
  assert.equal(firstPoints("🙂🙂🙂", 2), "🙂🙂");
  assert.equal(firstPoints("ab", 5), "ab");
});

const cut = (text, pairs) => pairs.map(([start, end]) => text.slice(start, end));

test("sentences come without the blanks between them, and a line break ends one", () => {
  const text = "Bonjour à vous. Ça va ?\nOui, « très » bien.";
  assert.deepEqual(cut(text, sentences(text, "fr")), ["Bonjour à vous.", "Ça va ?", "Oui, « très » bien."]);
});

test("words keep the punctuation at their end", () => {
  const text = "Oui, c’est ça.";
  assert.deepEqual(cut(text, words(text, "fr")), ["Oui,", "c’est", "ça."]);
});

test("a search folds case, accents and ligatures, and gives places in the original", () => {
  const text = "L’œuvre d’ÉLODIE, e\u0301lodie";
  assert.deepEqual(cut(text, findAll(text, "oeuvre")), ["œuvre"]);
  assert.deepEqual(cut(text, findAll(text, "élodie")), ["ÉLODIE", "e\u0301lodie"]);
  assert.deepEqual(findAll(text, "  "), []);
});

const CODES = [
  { id: 1, label: "Invisible work" },
  { id: 2, label: "Humour" },
  { id: 3, label: "Emotional labour" },
  { id: 4, label: "Métaphore" },
];
const labels = (query, recent) => rank(CODES, query, recent).map(({ code }) => code.label);

test("substring hits come before subsequences", () => {
  assert.deepEqual(labels("io"), ["Emotional labour", "Invisible work"]);
  assert.deepEqual(labels("meta"), ["Métaphore"]);
});

test("without a query the last used come first", () => {
  assert.deepEqual(labels("", [4, 2]), ["Métaphore", "Humour", "Invisible work", "Emotional labour"]);
});

test("what matches nothing is left out", () => {
  assert.deepEqual(labels("xyz"), []);
});

test("a label that exists, accents folded, is not new", () => {
  assert.ok(!isNew(CODES, "metaphore"));
  assert.ok(isNew(CODES, "meta"));
  assert.ok(!isNew(CODES, " "));
});

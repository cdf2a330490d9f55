import assert from "node:assert/strict";
import { test } from "node:test";

import { parseBlock, writeBlock } from "#js/sheet/block.js";
import { choicesFor } from "#js/sheet/choices.js";
import { moved, rectangle } from "#js/sheet/moves.js";

test("a block is rows of cells, and the newline at its end is no row", () => {
  assert.deepEqual(parseBlock("Privé\t45\r\nPublic\t1 200\r\n"), [["Privé", "45"], ["Public", "1 200"]]);
});

test("an empty cell in a block stays a cell", () => {
  assert.deepEqual(parseBlock("a\t\tb"), [["a", "", "b"]]);
});

test("a quoted cell holds tabs, newlines and quotation marks", () => {
  assert.deepEqual(parseBlock('"one\ntwo"\t"say ""hi"""'), [["one\ntwo", 'say "hi"']]);
});

test("a quotation mark that does not close is a character", () => {
  assert.deepEqual(parseBlock('"open\tnext'), [['"open', "next"]]);
});

test("what is copied is read back", () => {
  const rows = [["a\tb", 'c"d'], ["", "?"]];
  assert.deepEqual(parseBlock(writeBlock(rows)), rows);
});

test("arrows stop at the edges", () => {
  const size = { rows: 3, columns: 4 };
  assert.deepEqual(moved({ row: 0, column: 0 }, { key: "ArrowUp" }, size), { row: 0, column: 0 });
  assert.deepEqual(moved({ row: 1, column: 3 }, { key: "ArrowRight" }, size), { row: 1, column: 3 });
  assert.deepEqual(moved({ row: 1, column: 1 }, { key: "ArrowDown" }, size), { row: 2, column: 1 });
});

test("Home and End go along the row, with Ctrl through the sheet", () => {
  const size = { rows: 3, columns: 4 };
  assert.deepEqual(moved({ row: 1, column: 2 }, { key: "Home" }, size), { row: 1, column: 0 });
  assert.deepEqual(moved({ row: 1, column: 2 }, { key: "End", ctrl: true }, size), { row: 2, column: 3 });
  assert.equal(moved({ row: 1, column: 2 }, { key: "x" }, size), null);
});

test("a selection is the rectangle between two corners", () => {
  assert.deepEqual(rectangle({ row: 1, column: 2 }, { row: 0, column: 2 }), [
    [{ row: 0, column: 2 }],
    [{ row: 1, column: 2 }],
  ]);
});

test("a category offers what fits, a new value, and the two ways of having none", () => {
  const kinds = choicesFor(["Québec", "Montréal"], "mont").map((one) => [one.kind, one.label]);
  assert.deepEqual(kinds, [["value", "Montréal"], ["new", "mont"], ["unknown", undefined], ["not_applicable", undefined]]);
});

test("accents do not count, and a value that is there is not offered as new", () => {
  const found = choicesFor(["Québec", "Montréal"], "quebec");
  assert.deepEqual(found.map((one) => one.kind), ["value", "unknown", "not_applicable"]);
  assert.deepEqual([found[0].from, found[0].to], [0, 6]);
});

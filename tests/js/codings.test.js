import assert from "node:assert/strict";
import { test } from "node:test";

import { countByCode, packLanes, parseCodings, stepCoding } from "#js/workspace/anchor.js";
import { pauseFor } from "#js/workspace/changes.js";
import { quickCodes, reassigned } from "#js/workspace/codebook.js";
import { statusOf } from "#js/workspace/panels.js";

test("a table of codings is read with its empty fields", () => {
  assert.deepEqual(parseCodings("u1,12,10,20,5,d,3,1;u2,13,15,30,6,,,"), [
    { uid: "u1", code: 12, start: 10, end: 20, coder: 5, direction: "denies", rating: 3, memo: true },
    { uid: "u2", code: 13, start: 15, end: 30, coder: 6, direction: "affirms", rating: null, memo: false },
  ]);
  assert.deepEqual(parseCodings(""), []);
});

const at = (uid, start, end) => ({ uid, start, end, code: 1 });

test("overlapping codings take lanes side by side, later ones the first that is free", () => {
  const lanes = packLanes([at("a", 0, 10), at("b", 5, 15), at("c", 10, 20)], new Map());
  assert.deepEqual([...lanes], [["a", 0], ["b", 1], ["c", 0]]);
});

test("a new coding does not move those that are drawn", () => {
  const lanes = packLanes([at("a", 0, 10)], new Map());
  packLanes([at("new", 0, 4), at("a", 0, 10)], lanes);
  assert.deepEqual([lanes.get("a"), lanes.get("new")], [0, 1]);
});

test("stepping goes from the focused coding, else from a place", () => {
  const all = [at("a", 0, 5), at("b", 10, 15), at("c", 20, 25)];
  assert.equal(stepCoding(all, "b", 0, 1).uid, "c");
  assert.equal(stepCoding(all, null, 10, 1).uid, "b");
  assert.equal(stepCoding(all, null, 10, -1).uid, "a");
  assert.equal(stepCoding(all, "c", 0, 1), null);
});

test("codings are counted by code", () => {
  assert.deepEqual([...countByCode([at("a", 0, 1), at("b", 0, 1)])], [[1, 2]]);
});

test("a digit of one's own goes before the codebook's", () => {
  const codes = [{ id: 1, can: true, quick: 1 }, { id: 2, can: true, quick: 2 }, { id: 3, can: false, quick: null }];
  assert.deepEqual([...quickCodes(codes, {})], [[1, 1], [2, 2]]);
  assert.deepEqual([...quickCodes(codes, { 1: 2 })], [[1, 2]]);
  assert.deepEqual([...quickCodes(codes, { 4: 3 })], [[1, 1], [2, 2]]);
});

test("the bar says how saving stands", () => {
  assert.equal(statusOf("idle", 0), "saved");
  assert.equal(statusOf("sending", 1), "saving");
  assert.equal(statusOf("offline", 2), "unsavedOffline");
  assert.equal(statusOf("later", 2), "unsaved");
  assert.equal(statusOf("signed-out", 2), "signIn");
  assert.equal(statusOf("signed-out", 0), "signIn.none");
});

test("polling is slow where nobody works, and rests on a hidden page", () => {
  assert.equal(pauseFor({ hidden: false, quietFor: 0 }), 5000);
  assert.equal(pauseFor({ hidden: false, quietFor: 200_000 }), 30_000);
  assert.equal(pauseFor({ hidden: true, quietFor: 0 }), null);
});

test("who has a digit takes the one that its new owner gives up", () => {
  const quick = new Map([[1, 10], [2, 20], [3, 30]]);
  assert.deepEqual(reassigned({}, quick, 1, 30), { 1: 30, 3: 10 });
  assert.deepEqual(reassigned({ 2: 20 }, quick, 9, 20), { 9: 20 });
  assert.deepEqual(reassigned({ 2: 20 }, quick, 1, 40), { 1: 40, 2: 20 });
  assert.deepEqual(reassigned({}, quick, 1, 10), { 1: 10 });
});

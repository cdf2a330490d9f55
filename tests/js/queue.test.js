import assert from "node:assert/strict";
import { test } from "node:test";

import { makeUid } from "#js/uid.js";
import { MemoryStore, pendingOf, Queue, verdictOf } from "#js/workspace/queue.js";

/** A queue whose network is `answers`, one after the other; timers are kept, not run. */
function makeQueue(answers, { store = new MemoryStore(), owner = "5/7" } = {}) {
  const sent = [];
  const timers = [];
  const seen = [];
  const queue = new Queue({
    store, owner, user: owner.split("/")[0], text: 31,
    send: async (body) => {
      sent.push(body);
      return answers.length ? answers.shift() : { status: 0, data: null };
    },
    lock: (work) => work(),
    timer: (work, ms) => timers.push({ work, ms }),
    saved: (item, data) => seen.push([item.body.uid, data]),
  });
  return { queue, sent, timers, seen, store };
}

const coding = (uid) => ({ kind: "code", uid, code: 1, start: 0, end: 5, quote: "hello" });
const ok = { status: 200, data: { turns: {} } };

test("an operation is sent with its own id and the text it is about", async () => {
  const { queue, sent, seen } = makeQueue([ok]);
  await queue.add(coding("a"));
  assert.match(sent[0].op, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(sent[0].text, 31);
  assert.deepEqual(seen, [["a", { turns: {} }]]);
  assert.equal(queue.waiting.length, 0);
  assert.equal(queue.phase, "idle");
});

test("offline keeps all, and sends the same bodies in order later", async () => {
  const { queue, sent } = makeQueue([{ status: 0 }, { status: 0 }, ok, ok]);
  await queue.add(coding("a"));
  await queue.add(coding("b"));
  assert.equal(queue.phase, "offline");
  assert.equal(queue.waiting.length, 2);
  await queue.hurry();
  assert.deepEqual(sent.map((body) => body.uid), ["a", "a", "a", "b"]);
  assert.equal(new Set(sent.slice(0, 3).map((body) => JSON.stringify(body))).size, 1);
});

test("the pause between tries doubles, up to a minute", async () => {
  const { queue, timers } = makeQueue([]);
  await queue.add(coding("a"));
  for (let i = 0; i < 8; i += 1) await timers.at(-1).work();
  assert.deepEqual(timers.map(({ ms }) => ms), [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
});

test("only a refusal takes an operation out of the line, into the list to place again", async () => {
  const { queue } = makeQueue([{ status: 409, data: { error: "reads otherwise" } }, ok]);
  await queue.add(coding("a"));
  await queue.add(coding("b"));
  assert.deepEqual(queue.refused.map(({ body, error }) => [body.uid, error]), [["a", "reads otherwise"]]);
  assert.equal(queue.waiting.length, 0);
});

test("placing again is a new operation and a new coding", async () => {
  const { queue, sent } = makeQueue([{ status: 422, data: {} }, ok]);
  await queue.add(coding("a"));
  await queue.again(queue.refused[0], { start: 6, end: 9, quote: "you" });
  assert.notEqual(sent[1].op, sent[0].op);
  assert.notEqual(sent[1].uid, sent[0].uid);
  assert.equal(sent[1].quote, "you");
  assert.equal(queue.items.length, 0);
});

test("nothing to undo is said, and leaves nothing behind", async () => {
  const { queue } = makeQueue([{ status: 422, data: { error: "Nothing to undo." } }]);
  await queue.add({ kind: "undo" });
  assert.equal(queue.items.length, 0);
});

test("signed out, all stays; who signs in as another finds nothing of it", async () => {
  const first = makeQueue([{ status: 401 }]);
  await first.queue.add(coding("a"));
  assert.equal(first.queue.phase, "signed-out");
  const other = makeQueue([], { store: first.store, owner: "6/7" });
  await other.queue.load();
  assert.equal(other.queue.items.length, 0);
  const again = makeQueue([ok], { store: first.store });
  await again.queue.load();
  await again.queue.hurry();
  assert.deepEqual(again.sent.map((body) => body.uid), ["a"]);
});

test("at sign-out everything of the user is forgotten, in every transcript", async () => {
  const here = makeQueue([]);
  await here.queue.add(coding("a"));
  const there = makeQueue([], { store: here.store, owner: "5/8" });
  await there.queue.add(coding("b"));
  await here.queue.erase();
  assert.deepEqual(await here.store.list("5/8"), []);
});

test("a full disk moves the queue into memory, and it is sent", async () => {
  const full = new MemoryStore();
  full.add = async () => {
    throw new Error("quota");
  };
  const { queue, sent } = makeQueue([ok], { store: full });
  await queue.add(coding("a"));
  assert.equal(sent.length, 1);
  assert.equal(queue.items.length, 0);
});

test("what an answer means", () => {
  assert.deepEqual([200, 401, 409, 422, 404, 403, 413, 429, 500, 503, 0].map(verdictOf), [
    "saved", "signed-out", "refused", "refused", "refused", "later", "later", "later", "later", "later", "later",
  ]);
});

const waiting = (...bodies) => bodies.map((body) => ({ body, state: "waiting" }));

test("pending codings follow undo, redo and removal", () => {
  const uids = (items) => pendingOf(items).codings.map(({ uid }) => uid);
  assert.deepEqual(uids(waiting(coding("a"), coding("b"), { kind: "undo" })), ["a"]);
  assert.deepEqual(uids(waiting(coding("a"), { kind: "undo" }, { kind: "redo" })), ["a"]);
  assert.deepEqual(uids(waiting(coding("a"), { kind: "remove", uid: "a" })), []);
  assert.ok(pendingOf(waiting({ kind: "remove", uid: "x" })).leaving.has("x"));
});

test("what was refused is not pending", () => {
  assert.deepEqual(pendingOf([{ body: coding("a"), state: "refused" }]).codings, []);
});

test("uids differ", () => {
  assert.notEqual(makeUid(), makeUid());
});

/** The queue of coding operations: durable, in order, one sender at a time among all tabs.

An item is {id, op, owner, user, body, slot, label, state, error}; state is "waiting" or "refused".
Nothing leaves it but by the server's 200, or by the reader's own decision about a refused one. */

import { makeUid } from "#js/uid.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

/** What an answer's status means for the item that was sent. */
export function verdictOf(status) {
  if (status === 200) return "saved";
  if (status === 401) return "signed-out";
  if (status === 0 || status >= 500 || [403, 408, 413, 425, 429].includes(status)) return "later";
  return "refused";
}

/** What is pending after the waiting operations are played: codings to paint, and those on their way out. */
export function pendingOf(items) {
  let codings = [];
  let undone = [];
  const leaving = new Set();
  for (const { body, slot, label, state } of items) {
    if (state !== "waiting") continue;
    if (body.kind === "code") codings.push({ ...body, slot, label });
    if (body.kind === "remove") {
      codings = codings.filter((one) => one.uid !== body.uid);
      leaving.add(body.uid);
    }
    if (body.kind === "undo" && codings.length) undone.push(codings.pop());
    if (body.kind === "redo" && undone.length) codings.push(undone.pop());
    if (!["undo", "redo"].includes(body.kind)) undone = [];
  }
  return { codings, leaving };
}

export class Queue {
  items = [];
  phase = "idle"; // idle, sending, later, offline, signed-out
  #adding = [];
  #running = null;
  #timer = 0;
  #pause = FIRST_PAUSE;

  /** `send(body)` answers {status, data}; `lock(work)` runs work alone; the others are told what happened. */
  constructor({ store, owner, user, text, send, lock, timer = (work, ms) => setTimeout(work, ms), ...told }) {
    Object.assign(this, { store, owner, user, text, send, lock, timer, told });
  }

  get waiting() {
    return this.items.filter((item) => item.state === "waiting");
  }

  get refused() {
    return this.items.filter((item) => item.state === "refused");
  }

  /** Read again what is stored: at the start, and when another tab has changed it. */
  async load() {
    const stored = await this.store.list(this.owner);
    const known = new Set(stored.map((item) => item.op));
    this.items = [...stored, ...this.#adding.filter((item) => !known.has(item.op))];
    this.told.changed?.();
  }

  /** Keep an operation and send it when its turn comes. `shown` is how the page paints it meanwhile. */
  async add(body, shown = {}) {
    const op = makeUid();
    const item = { op, owner: this.owner, user: this.user, body: { op, text: this.text, ...body }, ...shown, state: "waiting" };
    this.#adding.push(item);
    this.items.push(item);
    this.told.changed?.();
    await this.#keep(item);
    this.#adding = this.#adding.filter((one) => one !== item);
    this.told.shared?.();
    return this.flush();
  }

  async #keep(item) {
    try {
      await this.store.add(item);
    } catch {
      this.told.full?.(); // no room: hold it in memory from here on
      await this.#moveToMemory(item);
    }
  }

  async #moveToMemory(item) {
    
    const memory = new MemoryStore();
    const earlier = await this.store.list(this.owner).catch(() => []);
    this.store = memory;
    for (const one of [...earlier, item]) await memory.add(one);
  }

  /** Send what waits. Calls while sending join the same run. */
  flush() {
    this.#running ??= this.lock(() => this.#sendAll()).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Try at once, however long the pause had become. */
  hurry() {
    this.#pause = FIRST_PAUSE;
    return this.waiting.length ? this.flush() : Promise.resolve();
  }

  async #sendAll() {
    for (;;) {
      await this.load();
      const item = this.waiting.find((one) => one.id !== undefined);
      if (!item) break;
      this.#become("sending");
      const verdict = await this.#sendOne(item);
      if (verdict === "signed-out" || verdict === "later") return;
    }
    this.#pause = FIRST_PAUSE;
    this.#become("idle");
  }

  async #sendOne(item) {
    const { status, data } = await this.send(item.body);
    const verdict = verdictOf(status);
    if (verdict === "saved") {
      await this.store.remove(item.id);
      this.items = this.items.filter((one) => one.id !== item.id);
      this.told.saved?.(item, data);
    } else if (verdict === "refused") await this.#refuse(item, data?.error);
    else this.#retryLater(status);
    this.told.shared?.();
    return verdict;
  }

  /** Only a passage can be placed again; what else is refused is said, and stands in the same list until read. */
  async #refuse(item, error) {
    const nothing = ["undo", "redo"].includes(item.body.kind);
    if (nothing) await this.store.remove(item.id);
    else await this.store.put({ ...item, state: "refused", error: error ?? "" });
    await this.load();
    this.told.refused?.(item, error);
  }

  #retryLater(status) {
    this.#become(status === 401 ? "signed-out" : status ? "later" : "offline");
    clearTimeout(this.#timer);
    this.#timer = this.timer(() => this.flush(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  /** Another request met a 401: say so, and go on when the reader is back. */
  signedOut() {
    if (this.phase !== "sending") this.#become("signed-out");
  }

  #become(phase) {
    this.phase = phase;
    this.told.changed?.();
  }

  /** Place a refused coding once more, as a new operation, at its own passage or another. */
  async again(item, place = {}) {
    const { op: _op, text: _text, ...body } = item.body;
    await this.discard(item);
    return this.add({ ...body, ...place, uid: makeUid() }, { slot: item.slot, label: item.label });
  }

  async discard(item) {
    await this.store.remove(item.id);
    await this.load();
    this.told.shared?.();
  }

  /** Forget everything of this user: at sign-out, for it holds quotes. */
  async erase() {
    await this.store.erase(this.user);
    this.items = [];
    this.told.shared?.();
  }
}

/** Where unsaved operations wait: IndexedDB, which survives a reload, or memory where there is none. */

const NAME = "omsrp-coding-queue";

function asPromise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    const table = request.result.createObjectStore("operations", { keyPath: "id", autoIncrement: true });
    table.createIndex("owner", "owner");
    table.createIndex("user", "user");
  };
  return asPromise(request);
}

class DatabaseStore {
  durable = true;

  constructor(database) {
    this.database = database;
  }

  #table(mode) {
    return this.database.transaction("operations", mode, { durability: "strict" }).objectStore("operations");
  }

  /** All that waits for one user in one transcript, oldest first. */
  list(owner) {
    return asPromise(this.#table("readonly").index("owner").getAll(owner));
  }

  async add(item) {
    item.id = await asPromise(this.#table("readwrite").add(item));
  }

  put(item) {
    return asPromise(this.#table("readwrite").put(item));
  }

  remove(id) {
    return asPromise(this.#table("readwrite").delete(id));
  }

  async erase(user) {
    const keys = await asPromise(this.#table("readonly").index("user").getAllKeys(user));
    await Promise.all(keys.map((id) => this.remove(id)));
  }
}

/** The same promises without durability. */
export class MemoryStore {
  durable = false;
  items = [];
  #last = 0;

  async list(owner) {
    return this.items.filter((item) => item.owner === owner).map((item) => ({ ...item }));
  }

  async add(item) {
    item.id = this.#last += 1;
    this.items.push({ ...item });
  }

  async put(item) {
    this.items = this.items.map((one) => (one.id === item.id ? { ...item } : one));
  }

  async remove(id) {
    this.items = this.items.filter((item) => item.id !== id);
  }

  async erase(user) {
    this.items = this.items.filter((item) => item.user !== user);
  }
}

export async function openStore() {
  try {
    return new DatabaseStore(await open());
  } catch {
    return new MemoryStore(); // private windows refuse a database; the page says so
  }
}

/** Run work while no other tab does. Without Web Locks (plain http) two tabs may send the same operation: the server
 * does it once. */
export function oneAtATime(name) {
  return (work) => (navigator.locks ? navigator.locks.request(name, work) : work());
}

/** A way to say "the queue has changed" to the other tabs, and to hear it from them. */
export function otherTabs(name, heard) {
  if (typeof BroadcastChannel === "undefined") return () => {};
  const channel = new BroadcastChannel(name);
  channel.onmessage = () => heard();
  return () => channel.postMessage("changed");
}

/** One operation over the network. Never throws: a lost network is status 0. */

const PATIENCE = 30_000;

/** The token changes at sign-in, so it is read from the cookie at each send. */
function csrfToken() {
  return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
}

export function sender(url, user) {
  return async (body) => {
    try {
      const response = await fetch(url, {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": csrfToken(),
          "X-Requested-By": "queue",
          // Another user may have signed in since this page was made; the server then answers 401.
          "X-Queue-User": user,
        },
        body: JSON.stringify(body),
      });
      const data = await response.json().catch(() => null);
      // A 200 that is no answer of ours (a proxy's page) must not empty the queue.
      return { status: response.ok && !data?.turns ? 502 : response.status, data };
    } catch {
      return { status: 0, data: null };
    }
  };
}

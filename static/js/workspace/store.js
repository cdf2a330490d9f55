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
    return this.items.filter((item) => item.owner === owner).map((item) => structuredClone(item));
  }

  async add(item) {
    item.id = this.#last += 1;
    this.items.push(structuredClone(item));
  }

  async put(item) {
    this.items = this.items.map((one) => (one.id === item.id ? structuredClone(item) : one));
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

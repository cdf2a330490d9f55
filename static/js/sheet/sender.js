// Sends batches one after the other. A batch that got no answer is sent again as it was: its op makes that safe.

import { makeUid } from "#js/uid.js";

const PAUSES = [1000, 3000, 8000, 20000];

export class Sender {
  #waiting = [];
  #running = false;
  #tries = 0;
  #timer = 0;

  /** `build(batch)` gives the body at the moment of sending; `answered(batch, status, data)` gets what came of it;
   *  `changed()` hears when the number of unsaved batches or the trouble changed. */
  constructor({ url, token, user, build, answered, changed }) {
    Object.assign(this, { url, token, user, build, answered, changed });
    this.trouble = "";
    addEventListener("online", () => this.#run());
  }

  get batches() {
    return this.#waiting;
  }

  add(batch) {
    this.#waiting.push({ op: makeUid(), ...batch });
    this.changed();
    this.#run();
  }

  async #run() {
    clearTimeout(this.#timer);
    if (this.#running) return;
    this.#running = true;
    while (this.#waiting.length) {
      const batch = this.#waiting[0];
      // Built once: a second attempt must be the same operation.
      batch.body ??= JSON.stringify(this.build(batch));
      const { status, data } = await this.#send(batch.body);
      this.trouble = troubleOf(status);
      if (this.trouble) {
        this.#timer = setTimeout(() => this.#run(), PAUSES[Math.min(this.#tries, PAUSES.length - 1)]);
        this.#tries += 1;
        break;
      }
      this.#tries = 0;
      this.#waiting.shift();
      this.answered(batch, status, data);
    }
    this.#running = false;
    this.changed();
  }

  async #send(body) {
    try {
      const response = await fetch(this.url, {
        method: "POST",
        body,
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": this.token,
          "X-Requested-By": "queue",
          "X-Queue-User": this.user,
        },
      });
      const isJson = response.headers.get("Content-Type")?.includes("json");
      return { status: response.status, data: isJson ? await response.json() : {} };
    } catch {
      return { status: 0, data: {} };
    }
  }
}

function troubleOf(status) {
  if (status === 401) return "signed-out";
  return status === 0 || status >= 500 || status === 429 ? "offline" : "";
}

/** Others' work arrives by polling, never into a turn where one is selecting. */

const VISIBLE = 5000;
const IDLE = 30_000;
const IDLE_AFTER = 120_000;

/** How long until the next look; null when the page is hidden. */
export function pauseFor({ hidden, quietFor }) {
  if (hidden) return null;
  return quietFor > IDLE_AFTER ? IDLE : VISIBLE;
}

export class Changes {
  #timer = 0;
  #asking = false;
  #again = false;
  #lastSign = Date.now();

  /** `take(turns)` swaps what it may; `signedOut()` is told of a 401. */
  constructor({ url, cursor, user, take, signedOut }) {
    Object.assign(this, { url, cursor, user, take, signedOut });
    const sign = () => {
      const wasQuiet = Date.now() - this.#lastSign > IDLE_AFTER;
      this.#lastSign = Date.now();
      if (wasQuiet) this.look();
    };
    for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) addEventListener(kind, sign, { passive: true, capture: true });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.stop() : this.look()));
    this.#later();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #later() {
    this.stop();
    const pause = pauseFor({ hidden: document.hidden, quietFor: Date.now() - this.#lastSign });
    if (pause !== null) this.#timer = setTimeout(() => this.look(), pause);
  }

  /** Ask now. A call while asking asks once more afterwards. */
  async look() {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    await this.#ask();
    this.#asking = false;
    if (this.#again) {
      this.#again = false;
      await this.look();
    } else this.#later();
  }

  async #ask() {
    try {
      const url = `${this.url}${this.url.includes("?") ? "&" : "?"}since=${encodeURIComponent(this.cursor)}`;
      const response = await fetch(url, { credentials: "same-origin", headers: { "X-Requested-By": "queue", "X-Queue-User": this.user } });
      if (response.status === 401) this.signedOut();
      if (response.status !== 200) return;
      const { turns, cursor } = await response.json();
      this.cursor = cursor;
      this.take(turns);
    } catch {
      // The network is gone: the next look tries again, and nothing is lost by waiting.
    }
  }
}

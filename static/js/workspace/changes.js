/** Others' work arrives by polling, never into a turn where one is selecting. */

import { codingsOf } from "#js/workspace/anchor.js";

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
  #own = false;
  #lastSign = Date.now();

  /** `take(turns, {own})` swaps what it may; `signedOut()` is told of a 401. */
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

  /** Ask now. A call while asking asks once more afterwards. `own`: for what the reader did in another tab. */
  async look({ own = false } = {}) {
    this.#own ||= own;
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
    const own = this.#own;
    this.#own = false;
    try {
      const url = `${this.url}${this.url.includes("?") ? "&" : "?"}since=${encodeURIComponent(this.cursor)}`;
      const response = await fetch(url, { credentials: "same-origin", headers: { "X-Requested-By": "queue", "X-Queue-User": this.user } });
      if (response.status === 401) this.signedOut();
      if (response.status !== 200) return;
      const { turns, cursor } = await response.json();
      this.cursor = cursor;
      this.take(turns, { own });
    } catch {
      // The network is gone: the next look tries again, and nothing is lost by waiting.
    }
  }
}

/** Replacing turns by what the server sent, without disturbing who is at work in them. */

const FRESH_FOR = 20_000;

function elementOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector(".turn");
}

export class Swaps {
  #deferred = new Map();
  #sent = new Map();
  #fresh = [];

  constructor(desk) {
    this.desk = desk;
  }

  /** Take turns from an answer (`own`, at once) or from the others (not where one is selecting). */
  take(turns, { own = false } = {}) {
    const now = [];
    for (const [id, html] of Object.entries(turns ?? {})) {
      const turn = this.desk.turns.byId.get(id);
      if (!turn || this.#sent.get(id) === html) continue;
      if (this.#isBusy(turn, own)) this.#deferred.set(id, html);
      else now.push([turn, html]);
    }
    if (now.length) this.#swap(now, { own });
  }

  /** What had to wait, once the reader has moved on. */
  settle() {
    if (!this.#deferred.size) return;
    const waiting = Object.fromEntries(this.#deferred);
    this.#deferred.clear();
    this.take(waiting);
  }

  #isBusy(turn, own) {
    const { turns, dragging, pressed, byTouch } = this.desk;
    // The live selection: the copy that the cursor holds survives a swap.
    const live = turns.read();
    const selecting = live && live.start < turn.end && live.end > turn.start;
    if (dragging || pressed) return true;
    // On touch screens a script can't bring the handles back.
    return selecting && (!own || byTouch);
  }

  #swap(pairs, { own }) {
    const { cursor, paint, stripes } = this.desk;
    const { held } = cursor;
    const touched = held && pairs.some(([turn]) => held.start < turn.end && held.end > turn.start);
    const selection = document.getSelection();
    const isOurs = selection.focusNode && this.desk.transcript.contains(selection.focusNode);
    for (const [turn, html] of pairs) this.#replace(turn, html, { own, stripes });
    if (touched && isOurs) cursor.set(held, { scroll: false });
    paint.repaint();
    this.desk.swapped();
  }

  #replace(turn, html, { own, stripes }) {
    const old = turn.article;
    const known = new Set(codingsOf(turn).map((one) => one.uid));
    const focused = old.contains(document.activeElement) ? document.activeElement.className : null;
    const article = elementOf(html);
    if (!article) return;
    this.#deferred.delete(turn.id);
    this.#sent.set(turn.id, html);
    old.replaceWith(article);
    turn.article = article;
    window.htmx?.process(article);
    stripes.swapped(turn, old);
    if (focused !== null) (article.querySelector(`.${CSS.escape(focused.split(" ")[0] || "sum")}`) ?? this.desk.transcript).focus();
    if (!own) this.#markFresh(codingsOf(turn).filter((one) => !known.has(one.uid) && one.coder !== this.desk.me));
  }

  #markFresh(codings) {
    if (!codings.length) return;
    this.#fresh.push(...codings);
    this.desk.paint.set("fresh", this.#fresh);
    setTimeout(() => {
      this.#fresh = this.#fresh.filter((one) => !codings.includes(one));
      this.desk.paint.set("fresh", this.#fresh);
    }, FRESH_FOR);
  }
}

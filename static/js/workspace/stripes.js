/** Margin stripes, for turns in view only: measuring a turn that is skipped would lay it out. */

import { codingsOf, packLanes } from "#js/workspace/codings.js";
import { make } from "#js/workspace/words.js";

const MOST = 60;
const LABEL = 17;
const AREA = 36;

export class Stripes {
  #lanes = new Map();
  #inView = new Set();
  #due = 0;
  #dirty = new Set();

  /** `desk` gives turns, codes, coders, me, focus, pending and leaving; stripes are drawn, never kept. */
  constructor(desk) {
    this.desk = desk;
    desk.transcript.classList.add("has-stripes");
    this.observer = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: "300px 0px" });
    for (const turn of desk.turns.list) this.observer.observe(turn.article);
    // The event does not bubble everywhere, so it is caught on the way down.
    desk.transcript.addEventListener("contentvisibilityautostatechange", (event) => this.#shown(event), true);
    new ResizeObserver(() => this.all()).observe(desk.transcript);
    document.fonts?.ready.then(() => this.all());
    addEventListener("beforeprint", () => this.#drawNow(desk.turns.list));
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const turn = this.desk.turns.of(target);
      if (!turn || turn.article !== target) continue;
      if (isIntersecting) this.#inView.add(turn);
      else this.#inView.delete(turn);
      if (isIntersecting) this.draw(turn);
      else target.querySelector(".stripes")?.remove();
    }
  }

  #shown(event) {
    const turn = this.desk.turns.of(event.target);
    if (turn && !event.skipped && this.#inView.has(turn)) this.draw(turn);
  }

  /** A swapped article is a new element. */
  swapped(turn, old) {
    this.observer.unobserve(old);
    this.observer.observe(turn.article);
    if (this.#inView.has(turn)) this.#drawNow([turn]);
  }

  draw(turn) {
    this.#dirty.add(turn);
    this.#due ||= requestAnimationFrame(() => {
      const turns = [...this.#dirty].filter((one) => this.#inView.has(one));
      this.#due = 0;
      this.#dirty.clear();
      this.#drawNow(turns);
    });
  }

  all() {
    for (const turn of this.#inView) this.draw(turn);
  }

  /** Only the mark of the focused coding changes: nothing is measured. */
  markFocus() {
    for (const piece of this.desk.transcript.querySelectorAll("[data-stripe]")) {
      piece.classList.toggle("is-focus", piece.dataset.stripe === this.desk.focus);
    }
  }

  /** Read every box first, then write: one forced layout. */
  #drawNow(turns) {
    const measured = turns.map((turn) => ({ turn, ...this.#measure(turn) }));
    for (const { turn, rows, width, left, height } of measured) {
      turn.article.querySelector(".stripes")?.remove();
      if (rows.length) turn.article.append(this.#build(turn, rows, { width, left, height }));
    }
  }

  #measure(turn) {
    const { pending, leaving } = this.desk;
    const saved = codingsOf(turn).filter((one) => !leaving.has(one.uid));
    const known = new Set(saved.map((one) => one.uid));
    const fresh = pending.filter((one) => one.start < turn.end && one.end > turn.start && !known.has(one.uid));
    const codings = [...saved, ...fresh.map((one) => ({ ...one, coder: this.desk.me, isPending: true }))];
    if (!codings.length) return { rows: [] };
    packLanes(codings, this.#lanes);
    const box = turn.body.getBoundingClientRect();
    return { rows: codings.slice(0, MOST).map((coding) => this.#row(turn, coding, box)), height: box.height };
  }

  #row(turn, coding, box) {
    const { turns } = this.desk;
    const range = document.createRange();
    range.setStart(...turns.positionOf(Math.max(coding.start, turn.start)));
    range.setEnd(...turns.positionOf(Math.min(coding.end, turn.end), true));
    const rect = range.getBoundingClientRect();
    const begins = coding.start >= turn.start;
    return { coding, begins, top: rect.top - box.top, height: Math.max(rect.height, 4), lane: this.#lanes.get(coding.uid) };
  }

  #build(turn, rows, { height }) {
    const lanes = Math.max(...rows.map((row) => row.lane)) + 1;
    const width = Math.max(2, Math.min(4, Math.floor(AREA / lanes) - 2));
    const step = Math.max(3, Math.min(9, Math.floor(AREA / lanes)));
    const holder = make("div", { class: "stripes", "aria-hidden": "true" });
    holder.style.setProperty("--lane", `${width}px`);
    holder.style.setProperty("--labels", `${Math.min(lanes * step, AREA) + 8}px`);
    let free = 0;
    for (const row of rows.sort((one, other) => one.top - other.top || one.lane - other.lane)) {
      holder.append(this.#bar(row, Math.min(row.lane * step, AREA)));
      if (!row.begins) continue;
      const top = Math.max(row.top, free);
      // A label that found no room in its turn stays in the bar's title.
      if (top + LABEL > height + LABEL) continue;
      holder.append(this.#label(row, top));
      free = top + LABEL;
    }
    const hidden = codingsOf(turn).length - rows.length;
    if (hidden > 0) holder.append(place(make("span", { class: "stripe-label" }, `+${hidden}`), free));
    return holder;
  }

  #classes(coding, kind) {
    const { codes, focus } = this.desk;
    const state = `${coding.uid === focus ? " is-focus" : ""}${coding.isPending ? " is-pending" : ""}`;
    return `${kind} s${codes.get(coding.code)?.slot ?? coding.slot ?? 0}${state}`;
  }

  #bar({ coding, top, height }, x) {
    const bar = make("i", { class: this.#classes(coding, "stripe"), "data-stripe": coding.uid, title: this.desk.nameOf(coding) });
    bar.style.setProperty("--x", `${x}px`);
    bar.style.setProperty("--h", `${height}px`);
    return place(bar, top);
  }

  #label({ coding }, top) {
    const label = make("span", { class: this.#classes(coding, "stripe-label"), "data-stripe": coding.uid });
    label.append(this.desk.labelOf(coding));
    const coder = coding.coder !== this.desk.me && this.desk.coders.get(coding.coder);
    if (coder) label.append(make("b", { title: coder.name }, coder.initials));
    return place(label, top);
  }
}

function place(element, y) {
  element.style.setProperty("--y", `${Math.round(y)}px`);
  return element;
}

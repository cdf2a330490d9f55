/** What is transient is painted with the Custom Highlight API, which never touches the DOM.

Registers (colours in slots.css and workspace.css): pending-0 … pending-23, held, focus, fresh, search, search-now.
Offsets are kept, ranges are made anew: a swapped turn leaves no stale range behind. */

import { codingsOf, findCoding, packLanes } from "#js/workspace/anchor.js";
import { make } from "#js/workspace/panels.js";

const SLOTS = 24;

export class Paint {
  #spans = new Map();

  constructor(turns) {
    this.turns = turns;
    this.able = typeof Highlight !== "undefined" && Boolean(CSS.highlights);
  }

  /** Paint these {start, end} under a name, in place of what that name had. */
  set(name, spans) {
    if (!spans.length && !this.#spans.has(name)) return;
    if (spans.length) this.#spans.set(name, spans);
    else this.#spans.delete(name);
    this.#draw(name);
  }

  /** One register for each slot, all from one list of pending codings. */
  setPending(codings) {
    for (let slot = 0; slot < SLOTS; slot += 1) {
      this.set(`pending-${slot}`, codings.filter((one) => (one.slot ?? 0) % SLOTS === slot));
    }
    if (!this.able) this.#markTurns(codings);
  }

  /** After turns were swapped: their text nodes are new. */
  repaint() {
    for (const name of this.#spans.keys()) this.#draw(name);
  }

  #draw(name) {
    if (!this.able) return;
    const ranges = (this.#spans.get(name) ?? []).flatMap(({ start, end }) => this.turns.rangesOf(start, end));
    if (!ranges.length) {
      CSS.highlights.delete(name);
      return;
    }
    const highlight = new Highlight(...ranges);
    // What the reader looks at now lies over what is merely there.
    highlight.priority = { held: 3, focus: 2, "search-now": 4, search: 1 }[name] ?? 0;
    CSS.highlights.set(name, highlight);
  }

  /** Without the API a turn says that something in it is not saved yet. */
  #markTurns(codings) {
    const touched = new Set(codings.flatMap(({ start, end }) => this.turns.within(start, end)));
    for (const turn of this.turns.list) turn.article.classList.toggle("has-pending", touched.has(turn));
  }
}

/** Margin stripes, for turns in view only: measuring a turn that is skipped would lay it out. */

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

  /** Only the turns that these passages touch: whoever presses a key waits for no other. */
  some(passages) {
    for (const turn of this.#inView) if (passages.some(({ start, end }) => start < turn.end && end > turn.start)) this.draw(turn);
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
    for (const { turn, rows, height, area } of measured) {
      turn.article.querySelector(".stripes")?.remove();
      if (rows.length) turn.article.append(this.#build(turn, rows, { height, area }));
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
    // On a narrow screen the margin is less than what stripes take elsewhere.
    const area = Math.min(AREA, turn.article.getBoundingClientRect().right - box.right - 14);
    return { rows: codings.slice(0, MOST).map((coding) => this.#row(turn, coding, box)), height: box.height, area };
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

  #build(turn, rows, { height, area }) {
    const lanes = Math.max(...rows.map((row) => row.lane)) + 1;
    const width = Math.max(2, Math.min(4, Math.floor(area / lanes) - 2));
    const step = Math.max(3, Math.min(9, Math.floor(area / lanes)));
    const holder = make("div", { class: "stripes", "aria-hidden": "true" });
    holder.style.setProperty("--lane", `${width}px`);
    holder.style.setProperty("--labels", `${Math.min(lanes * step, area) + 8}px`);
    let free = 0;
    for (const row of rows.sort((one, other) => one.top - other.top || one.lane - other.lane)) {
      holder.append(this.#bar(row, Math.min(row.lane * step, area)));
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
    const { labelOf, say } = this.desk;
    label.append(make("span", {}, labelOf(coding)));
    if (coding.direction && coding.direction !== "affirms") label.append(make("small", {}, say(coding.direction)));
    const coder = coding.coder !== this.desk.me && this.desk.coders.get(coding.coder);
    if (coder) label.append(make("b", { title: coder.name }, coder.initials));
    return place(label, top);
  }
}

function place(element, y) {
  element.style.setProperty("--y", `${Math.round(y)}px`);
  return element;
}

/** Resizing an own coding by dragging an end of its stripe: the end follows the words under the pointer. */

const GRIP = 10;

/** The code point under a pointer, its place clamped to the text so that the margin means the line's end. */
function pointUnder(desk, event, edge) {
  const row = document.elementsFromPoint(event.clientX, event.clientY).map((one) => one.closest?.(".turn")).find(Boolean);
  const turn = row && desk.turns.of(row);
  if (!turn) return null;
  const box = turn.body.getBoundingClientRect();
  const beside = event.clientX > box.right;
  const x = beside ? (edge === "start" ? box.left + 2 : box.right - 2) : Math.max(event.clientX, box.left + 2);
  const y = Math.min(Math.max(event.clientY, box.top + 2), box.bottom - 2);
  const caret = caretAt(x, y);
  return caret && desk.turns.of(caret[0]) ? desk.turns.pointAt(...caret) : null;
}

function caretAt(x, y) {
  const position = document.caretPositionFromPoint?.(x, y);
  if (position) return [position.offsetNode, position.offset];
  const range = document.caretRangeFromPoint?.(x, y); // Safari
  return range && [range.startContainer, range.startOffset];
}

/** Snap to the words: a start to where a word begins, an end to where one ends. */
function snapped(desk, coding, edge, point) {
  const words = desk.cursor.steps.wordsOf(desk.turns.at(point));
  const word = words.findLast((one) => one.start <= point) ?? words[0];
  const moved = { start: coding.start, end: coding.end, [edge]: word ? word[edge] : point };
  return moved.end > moved.start ? moved : null;
}

export function startDragging(desk, resize) {
  let drag = null;

  desk.transcript.addEventListener("pointerdown", (event) => {
    const stripe = event.target.closest?.("i[data-stripe]");
    const coding = stripe && event.button === 0 && findCoding(desk.turns, stripe.dataset.stripe);
    if (!coding || coding.coder !== desk.me || !desk.canCode) return;
    const box = stripe.getBoundingClientRect();
    const grip = Math.min(GRIP, box.height / 3);
    const edge = event.clientY < box.top + grip ? "start" : event.clientY > box.bottom - grip ? "end" : null;
    if (!edge) return;
    event.preventDefault(); // no text selection while dragging
    stripe.setPointerCapture(event.pointerId);
    drag = { coding, edge, range: null, id: event.pointerId };
  });

  desk.transcript.addEventListener("pointermove", (event) => {
    if (drag?.id !== event.pointerId) return;
    const point = pointUnder(desk, event, drag.edge);
    const range = point === null ? null : snapped(desk, drag.coding, drag.edge, point);
    if (!range) return;
    drag.range = range;
    desk.dragging = true;
    desk.paint.set("held", [range]);
  });

  const finish = (event) => {
    if (drag?.id !== event.pointerId) return;
    const { coding, range } = drag;
    drag = null;
    desk.dragging = false;
    desk.paint.set("held", []);
    const moved = range && (range.start !== coding.start || range.end !== coding.end);
    if (moved && event.type === "pointerup") resize(coding, range);
  };
  desk.transcript.addEventListener("pointerup", finish);
  desk.transcript.addEventListener("pointercancel", finish);
}

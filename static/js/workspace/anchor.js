/** Turns as the page holds them, and the way between the DOM and code points of the whole transcript. */

import { firstPoints, snap, toPoint, toUnit } from "#js/workspace/text.js";

const QUOTE = 1000;

/** One turn: [start, end) in code points. Its text never changes, its article does with every swap. */
export class Turn {
  #text = null;

  constructor(article) {
    this.article = article;
    this.id = article.dataset.i;
    this.start = Number(article.dataset.s);
    this.end = this.start + Number(article.dataset.n);
  }

  get body() {
    return this.article.querySelector(".tx");
  }

  get text() {
    this.#text ??= this.body.textContent;
    return this.#text;
  }

  /** True where one UTF-16 unit is one code point, which is nearly always. */
  get plain() {
    return this.text.length === this.end - this.start;
  }

  pointOf(unit) {
    return this.start + (this.plain ? unit : toPoint(this.text, unit));
  }

  unitOf(point) {
    return this.plain ? point - this.start : toUnit(this.text, point - this.start);
  }
}

/** All turns of a transcript in order. `place` is the element that holds their articles. */
export class Turns {
  constructor(place) {
    this.place = place;
    this.list = [...place.querySelectorAll(".turn")].map((article) => new Turn(article));
    this.byId = new Map(this.list.map((turn) => [turn.id, turn]));
    this.end = this.list.at(-1)?.end ?? 0;
  }

  /** The last turn that begins at or before a point; the first one before that. */
  at(point) {
    let low = 0;
    let high = this.list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.list[middle].start <= point) low = middle;
      else high = middle - 1;
    }
    return this.list[low];
  }

  next(turn, step) {
    return this.list[this.list.indexOf(turn) + step];
  }

  /** The turns that a range touches. */
  within(start, end) {
    const first = this.list.indexOf(this.at(start));
    const touched = [];
    for (let i = first; i >= 0 && i < this.list.length && this.list[i].start < end; i += 1) {
      if (this.list[i].end > start) touched.push(this.list[i]);
    }
    return touched;
  }

  of(node) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    return this.byId.get(element?.closest(".turn")?.dataset.i);
  }

  /** The code point at a place in the DOM. Labels and times count as the border of their turn's text. */
  pointAt(node, offset) {
    const turn = this.of(node);
    if (turn) return pointInTurn(turn, node, offset);
    if (!this.place.contains(node)) {
      const after = this.place.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
      return after ? this.end : 0;
    }
    const passed = this.list.findLast((one) => isBefore(one.article, node, offset));
    return passed ? passed.end : 0;
  }

  /** The passage that is selected, without white space at its ends; null where nothing is. */
  read(selection = document.getSelection()) {
    if (!selection.rangeCount || selection.isCollapsed || !this.list.length) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.place)) return null;
    const start = this.pointAt(range.startContainer, range.startOffset);
    return this.tidy(start, this.pointAt(range.endContainer, range.endOffset));
  }

  /** Where the caret stands, when it stands in the text; else null. */
  caret(selection = document.getSelection()) {
    const node = selection.focusNode;
    return node && this.of(node) ? this.pointAt(node, selection.focusOffset) : null;
  }

  /** A range snapped to visible characters and trimmed; null when only white space is left. */
  tidy(start, end) {
    const first = this.#trimmedStart(Math.max(0, start), end);
    const last = this.#trimmedEnd(Math.min(end, this.end), first);
    return last > first ? { start: first, end: last } : null;
  }

  #trimmedStart(start, end) {
    for (let turn = this.at(start); turn && turn.start < end; turn = this.next(turn, 1)) {
      const from = snap(turn.text, turn.unitOf(Math.min(Math.max(start, turn.start), turn.end)), false);
      const found = turn.text.slice(from).search(/\S/);
      if (found >= 0) return turn.pointOf(from + found);
    }
    return end;
  }

  #trimmedEnd(end, start) {
    for (let turn = this.at(end); turn && turn.end > start; turn = this.next(turn, -1)) {
      const to = snap(turn.text, turn.unitOf(Math.min(end, turn.end)), true);
      const length = turn.text.slice(0, to).trimEnd().length;
      if (length) return turn.pointOf(length);
    }
    return start;
  }

  /** The DOM place of a point. `late` takes the end of a text node rather than the start of the next. */
  positionOf(point, late = false) {
    const turn = this.at(point);
    let rest = turn.unitOf(Math.min(point, turn.end));
    const walker = document.createTreeWalker(turn.body, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    while (node && (late ? rest > node.length : rest >= node.length)) {
      const following = walker.nextNode();
      if (!following) break;
      rest -= node.length;
      node = following;
    }
    return node ? [node, Math.min(rest, node.length)] : [turn.body, 0];
  }

  /** One static range a turn, for painting and measuring. */
  rangesOf(start, end) {
    return this.within(start, end).map((turn) => {
      const [startContainer, startOffset] = this.positionOf(Math.max(start, turn.start));
      const [endContainer, endOffset] = this.positionOf(Math.min(end, turn.end), true);
      return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
    });
  }

  textOf(start, end) {
    const pieces = this.within(start, end).map((turn) =>
      turn.text.slice(turn.unitOf(Math.max(start, turn.start)), turn.unitOf(Math.min(end, turn.end))),
    );
    return pieces.join("\n");
  }

  /** What the server compares: the words of the range, cut after 1,000 code points. */
  quoteOf(start, end) {
    return firstPoints(this.textOf(start, end), QUOTE);
  }
}

function pointInTurn(turn, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(turn.body);
  const side = range.comparePoint(node, offset);
  if (side) return side < 0 ? turn.start : turn.end;
  range.setEnd(node, offset);
  return turn.pointOf(range.toString().length);
}

function isBefore(article, node, offset) {
  const range = document.createRange();
  range.selectNode(article);
  return range.comparePoint(node, offset) > 0;
}

/** The codings that travel with each turn in its data-k. Pure but for reading that attribute. */

const DIRECTIONS = { "": "affirms", d: "denies", m: "mixed" };
const read = new WeakMap();

/** The entries of one data-k. */
export function parseCodings(table) {
  return (table ?? "")
    .split(";")
    .filter(Boolean)
    .map((entry) => {
      const [uid, code, start, end, coder, direction, rating, memo] = entry.split(",");
      return {
        uid,
        code: Number(code),
        start: Number(start),
        end: Number(end),
        coder: Number(coder),
        direction: DIRECTIONS[direction ?? ""],
        rating: rating ? Number(rating) : null,
        memo: memo === "1",
      };
    });
}

/** The codings of a turn; read once for each article. */
export function codingsOf(turn) {
  if (!read.has(turn.article)) read.set(turn.article, parseCodings(turn.article.dataset.k));
  return read.get(turn.article);
}

/** Every coding of the transcript once, in reading order. */
export function allCodings(turns) {
  const seen = new Map();
  for (const turn of turns.list) for (const coding of codingsOf(turn)) seen.set(coding.uid, coding);
  return [...seen.values()].sort((one, other) => one.start - other.start || one.end - other.end || (one.uid < other.uid ? -1 : 1));
}

export function findCoding(turns, uid) {
  for (const turn of turns.list) {
    const found = codingsOf(turn).find((coding) => coding.uid === uid);
    if (found) return found;
  }
  return null;
}

/** The coding after (1) or before (-1) the current one, or after or before a point when none is current. */
export function stepCoding(all, current, point, step) {
  const at = all.findIndex((coding) => coding.uid === current);
  if (at >= 0) return all[at + step] ?? null;
  return (step > 0 ? all.find((one) => one.start >= point) : all.findLast((one) => one.start < point)) ?? null;
}

/** How many codings each code has. */
export function countByCode(all) {
  const counts = new Map();
  for (const { code } of all) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/** First free lane for each coding; who had a lane keeps it. `lanes` maps uid to lane and is written to. */
export function packLanes(codings, lanes) {
  const placed = codings.filter((one) => lanes.has(one.uid));
  for (const coding of codings) {
    if (lanes.has(coding.uid)) continue;
    const taken = new Set(placed.filter((one) => overlap(one, coding)).map((one) => lanes.get(one.uid)));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    lanes.set(coding.uid, lane);
    placed.push(coding);
  }
  return lanes;
}

function overlap(one, other) {
  return one.start < other.end && other.start < one.end;
}

/** What the reader can do, by key, click or touch: each is one function on the desk. */

import { allCodings, findCoding, stepCoding } from "#js/workspace/anchor.js";
import { makeUid } from "#js/uid.js";

const RECENT = 12;
const RESIZE_PAUSE = 500;

export function makeActions(desk) {
  const { turns, cursor, say, announce } = desk;
  let resizing = null;

  /** True where the reader may code and has a passage; says why not otherwise. */
  function ready() {
    if (!desk.canCode) announce(say("readOnly"));
    else if (!cursor.held) announce(say("selectFirst"));
    return desk.canCode && Boolean(cursor.held);
  }

  /** Code the held passage with a code, or with {newLabel}. */
  function apply(choice, { direction, rating } = {}) {
    if (!ready()) return;
    settleResize();
    const { start, end } = cursor.held;
    const what = choice.newLabel ? { new_code: choice.newLabel, propose: desk.canPropose } : { code: choice.id };
    const extra = { ...(direction && { direction }), ...(rating !== undefined && { rating }) };
    const label = choice.newLabel ?? choice.label;
    desk.last = choice;
    if (choice.id) remember(choice.id);
    desk.queue.add({ kind: "code", uid: makeUid(), ...what, start, end, quote: turns.quoteOf(start, end), ...extra }, { slot: choice.slot ?? 0, label });
    announce(say("coded", { code: label }));
  }

  function remember(id) {
    desk.recent = [id, ...desk.recent.filter((one) => one !== id)].slice(0, RECENT);
    desk.stored.write("recent", desk.recent);
  }

  function quick(digit) {
    const code = desk.codes.get(desk.codebook.quick.get(digit));
    if (code) apply(code);
    else announce(say("noQuick", { digit }));
  }

  function repeat() {
    const last = desk.last ?? desk.codes.get(desk.recent[0]);
    const code = last?.newLabel ? ([...desk.codes.values()].find((one) => one.label === last.newLabel) ?? last) : last;
    if (code) apply(code);
    else announce(say("noLast"));
  }

  function palette(step) {
    if (!cursor.held) cursor.sentence(1);
    if (ready()) desk.palette.open(step);
  }

  /** The focused coding; one of the reader's own when `own`. */
  function focused({ own = false } = {}) {
    const coding = desk.focus && findCoding(turns, desk.focus);
    if (!coding) announce(say("focusFirst"));
    else if (own && (coding.coder !== desk.me || !desk.canCode)) announce(say("notYours"));
    else return coding;
    return null;
  }

  function focusCoding(uid, { move = true } = {}) {
    const coding = findCoding(turns, uid);
    if (!coding) return false;
    if (move) cursor.set(coding);
    cursor.held = { start: coding.start, end: coding.end };
    desk.setFocus(uid);
    announce(desk.nameOf(coding));
    return true;
  }

  function coding(step) {
    settleResize();
    const all = allCodings(turns).filter((one) => !desk.leaving.has(one.uid) && desk.shows(one));
    const from = cursor.from();
    const next = stepCoding(all, desk.focus, step > 0 ? from.start : from.end, step);
    if (!next) announce(say(all.length ? "noMoreCodings" : "noCodings"));
    else focusCoding(next.uid);
  }

  function remove() {
    const one = focused({ own: true });
    if (!one) return;
    desk.setFocus(null);
    desk.queue.add({ kind: "remove", uid: one.uid }, { label: desk.labelOf(one) });
    announce(say("removed", { code: desk.labelOf(one) }));
    if (desk.details.uid === one.uid) desk.details.close();
  }

  function resize(one, { start, end }) {
    desk.queue.add({ kind: "change", uid: one.uid, start, end, quote: turns.quoteOf(start, end) }, { label: desk.labelOf(one) });
    announce(say("resized", { code: desk.labelOf(one) }));
  }

  /** Several presses are one change: it is sent when the keys rest. */
  function resizeByKey(step, edge) {
    const one = focused({ own: true });
    if (!one) return;
    const range = cursor.steps.word(resizing?.range ?? one, step, edge);
    clearTimeout(resizing?.timer);
    resizing = { one, range: { start: range.start, end: range.end }, timer: setTimeout(settleResize, RESIZE_PAUSE) };
    desk.keepFocus(() => cursor.set(resizing.range));
  }

  function settleResize() {
    if (!resizing) return;
    const { one, range, timer } = resizing;
    clearTimeout(timer);
    resizing = null;
    if (range.start !== one.start || range.end !== one.end) resize(one, range);
  }

  function step(kind) {
    if (!desk.canCode) return announce(say("readOnly"));
    settleResize();
    return desk.queue.add({ kind });
  }

  /** Enter: a focused coding opens its details, a passage the palette. */
  function open() {
    if (desk.focus) return desk.details.open(desk.focus);
    return palette();
  }

  function memo() {
    const one = focused();
    if (one) desk.details.open(one.uid, { field: "memo" });
  }

  /** Esc: what is chosen goes first, then the panel beside it. */
  function clear() {
    settleResize();
    if (!cursor.held && !desk.focus) desk.details.close();
    desk.setFocus(null);
    cursor.clear();
    desk.settle();
  }

  function assign(digit) {
    const one = focused();
    const code = one && desk.codes.get(one.code);
    if (!code) return;
    desk.codebook.assign(digit, code);
  }

  /** F6: codebook, transcript, details, and round again. */
  function column(by) {
    const { details, onlyOne } = desk;
    const columns = [desk.codebook.element, desk.root, !onlyOne.hidden && onlyOne, details.isOpen && details.element].filter(Boolean);
    const at = Math.max(0, columns.findIndex((one) => one.contains(document.activeElement)));
    const next = columns[(at + by + columns.length) % columns.length];
    if (next === desk.root) desk.toTranscript();
    else if (next === desk.codebook.element) desk.codebook.focus();
    else next.focus();
  }

  return {
    apply, quick, repeat, palette, coding, remove, resize, open, memo, clear, assign, column, focusCoding, resizeByKey,
    propose: () => (desk.canPropose ? palette("propose") : announce(say("noRound"))),
    sentence: (by) => cursor.sentence(by),
    extend: (by) => cursor.extend(by),
    word: (by, edge) => cursor.word(by, edge),
    turn: (by) => cursor.turn(by),
    undo: () => step("undo"),
    redo: () => step("redo"),
    filter: () => desk.codebook.focus(),
    search: () => desk.search.focus(),
    help: () => document.getElementById("all-keys").showModal(),
  };
}

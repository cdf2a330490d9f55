/** Resizing an own coding by dragging an end of its stripe: the end follows the words under the pointer. */

import { findCoding } from "#js/workspace/codings.js";

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

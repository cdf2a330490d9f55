// The screen on which a disagreement is decided: keys, the other extent by selecting, stripes beside the text.
//   <main data-module="decide" data-lang data-single-keys data-chosen data-extent data-help>
// The form works without: this module only ticks, fills and sends what is there.
import { announce } from "#js/live.js";
import { Turns } from "#js/workspace/anchor.js";
import { Steps } from "#js/workspace/cursor.js";

const SINGLE = { j: "lighter", k: "heavier", r: "reason", d: "manner", s: "same", n: "note", z: "undo", "?": "help" };
const PLAIN = { ArrowDown: "lighter", ArrowUp: "heavier", Enter: "send" };
const SIDES = { ArrowRight: 1, ArrowLeft: -1 };

export default function decide(main) {
  const turns = new Turns(document.getElementById("turns"));
  const form = document.getElementById("decide");
  const extent = form && startExtent({ main, form, turns });
  const draw = () => drawStripes(turns, chosenSpans(form, extent));
  form?.addEventListener("change", draw);
  document.addEventListener("selectionchange", () => extent?.take() && draw());
  document.addEventListener("keydown", (event) => pressed(event, { main, form, extent, draw }));
  new ResizeObserver(draw).observe(turns.place);
  document.fonts?.ready.then(draw);
  showPassage(turns);
  const told = document.querySelector("[data-told]");
  if (told) announce(told.textContent.trim());
}

/** Bring the passage's beginning into view inside its own scrolling column; a page that scrolls as one stays. */
function showPassage(turns) {
  turns.place.querySelector("mark")?.scrollIntoView({ block: "nearest", behavior: "instant" });
  scrollTo({ top: 0, behavior: "instant" });
}

/** The passages that the ticked choice keeps. */
function chosenSpans(form, extent) {
  const choice = form?.elements.namedItem("choice");
  const ticked = form?.querySelector("[name=choice]:checked");
  if (!choice || !ticked) return [];
  if (ticked.value === "own") return extent.held ? [extent.held] : [];
  return ticked.dataset.spans.split(" ").filter(Boolean).map((span) => {
    const [start, end] = span.split("-").map(Number);
    return { start, end };
  });
}

/** The other extent: what is selected, or its ends moved by words; kept in the form's two numbers. */
function startExtent({ main, form, turns }) {
  const steps = new Steps(turns, main.dataset.lang);
  const own = form.querySelector("[value=own]");
  const { start, end, first, last } = form.elements;
  const words = form.querySelector("[data-own-words]");
  form.querySelector("[data-own-help]").textContent = main.dataset.help;

  const extent = {
    get held() {
      const range = { start: Number(start.value), end: Number(end.value) };
      return range.end > range.start ? range : null;
    },
    set(range) {
      own.checked = true;
      start.value = range.start;
      end.value = range.end;
      extent.show();
    },
    /** Take over a selection in the text; whether there was one. */
    take() {
      const selection = document.getSelection();
      if (!selection.focusNode || !turns.place.contains(selection.focusNode)) return false;
      const range = turns.read(selection);
      if (range) extent.set(range);
      return Boolean(range);
    },
    move(step, edge) {
      extent.fill();
      const held = extent.held;
      if (held) extent.set(steps.word(held, step, edge));
      announce(`${main.dataset.extent} ${words.textContent}`);
    },
    /** What shows is what is sent: all that the sides marked, until something else is chosen. */
    fill() {
      start.value ||= start.placeholder;
      end.value ||= end.placeholder;
    },
    show() {
      if (own.checked) extent.fill();
      const held = own.checked && extent.held;
      form.querySelector("[data-own]").hidden = !own.checked;
      words.hidden = !held;
      words.textContent = held ? turns.textOf(held.start, held.end) : "";
    },
  };
  for (const [sentence, border] of [[first, start], [last, end]]) {
    sentence.addEventListener("change", () => {
      border.value = sentence.value;
    });
  }
  form.addEventListener("change", extent.show);
  form.addEventListener("input", extent.show);
  extent.show();
  return extent;
}

function pressed(event, screen) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (document.querySelector("dialog[open]")) return;
  const at = event.target;
  if (at.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
  // A radio button keeps its own arrows, a link or button its own Enter.
  if (event.key.startsWith("Arrow") && at.matches("[type=radio]") && !event.shiftKey) return;
  if (event.key === "Enter" && at.closest("a, button, summary")) return;
  if (act(event, screen)) event.preventDefault();
}

/** Do what the key asks for; whether it asked for anything. */
function act(event, { main, form, extent, draw }) {
  const single = main.dataset.singleKeys === "1" && !event.altKey;
  if (event.shiftKey && SIDES[event.key] && extent) {
    extent.move(SIDES[event.key], event.altKey ? "start" : "end");
    draw();
    return true;
  }
  if (single && /^[1-9]$/.test(event.key)) return choose(main, form, event.key);
  const name = event.shiftKey && event.key !== "?" ? null : (PLAIN[event.key] ?? (single && SINGLE[event.key.toLowerCase()]));
  return name && !event.altKey ? ACTIONS[name](form) !== false : false;
}

function choose(main, form, key) {
  const choice = form?.querySelector(`[data-key="${key}"]`);
  if (!choice) return false;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  announce(`${main.dataset.chosen} ${choice.closest("label").querySelector(".decide-choice__name").textContent}`);
  return true;
}

const ACTIONS = {
  lighter: () => follow("[data-go=lighter]"),
  heavier: () => follow("[data-go=heavier]"),
  send: (form) => (form ? form.requestSubmit() : false),
  reason: (form) => focus(form?.elements.namedItem("reason")),
  manner: (form) => nextManner(form),
  same: (form) => tickAll(form),
  note: () => openNote(),
  undo: () => send("#undo-last") || send("#undo-mine"),
  help: () => document.getElementById("all-keys").showModal(),
};

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return Boolean(link);
}

function send(selector) {
  const form = document.querySelector(selector);
  form?.requestSubmit();
  return Boolean(form);
}

function focus(field) {
  field?.focus();
  return Boolean(field);
}

function nextManner(form) {
  const manners = [...(form?.elements.namedItem("manner") ?? [])];
  if (!manners.length) return false;
  const next = manners[(manners.findIndex((one) => one.checked) + 1) % manners.length];
  next.checked = true;
  announce(next.closest("label").textContent.trim());
  return true;
}

function tickAll(form) {
  const boxes = [...(form?.querySelectorAll("[name=also]") ?? [])];
  const ticked = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !ticked;
  return boxes.length > 0;
}

function openNote() {
  const notes = document.getElementById("notes");
  if (!notes) return false;
  notes.open = true;
  return focus(notes.querySelector("textarea"));
}

/** A bracket beside the text for each side, and a last one for what is chosen. Drawn anew, never kept. */
function drawStripes(turns, chosen) {
  for (const old of turns.place.querySelectorAll(".brackets")) old.remove();
  const sides = JSON.parse(turns.place.dataset.sides);
  const lanes = [...sides, { letter: "", spans: chosen.map(({ start, end }) => [start, end]), chosen: true }];
  const pieces = lanes.flatMap((lane, place) => lane.spans.flatMap(([start, end]) => piecesOf(turns, { ...lane, place, start, end })));
  for (const turn of turns.list) {
    const here = pieces.filter((piece) => piece.turn === turn);
    if (here.length) turn.article.append(bracketsOf(here));
  }
}

function piecesOf(turns, lane) {
  return turns.within(lane.start, lane.end).map((turn) => {
    const range = document.createRange();
    range.setStart(...turns.positionOf(Math.max(lane.start, turn.start)));
    range.setEnd(...turns.positionOf(Math.min(lane.end, turn.end), true));
    const box = range.getBoundingClientRect();
    const top = box.top - turn.body.getBoundingClientRect().top;
    return { ...lane, turn, top, height: box.height, begins: lane.start >= turn.start, ends: lane.end <= turn.end };
  });
}

function bracketsOf(pieces) {
  const holder = document.createElement("div");
  holder.className = "brackets";
  holder.ariaHidden = "true";
  for (const { letter, chosen, place, top, height, begins, ends } of pieces) {
    const bracket = document.createElement("i");
    bracket.className = `bracket${chosen ? " is-chosen" : ""}${begins ? " begins" : ""}${ends ? " ends" : ""}`;
    bracket.dataset.letter = begins ? letter : "";
    bracket.style.setProperty("--x", `${place * 20}px`);
    bracket.style.setProperty("--y", `${Math.round(top)}px`);
    bracket.style.setProperty("--h", `${Math.round(height)}px`);
    holder.append(bracket);
  }
  return holder;
}

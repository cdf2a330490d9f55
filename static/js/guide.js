// The guide in a transcript: keys move between its questions and mark them. Without it the buttons do the same.
//   <ol data-module="guide" data-single-keys><li data-question tabindex="-1"><form data-marks>

const DO = { y: "confirm", n: "refuse", x: "not_asked", o: "open" };
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const LETTERS = { j: 1, k: -1 };

export default function guide(list) {
  const single = list.dataset.singleKeys === "1";
  const questions = [...list.querySelectorAll("[data-question]")];
  if (single) for (const cap of list.querySelectorAll(".keycap")) cap.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (pressed(event, { questions, single })) event.preventDefault();
  });
  landed(questions);
}

/** After a form was sent the address names its question: go on from there. */
function landed(questions) {
  const at = questions.find((one) => one.id === decodeURIComponent(location.hash.slice(1)));
  at?.querySelector("select")?.focus();
  if (at && !at.contains(document.activeElement)) at.focus({ preventScroll: true });
}

/** Do what the key asks for; whether it asked for anything. */
function pressed(event, { questions, single }) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return false;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const at = questions.indexOf(document.activeElement?.closest("[data-question]"));
  const step = STEPS[key] ?? (single ? LETTERS[key] : 0);
  if (step) return go(questions, at, step);
  if (!single) return false;
  if (key === "z") return press(document.querySelector("#undo-step button"));
  const here = questions[at];
  if (key === "t") return press(here?.querySelector("[data-do=choose]"));
  return key in DO && press(here?.querySelector(`[data-marks] [value=${DO[key]}]`));
}

function go(questions, at, step) {
  const next = questions[at < 0 ? 0 : at + step];
  next?.focus();
  return Boolean(next);
}

function press(button) {
  button?.click();
  return Boolean(button);
}

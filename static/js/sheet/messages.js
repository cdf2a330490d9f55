// What is wrong, beside the cells: a row of its own below theirs, and a band above the sheet for a pasted block.
import { keycap } from "#js/sheet/editor.js";

/** Show a problem of `cell` in a row below its row. */
export function showProblem(cell, { title, message, is_new: isNew }, words, { add }) {
  clearProblem(cell);
  const row = document.createElement("tr");
  row.className = "table__message";
  row.setAttribute("role", "row");
  const band = document.createElement("td");
  band.id = `m-${cell.id}`;
  band.setAttribute("role", "gridcell");
  band.colSpan = cell.parentElement.children.length;
  const strong = document.createElement("strong");
  strong.textContent = title;
  band.append(warning(), strong, ` ${message} `, ...back(cell, words));
  if (isNew) band.append(" ", button(words.add, add));
  row.append(band);
  let after = cell.parentElement;
  while (after.nextElementSibling?.classList.contains("table__message")) after = after.nextElementSibling;
  after.after(row);
  cell.classList.add("is-invalid");
  cell.setAttribute("aria-invalid", "true");
  cell.setAttribute("aria-describedby", band.id);
}

/** Take a cell's problem away. */
export function clearProblem(cell) {
  document.getElementById(`m-${cell.id}`)?.parentElement.remove();
  cell.classList.remove("is-invalid");
  cell.removeAttribute("aria-invalid");
  cell.removeAttribute("aria-describedby");
}

/** A band above the sheet with what happened and what can be done: [[label, action], …]. */
export function showBand(frame, text, actions) {
  clearBand();
  const band = document.createElement("div");
  band.id = "sheet-band";
  band.className = "notice notice--danger";
  band.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  const buttons = document.createElement("div");
  buttons.className = "actions";
  buttons.append(...actions.map(([label, action]) => button(label, action)));
  band.append(warning(), words, buttons);
  frame.before(band);
}

export function clearBand() {
  document.getElementById("sheet-band")?.remove();
}

function back(cell, words) {
  const shown = cell.dataset.written;
  const [before, after] = (shown ? words.back.replace("{value}", shown) : words.backEmpty).split("{key}");
  return [before, keycap(words.esc), after ?? ""];
}

function button(label, action) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "button button--small", textContent: label });
  made.addEventListener("click", action);
  return made;
}

function warning() {
  const known = document.querySelector("svg use")?.getAttribute("href") ?? "";
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", known.replace(/#.*$/, "#warning"));
  icon.append(use);
  return icon;
}

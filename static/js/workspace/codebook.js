/** The codebook's column: filter, apply by click, quick codes, counts, rules of use. */

import { fold } from "#js/fold.js";
import { countByCode } from "#js/workspace/anchor.js";
import { make } from "#js/workspace/panels.js";
import { isNew, rank } from "#js/workspace/text.js";

const QUICK = 9;

/** Who has which digit: what the reader assigned, then the codebook's first ones where digits are free. Pure. */
export function quickCodes(codes, assigned) {
  const quick = new Map();
  const usable = codes.filter((code) => code.can);
  for (const [digit, id] of Object.entries(assigned)) {
    if (usable.some((code) => code.id === id)) quick.set(Number(digit), id);
  }
  const taken = new Set(quick.values());
  for (const code of usable) {
    if (!code.quick || taken.has(code.id)) continue;
    if (!quick.has(code.quick)) quick.set(code.quick, code.id);
  }
  return quick;
}

/** What is assigned once a code has a digit: who had it takes the one that the code gives up. Pure. */
export function reassigned(assigned, quick, digit, id) {
  const [old] = [...quick].find(([, other]) => other === id) ?? [];
  const others = Object.entries(assigned).filter(([, other]) => other !== id);
  return { ...Object.fromEntries(others), ...(old && quick.has(digit) && { [old]: quick.get(digit) }), [digit]: id };
}

export class Codebook {
  /** `apply(code)` codes the held passage; `stored` reads and writes what belongs to user and project. */
  constructor(desk, element, { apply, stored }) {
    Object.assign(this, { desk, element, stored });
    if (!element) return;
    this.field = element.querySelector("input[type=search]");
    this.rules = make("div", { class: "code-rules", id: "code-rules", hidden: true });
    element.append(this.rules);
    element.addEventListener("click", (event) => {
      const code = event.target.closest(".code-apply") && this.#codeOf(event.target);
      if (!code) return;
      apply(code);
      if (element.matches(":popover-open")) element.hidePopover(); // a sheet covers what was just coded
    });
    element.addEventListener("keydown", (event) => this.#key(event, apply));
    for (const kind of ["pointerover", "focusin"]) element.addEventListener(kind, (event) => this.#explain(this.#codeOf(event.target)));
    this.field?.addEventListener("input", () => this.filter());
    this.refresh();
  }

  #codeOf(node) {
    return this.desk.codes.get(Number(node.closest("[data-code]")?.dataset.code));
  }

  get rows() {
    return [...this.element.querySelectorAll("[data-code]")];
  }

  /** After a new code came: the server sends the whole list. */
  replace(html) {
    const list = this.element?.querySelector("#code-list");
    if (!list) return;
    list.innerHTML = html;
    this.refresh();
    this.filter();
  }

  refresh() {
    this.quick = quickCodes([...this.desk.codes.values()], this.stored.read("quick", {}));
    if (!this.element) return;
    const digits = new Map([...this.quick].map(([digit, id]) => [id, digit]));
    for (const row of this.rows) {
      const cap = row.querySelector("kbd");
      const digit = digits.get(Number(row.dataset.code));
      if (!cap) continue;
      cap.textContent = digit ?? "";
      cap.hidden = !digit || !this.desk.singleKeys;
      row.querySelector("button")?.setAttribute("aria-describedby", "code-rules");
    }
  }

  /** Give a code a digit of one's own; who had it gets none. */
  assign(digit, code) {
    const { desk, quick, stored } = this;
    if (digit > QUICK) return;
    stored.write("quick", reassigned(stored.read("quick", {}), quick, digit, code.id));
    this.refresh();
    desk.announce(desk.say("assigned", { code: code.label, digit }));
  }

  count(codings) {
    const counts = countByCode(codings);
    this.desk.counts = counts;
    for (const cell of this.element?.querySelectorAll("[data-count]") ?? []) {
      const text = String(counts.get(Number(cell.dataset.count)) ?? "");
      if (cell.textContent !== text) cell.textContent = text;
    }
  }

  /** A branch stays while one of its codes does: the list is flat, its levels are the codes' own. */
  filter() {
    const query = fold(this.field?.value.trim() ?? "");
    const kept = new Set();
    for (const code of this.desk.codes.values()) {
      if (!fold(code.label).includes(query)) continue;
      for (let one = code; one && !kept.has(one.id); one = this.desk.codes.get(one.parent)) kept.add(one.id);
    }
    for (const row of this.rows) row.hidden = Boolean(query) && !kept.has(Number(row.dataset.code));
  }

  #buttons() {
    return this.rows.filter((row) => !row.hidden).map((row) => row.querySelector(".code-apply")).filter(Boolean);
  }

  #key(event, apply) {
    if (event.key === "Escape") {
      if (this.field?.value) {
        this.field.value = "";
        this.filter();
      } else this.desk.toTranscript();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#walk(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && event.target === this.field) this.#takeFirst(apply);
    else if (event.altKey && /^Digit[1-9]$/.test(event.code) && this.#codeOf(event.target)) {
      this.assign(Number(event.code.at(-1)), this.#codeOf(event.target));
    } else return;
    event.preventDefault();
  }

  /** Enter in the filter codes with the first code that the query names. */
  #takeFirst(apply) {
    const query = fold(this.field.value.trim());
    const first = query && this.#buttons().map((button) => this.#codeOf(button)).find((code) => fold(code.label).includes(query));
    if (first) apply(first);
  }

  #walk(step) {
    const buttons = this.#buttons();
    const at = buttons.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? buttons[0] : null) : buttons[at + step];
    (next ?? this.field)?.focus();
  }

  /** Rules of use stand at the foot of the column: nothing pops up. */
  #explain(code) {
    if (!code) return;
    const { say } = this.desk;
    const parts = [[null, code.definition], ["useWhen", code.use_when], ["useNot", code.use_not]].filter(([, text]) => text);
    this.rules.hidden = !parts.length;
    this.rules.replaceChildren(make("h3", {}, code.label), ...parts.map(([word, text]) =>
      make("p", {}, word ? make("strong", {}, `${say(word)} `) : "", text)));
  }

  focus() {
    if (matchMedia("(max-width: 860px)").matches && this.element.popover && !this.element.matches(":popover-open")) this.element.showPopover();
    this.field?.focus();
  }
}

/** The palette: a combobox over its listbox. Choose a code, then, where the code asks, direction and rating. */

const MOST = 50;
const WIDTH = 320;

/** `label` with the matched letters in <b>. */
function marked(label, letters) {
  const hit = new Set(letters);
  const parts = [];
  for (let i = 0; i < label.length; i += 1) {
    const bold = hit.has(i);
    const last = parts.at(-1);
    if (last?.bold === bold) last.text += label[i];
    else parts.push({ bold, text: label[i] });
  }
  return make("span", {}, ...parts.map(({ bold, text }) => (bold ? make("b", {}, text) : text)));
}

export class Palette {
  #options = [];
  #at = 0;
  #step = "code";
  #choice = null;

  /** `apply(choice, extra)` codes the held passage; choice is a code or {newLabel}. */
  constructor(desk, { apply }) {
    this.desk = desk;
    this.apply = apply;
    this.#build();
  }

  get isOpen() {
    return this.element.matches(":popover-open");
  }

  #build() {
    this.element = document.getElementById("palette");
    [this.quote, this.input, this.list, this.note] = this.element.children;
    this.input.addEventListener("input", () => this.#offer());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("pointerdown", (event) => {
      if (this.isOpen && !this.element.contains(event.target)) this.close({ refocus: false });
    });
  }

  open(step = "code") {
    const { cursor, turns, paint, say } = this.desk;
    this.quote.textContent = say("quoted", { text: turns.textOf(cursor.held.start, Math.min(cursor.held.end, cursor.held.start + 120)) });
    paint.set("held", [cursor.held]);
    this.#enter(step);
    this.element.showPopover();
    this.#place(cursor.held);
    this.input.focus();
  }

  close({ refocus = true } = {}) {
    if (!this.isOpen) return;
    this.element.hidePopover();
    this.desk.paint.set("held", []);
    if (refocus) this.desk.toTranscript();
  }

  /** Below the passage where there is room, above it otherwise. */
  #place({ start, end }) {
    const range = document.createRange();
    range.setStart(...this.desk.turns.positionOf(start));
    range.setEnd(...this.desk.turns.positionOf(end, true));
    const box = [...range.getClientRects()].at(-1) ?? range.getBoundingClientRect();
    const height = this.element.offsetHeight;
    const below = box.bottom + 6;
    const y = below + height < innerHeight ? below : Math.max(8, box.top - height - 6);
    const x = Math.max(8, Math.min(box.left, innerWidth - WIDTH - 8));
    this.element.style.setProperty("--palette-x", `${x}px`);
    this.element.style.setProperty("--palette-y", `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`);
  }

  #enter(step) {
    this.#step = step;
    this.input.value = "";
    this.input.setAttribute("aria-label", this.desk.say(step === "code" ? "chooseCode" : step));
    this.input.placeholder = this.desk.say(step === "code" ? "chooseCode" : step);
    this.#offer();
  }

  #offer() {
    this.#options = this.#step === "refine" ? this.#refinements() : this.#codeOptions();
    this.list.replaceChildren(...this.#options.map((option, i) => this.#item(option, i)));
    this.#select(0);
  }

  #codeOptions() {
    const { desk } = this;
    const codes = [...desk.codes.values()].filter((code) => code.can);
    const options = this.#step === "propose" ? [] : rank(codes, this.input.value, desk.recent).slice(0, MOST);
    if (desk.canCreate && isNew([...desk.codes.values()], this.input.value)) options.push({ newLabel: this.input.value.trim() });
    return options;
  }

  /** What else one may say of the chosen code: each is one key, Enter ends. */
  #refinements() {
    const { say } = this.desk;
    const { code, direction, rating } = this.#choice;
    const ways = code.deniable ? ["affirms", "denies", "mixed"] : [];
    const grades = code.rated === "passage" ? code.scale : [];
    return [
      { done: true, label: say("finish") },
      ...ways.map((way) => ({ direction: way, key: say(`key.${way}`), label: say(way), on: direction === way })),
      ...grades.map(([value, label]) => ({ rating: value, key: String(value), label, on: rating === value })),
    ];
  }

  #item(option, i) {
    const { say } = this.desk;
    const item = make("li", { role: "option", id: `palette-${i}`, "data-at": i, "aria-selected": "false" });
    if (option.code) {
      item.append(make("i", { class: `swatch s${option.code.slot}` }), marked(option.code.label, option.letters));
      const count = this.desk.counts.get(option.code.id);
      if (count) item.append(make("span", { class: "numeric" }, String(count)));
    } else if (option.newLabel) {
      item.append(make("span", { "aria-hidden": "true" }, "+"), make("span", {}, say("newCode", { label: option.newLabel })));
    } else {
      const state = option.on ? "●" : option.done ? "" : "○";
      item.append(make("kbd", { class: "keycap" }, option.key ?? "↵"), make("span", {}, option.label), make("span", { "aria-hidden": "true" }, state));
      if (option.on) item.append(make("span", { class: "visually-hidden" }, say("chosen")));
    }
    return item;
  }

  #select(at) {
    const { say } = this.desk;
    this.#at = Math.max(0, Math.min(at, this.#options.length - 1));
    for (const item of this.list.children) item.setAttribute("aria-selected", String(Number(item.dataset.at) === this.#at));
    const current = this.list.children[this.#at];
    this.input.setAttribute("aria-activedescendant", current?.id ?? "");
    current?.scrollIntoView({ block: "nearest" });
    const code = this.#step === "refine" ? this.#choice.code : this.#options[this.#at]?.code;
    this.note.textContent = this.#options.length ? (code?.definition || code?.path || "") : say(this.#step === "propose" ? "ownName" : "noCode");
    this.note.hidden = !this.note.textContent;
  }

  #key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves) this.#select(this.#at + moves[event.key]);
    else if (event.key === "Enter") this.#take(this.#options[this.#at], event.ctrlKey || event.metaKey);
    else if (event.key === "Escape") this.#step === "refine" ? this.#enter("code") : this.close();
    else if (event.key === "Tab") this.close();
    else if (this.#step === "refine" && !this.#refine(event.key)) return;
    else if (this.#step !== "refine") return;
    event.preventDefault();
    event.stopPropagation();
  }

  #refine(key) {
    const option = this.#options.find((one) => one.key && one.key.toLowerCase() === key.toLowerCase());
    if (option) this.#toggle(option);
    return Boolean(option);
  }

  #toggle(option) {
    for (const field of ["direction", "rating"]) {
      if (option[field] === undefined) continue;
      this.#choice[field] = this.#choice[field] === option[field] ? undefined : option[field];
    }
    const at = this.#at;
    this.#offer();
    this.#select(at); // what a digit chose, Enter on the first row confirms
  }

  #click(event) {
    const item = event.target.closest("[role=option]");
    const option = item && this.#options[Number(item.dataset.at)];
    if (option?.key) this.#toggle(option);
    else this.#take(option, event.ctrlKey || event.metaKey);
  }

  #take(option, stay) {
    if (!option) return;
    if (this.#step === "refine") {
      if (!option.done && !option.on) this.#toggle(option);
      this.#finish();
      return;
    }
    const asks = option.code && (option.code.deniable || option.code.rated === "passage");
    if (asks && !stay) {
      this.#choice = { code: option.code };
      this.#enter("refine");
      return;
    }
    this.apply(option.code ?? option, {});
    if (stay) this.#enter("code");
    else this.close();
  }

  #finish() {
    const { code, direction, rating } = this.#choice;
    const extra = {};
    if (direction && direction !== "affirms") extra.direction = direction;
    if (rating !== undefined) extra.rating = rating;
    this.apply(code, extra);
    this.close();
  }
}

/** On touch screens: a bar at the bottom with the last codes, once the selection has come to rest. */

const LAST = 4;

export class TouchBar {
  constructor(desk, { apply, choose }) {
    this.desk = desk;
    this.apply = apply;
    this.choose = choose;
    this.element = document.querySelector(".touch-bar");
    // A tap must not take the selection away before the click.
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  /** The last codes used, filled up with the quick ones. */
  #codes() {
    const { codes, recent, codebook } = this.desk;
    const ids = new Set([...recent, ...codebook.quick.values(), ...[...codes.values()].map((code) => code.id)]);
    return [...ids].map((id) => codes.get(id)).filter((code) => code?.can).slice(0, LAST);
  }

  /** The selection is let go so that the turn can come back coded; the passage stays held, and painted. */
  #code(code) {
    this.apply(code);
    document.getSelection().removeAllRanges();
    this.desk.toTranscript();
  }

  show() {
    const { cursor, byTouch, canCode, say, palette } = this.desk;
    const wanted = Boolean(byTouch && canCode && cursor.held && !palette.isOpen);
    if (byTouch && !cursor.held) this.desk.paint.set("held", []);
    this.element.hidden = !wanted;
    this.element.classList.toggle("is-shown", wanted);
    if (!wanted) return;
    const buttons = this.#codes().map((code) =>
      make("button", { type: "button", onclick: () => this.#code(code) }, make("i", { class: `swatch s${code.slot}` }), code.label));
    this.element.replaceChildren(make("button", { type: "button", onclick: () => this.choose() }, say("chooseCodeTouch")), ...buttons);
  }
}

/** The palette: a combobox over its listbox. Choose a code, then, where the code asks, direction and rating. */

import { isNew, rank } from "#js/workspace/rank.js";
import { make } from "#js/workspace/words.js";

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
    const { say } = this.desk;
    this.quote = make("p", { class: "palette__quote" });
    this.list = make("ul", { class: "palette__list", role: "listbox", id: "palette-list", "aria-label": say("codes") });
    this.note = make("p", { class: "palette__foot", id: "palette-note" });
    this.input = make("input", {
      class: "palette__input", role: "combobox", type: "text", autocomplete: "off", spellcheck: "false",
      "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
      "aria-label": say("chooseCode"), "aria-describedby": "palette-note", placeholder: say("chooseCode"),
      oninput: () => this.#offer(),
      onkeydown: (event) => this.#key(event),
    });
    this.element = make("div", { class: "palette", popover: "manual" }, this.quote, this.input, this.list, this.note);
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("pointerdown", (event) => {
      if (this.isOpen && !this.element.contains(event.target)) this.close({ refocus: false });
    });
    document.body.append(this.element);
  }

  open() {
    const { cursor, turns, paint } = this.desk;
    this.quote.textContent = `“${turns.textOf(cursor.held.start, Math.min(cursor.held.end, cursor.held.start + 120))}”`;
    paint.set("held", [cursor.held]);
    this.#enter("code");
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
    this.input.setAttribute("aria-label", this.desk.say(step === "code" ? "chooseCode" : "refine"));
    this.input.placeholder = this.desk.say(step === "code" ? "chooseCode" : "refine");
    this.#offer();
  }

  #offer() {
    this.#options = this.#step === "code" ? this.#codeOptions() : this.#refinements();
    this.list.replaceChildren(...this.#options.map((option, i) => this.#item(option, i)));
    this.#select(0);
  }

  #codeOptions() {
    const { desk } = this;
    const codes = [...desk.codes.values()].filter((code) => code.can);
    const options = rank(codes, this.input.value, desk.recent).slice(0, MOST);
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
    const code = this.#step === "code" ? this.#options[this.#at]?.code : this.#choice.code;
    this.note.textContent = this.#options.length ? (code?.definition || code?.path || "") : say("noCode");
    this.note.hidden = !this.note.textContent;
  }

  #key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves) this.#select(this.#at + moves[event.key]);
    else if (event.key === "Enter") this.#take(this.#options[this.#at], event.ctrlKey || event.metaKey);
    else if (event.key === "Escape") this.#step === "code" ? this.close() : this.#enter("code");
    else if (event.key === "Tab") this.close();
    else if (this.#step === "refine" && !this.#refine(event.key)) return;
    else if (this.#step === "code") return;
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
    const at = this.#options.indexOf(option);
    this.#offer();
    this.#select(at);
  }

  #click(event) {
    const item = event.target.closest("[role=option]");
    if (item) this.#take(this.#options[Number(item.dataset.at)], event.ctrlKey || event.metaKey);
  }

  #take(option, stay) {
    if (!option) return;
    if (this.#step === "refine") {
      if (option.done) this.#finish();
      else this.#toggle(option);
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

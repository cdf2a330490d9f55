/** The codebook's column: filter, apply by click, quick codes, counts, rules of use. */

import { countByCode } from "#js/workspace/codings.js";
import { fold } from "#js/fold.js";
import { make } from "#js/workspace/words.js";

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
      if (code) apply(code);
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
  assign(digit, id) {
    if (digit > QUICK) return;
    const mine = Object.fromEntries(Object.entries(this.stored.read("quick", {})).filter(([, other]) => other !== id));
    this.stored.write("quick", { ...mine, [digit]: id });
    this.refresh();
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
      this.assign(Number(event.code.at(-1)), this.#codeOf(event.target).id);
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

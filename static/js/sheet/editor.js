// The field in a cell while it is edited; for a category a combobox with the list below it.
import { announce } from "#js/live.js";
import { choicesFor } from "#js/sheet/choices.js";

export class Editor {
  #choices = [];
  #active = -1;

  /** `done({written, adding, key})` gets what was written, and the key that ended it; `left()` that it was abandoned. */
  constructor({ cell, text, label, options, words, done, left }) {
    Object.assign(this, { cell, label, options, words, done, left });
    this.before = cell.innerHTML;
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.autocomplete = "off";
    this.input.value = text;
    this.input.setAttribute("aria-label", label);
    cell.replaceChildren(this.input);
    if (options) this.#makeList();
    this.input.addEventListener("keydown", (event) => this.#press(event));
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("blur", () => this.#blurred());
    this.input.focus();
  }

  /** Select all of the text, as for a value that is there already. */
  selectAll() {
    this.input.select();
    if (this.options) this.#show("");
  }

  /** Show what fits the text that the editor started with. */
  begin() {
    if (this.options) this.#show(this.input.value);
  }

  /** Take the field away; the cell shows what it did before. */
  close() {
    if (this.closed) return;
    this.closed = true;
    this.list?.remove();
    this.cell.innerHTML = this.before;
  }

  #finish(written, key, adding = false) {
    if (this.closed) return;
    this.close();
    this.done({ written, adding, key });
  }

  #press(event) {
    const { key } = event;
    event.stopPropagation();
    if (event.isComposing) return;
    if (key === "Escape") {
      event.preventDefault();
      this.close();
      this.left();
    } else if (key === "Enter" || key === "Tab") {
      event.preventDefault();
      this.#choose(event.shiftKey ? `Shift${key}` : key);
    } else if ((key === "?" || key === "/") && !this.input.value && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#finish(key, "");
    } else if (this.options && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      this.#step(key === "ArrowDown" ? 1 : -1);
    }
  }

  #choose(key) {
    const chosen = this.#choices[this.#active];
    const written = { unknown: "?", not_applicable: "/" }[chosen?.kind] ?? chosen?.label ?? this.input.value.trim();
    this.#finish(written, key, chosen?.kind === "new");
  }

  #typed() {
    if (this.options) this.#show(this.input.value);
  }

  #blurred() {
    // A click on the list keeps the focus; whatever else takes it confirms what is written.
    if (!this.closed) this.#finish(this.input.value.trim(), "blur");
  }

  #makeList() {
    this.list = document.createElement("ul");
    Object.assign(this.list, { id: "sheet-list", className: "palette__list sheet-list", popover: "manual" });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.label);
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (!option) return;
      this.#active = [...this.list.querySelectorAll("[role=option]")].indexOf(option);
      this.#choose("Enter");
    });
    document.querySelector(".sheet-frame").after(this.list);
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", "sheet-list");
    this.input.setAttribute("aria-expanded", "true");
  }

  #show(text) {
    this.#choices = choicesFor(this.options, text);
    const first = this.#choices[0].kind === "value" ? 0 : -1;
    const now = this.#choices.findIndex((one) => one.kind === "value" && one.label === this.input.value);
    this.#active = text ? first : now;
    this.list.replaceChildren(...this.#choices.map((one, place) => this.#option(one, place)));
    this.#mark();
    const box = this.cell.getBoundingClientRect();
    this.list.style.setProperty("--x", `${Math.max(8, box.left)}px`);
    this.list.style.setProperty("--w", `${box.width}px`);
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    const below = box.bottom + this.list.offsetHeight + 8 < innerHeight;
    this.list.style.setProperty("--y", `${below ? box.bottom + 4 : Math.max(8, box.top - this.list.offsetHeight - 4)}px`);
    clearTimeout(this.timer);
    const values = this.#choices.filter((one) => one.kind === "value").length;
    if (text) this.timer = setTimeout(() => announce(this.words.shown.replace("{n}", values)), 400);
  }

  #option(choice, place) {
    const option = document.createElement("li");
    option.id = `sheet-option-${place}`;
    option.setAttribute("role", "option");
    const text = document.createElement("span");
    if (choice.kind === "value") {
      const bold = document.createElement("b");
      bold.textContent = choice.label.slice(choice.from, choice.to);
      text.append(choice.label.slice(0, choice.from), ...(choice.to ? [bold] : []), choice.label.slice(choice.to));
    } else if (choice.kind === "new") text.textContent = this.words.newValue.replace("{text}", choice.label);
    else {
      text.className = "missing";
      text.textContent = choice.kind === "unknown" ? this.words.unknown : this.words.notApplicable;
      if (choice.kind === "unknown") option.className = "sheet-list__first-missing";
    }
    const key = { unknown: "?", not_applicable: "/" }[choice.kind];
    option.append(text, ...(key ? [keycap(key)] : []));
    return option;
  }

  #step(by) {
    const count = this.#choices.length;
    this.#active = this.#active < 0 ? (by > 0 ? 0 : count - 1) : (this.#active + by + count) % count;
    this.#mark();
  }

  #mark() {
    const options = this.list.querySelectorAll("[role=option]");
    for (const [place, option] of options.entries()) {
      const isActive = place === this.#active;
      option.setAttribute("aria-selected", String(isActive));
      option.querySelector(".sheet-list__enter")?.remove();
      if (!isActive) continue;
      if (!option.querySelector("kbd")) option.append(keycap(this.words.enter, "sheet-list__enter"));
      option.scrollIntoView({ block: "nearest" });
    }
    const id = options[this.#active]?.id;
    if (id) this.input.setAttribute("aria-activedescendant", id);
    else this.input.removeAttribute("aria-activedescendant");
  }
}

export function keycap(text, extra = "") {
  const key = document.createElement("kbd");
  key.className = `keycap ${extra}`.trim();
  key.textContent = text;
  return key;
}

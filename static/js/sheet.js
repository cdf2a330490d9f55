// The participants' sheet, edited like a spreadsheet: one cell is in the tab order, arrows move, Enter edits.
// Each confirmed cell or pasted block is one batch for the server, which answers with the cells as they are now.
import { announce } from "#js/live.js";
import { parseBlock, writeBlock } from "#js/sheet/block.js";
import { Editor } from "#js/sheet/editor.js";
import { clearBand, clearProblem, showBand, showProblem } from "#js/sheet/messages.js";
import { moved, rectangle } from "#js/sheet/moves.js";
import { Sender } from "#js/sheet/sender.js";

export default function sheet(table) {
  new Sheet(table);
}

class Sheet {
  wrong = new Map(); // cell id -> {written, adding}: what was typed and is not saved
  painted = new Map(); // cell id -> HTML of the saved value under what is painted meanwhile
  editor = null;
  leaveBlock = null; // gives up a pasted block that was refused: for undo it is the last thing done
  corner = null; // where a selection of several cells began
  place = { row: 0, column: 1 };

  constructor(table) {
    this.table = table;
    this.words = table.dataset;
    this.frame = table.closest(".sheet-frame");
    this.sender = new Sender({
      url: this.words.url,
      user: this.words.user,
      token: document.querySelector("#sheet-token input").value,
      build: (batch) => this.build(batch),
      answered: (...answer) => this.answered(...answer),
      changed: () => this.tellState(),
    });
    for (const target of table.querySelectorAll("tbody :is(td, th > a)")) target.tabIndex = -1;
    this.focusable(this.at(this.place) ?? this.at({ row: 0, column: 0 }), 0);
    table.addEventListener("keydown", (event) => this.press(event));
    table.addEventListener("focusin", (event) => this.focused(event.target));
    table.addEventListener("dblclick", (event) => this.edit(event.target.closest("td")));
    table.addEventListener("mousedown", (event) => this.clicked(event));
    document.addEventListener("copy", (event) => this.copy(event));
    document.addEventListener("paste", (event) => this.paste(event));
    addEventListener("beforeunload", (event) => this.unsaved && event.preventDefault());
    table.dataset.ready = "";
  }

  // ---- places

  get rows() {
    return [...this.table.querySelectorAll("tbody > tr[data-participant]")];
  }

  get size() {
    return { rows: this.rows.length, columns: this.rows[0].children.length };
  }

  at({ row, column }) {
    return this.rows[row]?.children[column];
  }

  placeOf(cell) {
    return { row: this.rows.indexOf(cell.parentElement), column: [...cell.parentElement.children].indexOf(cell) };
  }

  focusable(cell, index) {
    const target = cell.querySelector(":scope > a") ?? cell;
    target.tabIndex = index;
    return target;
  }

  focused(target) {
    const cell = target.closest("tr[data-participant] > :is(td, th)");
    if (!cell) return;
    const before = this.at(this.place);
    if (before && before !== cell) this.focusable(before, -1);
    this.place = this.placeOf(cell);
    this.focusable(cell, 0);
  }

  go(place, { extend = false } = {}) {
    if (extend) this.corner ??= this.place;
    else this.corner = null;
    this.focusable(this.at(place), 0).focus();
    this.select();
  }

  select() {
    for (const cell of this.table.querySelectorAll(".is-selected")) {
      cell.classList.remove("is-selected");
      cell.removeAttribute("aria-selected");
    }
    if (!this.corner) return;
    for (const cell of this.selection().flat()) {
      cell.classList.add("is-selected");
      cell.setAttribute("aria-selected", "true");
    }
  }

  selection() {
    return rectangle(this.corner ?? this.place, this.place).map((row) => row.map((place) => this.at(place)));
  }

  clicked(event) {
    const cell = event.target.closest("td");
    if (!cell?.parentElement.dataset.participant || this.editor?.cell === cell) return;
    event.preventDefault();
    this.go(this.placeOf(cell), { extend: event.shiftKey });
  }

  // ---- keys

  press(event) {
    const cell = event.target.closest("tr[data-participant] > :is(td, th)");
    if (!cell || this.editor || event.altKey) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const to = moved(this.place, { key: event.key, ctrl }, this.size);
    if (to) this.go(to, { extend: event.shiftKey });
    else if (ctrl && event.key.toLowerCase() === "z" && this.leaveBlock) this.leaveBlock();
    else if (ctrl && /^[zy]$/i.test(event.key)) this.sender.add({ kind: event.shiftKey || /y/i.test(event.key) ? "redo" : "undo", cells: [] });
    else if (ctrl || !this.act(event.key, cell)) return;
    event.preventDefault();
  }

  /** Do what a plain key does in a cell; false for one that does nothing. */
  act(key, cell) {
    if (key === "F2" && cell.tagName === "TH") cell.querySelector("a").click();
    else if (!cell.dataset.attribute) return false;
    else if (key === "Enter" || key === "F2") this.edit(cell);
    else if (key === "Escape") return this.abandon(cell);
    else if (key === "Delete" || key === "Backspace") this.write(this.selection().flat().map((one) => ({ cell: one, written: "" })));
    else if (key === "?" || key === "/") this.write([{ cell, written: key }]);
    else if (key.length === 1 && key !== " ") this.edit(cell, key);
    else return false;
    return true;
  }

  edit(cell, text = null) {
    if (!cell?.dataset.attribute || this.editor) return;
    const head = this.table.tHead.rows[0].children[this.placeOf(cell).column];
    const person = cell.parentElement.children[0].textContent.trim();
    this.corner = null;
    this.select();
    this.editor = new Editor({
      cell,
      text: text ?? this.wrong.get(cell.id)?.written ?? cell.dataset.written,
      label: `${head.firstChild.textContent.trim()}, ${person}`,
      options: head.dataset.options ? JSON.parse(head.dataset.options) : null,
      words: this.words,
      done: (ended) => this.edited(cell, ended),
      left: () => this.ended(cell),
    });
    if (text === null) this.editor.selectAll();
    else this.editor.begin();
  }

  edited(cell, { written, adding, key }) {
    this.editor = null;
    this.write([{ cell, written, adding }]);
    const { row, column } = this.placeOf(cell);
    const by = { Enter: [1, 0], ShiftEnter: [-1, 0], Tab: [0, 1], ShiftTab: [0, -1] }[key] ?? [0, 0];
    if (key === "blur") return;
    let to = { row: row + by[0], column: column + by[1] };
    // Tab goes to the next cell that can be written.
    while (by[1] && this.at(to) && !this.at(to).dataset.attribute) to = { row, column: to.column + by[1] };
    this.go(this.at(to) ? to : { row, column });
  }

  ended(cell) {
    this.editor = null;
    this.go(this.placeOf(cell));
  }

  /** Bring the saved value back into a cell that shows another. */
  abandon(cell) {
    if (!this.wrong.has(cell.id)) return false;
    this.forget(cell);
    cell.innerHTML = this.painted.get(cell.id) ?? cell.innerHTML;
    this.painted.delete(cell.id);
    this.tellState();
    announce(cell.textContent.trim());
    return true;
  }

  forget(cell) {
    this.wrong.delete(cell.id);
    clearProblem(cell);
  }

  // ---- the clipboard

  copy(event) {
    if (!this.has(document.activeElement)) return;
    const text = (cell) => cell.dataset.written ?? cell.textContent.trim();
    event.clipboardData.setData("text/plain", writeBlock(this.selection().map((row) => row.map(text))));
    event.preventDefault();
    announce(this.words.copied);
  }

  paste(event) {
    if (!this.has(document.activeElement)) return;
    event.preventDefault();
    const block = parseBlock(event.clipboardData.getData("text/plain"));
    const start = this.selection()[0][0];
    const { row, column } = this.placeOf(start);
    const writes = [];
    let outside = 0;
    for (const [down, texts] of block.entries()) {
      for (const [right, written] of texts.entries()) {
        const cell = this.at({ row: row + down, column: column + right });
        // What a copied band says is known from its number already.
        if (cell?.dataset.attribute) writes.push({ cell, written });
        else if (!cell && written) outside += 1;
      }
    }
    if (outside) announce(this.words.outside.replace("{n}", outside));
    if (writes.length) this.write(writes, { block: writes.length > 1, outside });
    else announce(this.words.readonly);
  }

  has(element) {
    return !this.editor && Boolean(element?.closest("tr[data-participant]")) && this.table.contains(element);
  }

  // ---- saving

  write(writes, { block = false, outside = 0 } = {}) {
    const changed = writes.filter(
      ({ cell, written, adding }) =>
        cell.dataset.attribute && (adding || written !== cell.dataset.written || this.wrong.has(cell.id)),
    );
    if (!changed.length) return;
    this.endBlock();
    for (const { cell, written } of changed) {
      this.forget(cell);
      this.paint(cell, written);
    }
    const cells = changed.map(({ cell, written, adding = false }) => ({ id: cell.id, written, adding }));
    this.sender.add({ kind: "set", cells, block, outside });
  }

  /** Show what was written before the server has answered. */
  paint(cell, written) {
    if (!this.painted.has(cell.id)) this.painted.set(cell.id, cell.innerHTML);
    cell.classList.add("is-saving");
    const missing = { "?": this.words.unknown, "/": this.words.notApplicable }[written];
    if (!missing) {
      cell.textContent = written;
      return;
    }
    const word = document.createElement("span");
    word.className = "missing";
    word.textContent = missing;
    cell.replaceChildren(word);
  }

  build({ op, kind, cells }) {
    const rows = cells.map(({ id, written, adding }) => {
      const cell = document.getElementById(id);
      const participant = Number(cell.parentElement.dataset.participant);
      return { participant, attribute: Number(cell.dataset.attribute), written, adding, seen: cell.dataset.token };
    });
    return { op, kind, cells: rows };
  }

  answered(batch, status, data) {
    for (const { id } of batch.cells) document.getElementById(id)?.classList.remove("is-saving");
    if (data.cells) this.take(data);
    if (data.problems) this.refused(batch, data);
    else if (status !== 200) {
      for (const { id } of batch.cells) this.markWrong(id, { title: "", message: data.message ?? `${status}` }, batch);
      if (data.message) announce(data.message);
      this.told = data.message;
    } else if (batch.kind !== "set") this.goTo(Object.keys(data.cells)[0]);
    this.tellState();
  }

  /** Put the server's cells, bands and counts in place. */
  take({ cells, options, bands, counts }) {
    for (const [id, html] of Object.entries(cells)) this.replace(id, html);
    for (const [attribute, labels] of Object.entries(options)) {
      const head = this.table.querySelector(`th[data-attribute="${attribute}"]`);
      if (head?.dataset.options) head.dataset.options = JSON.stringify(labels);
    }
    for (const [id, html] of [["sheet-bands", bands], ["sheet-counts", counts]]) {
      const now = document.getElementById(id);
      if (now && !now.contains(document.activeElement)) now.outerHTML = html;
    }
  }

  replace(id, html) {
    const cell = document.getElementById(id);
    if (!cell) return;
    const made = document.createElement("template");
    made.innerHTML = html.trim();
    const fresh = made.content.firstElementChild;
    const waits = this.sender.batches.some((batch) => batch.cells.some((one) => one.id === id && batch.kind === "set"));
    Object.assign(cell.dataset, fresh.dataset);
    if (this.editor?.cell === cell) this.editor.before = fresh.innerHTML;
    else if (waits) this.painted.set(id, fresh.innerHTML);
    else {
      this.forget(cell);
      this.painted.delete(id);
      cell.innerHTML = fresh.innerHTML;
    }
  }

  refused(batch, { problems, valid }) {
    for (const problem of problems) this.markWrong(problem.id, problem, batch);
    announce(`${problems[0].title} ${problems[0].message}`);
    if (!batch.block) return;
    const bad = new Set(problems.map((problem) => problem.id));
    const good = batch.cells.filter(({ id }) => !bad.has(id));
    for (const { id } of good) this.markUnsaved(id);
    const text = this.words.blockRefused.replace("{n}", bad.size).replace("{all}", batch.cells.length);
    const leave = () => {
      this.endBlock();
      for (const { id } of batch.cells) this.reset(document.getElementById(id));
      this.tellState();
    };
    const save = () => {
      this.endBlock();
      this.sender.add({ kind: "set", cells: good, block: false });
    };
    const actions = [[this.words.blockLeave, leave]];
    if (valid !== 0 && good.length) actions.unshift([this.words.blockValid.replace("{n}", good.length), save]);
    showBand(this.frame, text, actions);
    this.leaveBlock = leave;
  }

  endBlock() {
    clearBand();
    this.leaveBlock = null;
  }

  reset(cell) {
    if (!cell) return;
    this.forget(cell);
    cell.innerHTML = this.painted.get(cell.id) ?? cell.innerHTML;
    this.painted.delete(cell.id);
  }

  markWrong(id, problem, batch) {
    const cell = document.getElementById(id);
    if (!cell) return;
    const { written } = batch.cells.find((one) => one.id === id);
    this.paint(cell, written);
    cell.classList.remove("is-saving");
    this.wrong.set(id, { written });
    showProblem(cell, problem, this.words, { add: () => this.write([{ cell, written, adding: true }]) });
  }

  markUnsaved(id) {
    const cell = document.getElementById(id);
    if (cell) this.wrong.set(id, { written: cell.textContent.trim() });
  }

  goTo(id) {
    const cell = id && document.getElementById(id);
    if (!cell) return;
    this.go(this.placeOf(cell));
    announce(cell.textContent.trim());
  }

  get unsaved() {
    const ids = new Set(this.wrong.keys());
    for (const batch of this.sender.batches) for (const { id } of batch.cells) ids.add(id);
    return ids.size;
  }

  tellState() {
    const state = document.getElementById("bar-state");
    const { unsaved } = this;
    const trouble = { offline: this.words.offline, "signed-out": this.words.signedOut }[this.sender.trouble];
    const count = unsaved === 1 ? this.words.unsavedOne : this.words.unsavedMany.replace("{n}", unsaved);
    state.textContent = trouble ?? this.told ?? (unsaved ? count : this.words.saved);
    if (trouble && trouble !== this.trouble) announce(trouble);
    this.trouble = trouble;
    this.told = null;
  }
}

/** What is transient is painted with the Custom Highlight API, which never touches the DOM.

Registers (colours in slots.css and workspace.css): pending-0 … pending-23, held, focus, fresh, search, search-now.
Offsets are kept, ranges are made anew: a swapped turn leaves no stale range behind. */

const SLOTS = 24;

export class Paint {
  #spans = new Map();

  constructor(turns) {
    this.turns = turns;
    this.able = typeof Highlight !== "undefined" && Boolean(CSS.highlights);
  }

  /** Paint these {start, end} under a name, in place of what that name had. */
  set(name, spans) {
    if (!spans.length && !this.#spans.has(name)) return;
    if (spans.length) this.#spans.set(name, spans);
    else this.#spans.delete(name);
    this.#draw(name);
  }

  /** One register for each slot, all from one list of pending codings. */
  setPending(codings) {
    for (let slot = 0; slot < SLOTS; slot += 1) {
      this.set(`pending-${slot}`, codings.filter((one) => (one.slot ?? 0) % SLOTS === slot));
    }
    if (!this.able) this.#markTurns(codings);
  }

  /** After turns were swapped: their text nodes are new. */
  repaint() {
    for (const name of this.#spans.keys()) this.#draw(name);
  }

  #draw(name) {
    if (!this.able) return;
    const ranges = (this.#spans.get(name) ?? []).flatMap(({ start, end }) => this.turns.rangesOf(start, end));
    if (!ranges.length) {
      CSS.highlights.delete(name);
      return;
    }
    const highlight = new Highlight(...ranges);
    // What the reader looks at now lies over what is merely there.
    highlight.priority = { held: 3, focus: 2, "search-now": 4, search: 1 }[name] ?? 0;
    CSS.highlights.set(name, highlight);
  }

  /** Without the API a turn says that something in it is not saved yet. */
  #markTurns(codings) {
    const touched = new Set(codings.flatMap(({ start, end }) => this.turns.within(start, end)));
    for (const turn of this.turns.list) turn.article.classList.toggle("has-pending", touched.has(turn));
  }
}

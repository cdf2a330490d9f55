/** Search inside the transcript: highlights, n of m, Enter and Shift+Enter. */

import { reveal } from "#js/workspace/cursor.js";
import { findAll } from "#js/workspace/find.js";
import { make } from "#js/workspace/words.js";

/** Browsers slow down with hundreds of highlights: only those around the current hit are painted. */
const PAINTED = 60;
const PAUSE = 150;

/** All hits in reading order, in code points. */
export function hitsIn(turns, query) {
  return turns.list.flatMap((turn) =>
    findAll(turn.text, query).map(([start, end]) => ({ start: turn.pointOf(start), end: turn.pointOf(end) })),
  );
}

export class Search {
  #hits = [];
  #at = -1;
  #timer = 0;

  constructor(desk, place) {
    this.desk = desk;
    this.input = make("input", {
      type: "search", class: "input transcript-search__field", placeholder: desk.say("searchHere"), "aria-label": desk.say("searchHere"),
      autocomplete: "off",
      oninput: () => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#find(), PAUSE);
      },
      onkeydown: (event) => this.#key(event),
    });
    this.count = make("output", { class: "note numeric" });
    const step = (by, word, sign) =>
      make("button", { type: "button", class: "icon-button", "aria-label": desk.say(word), onclick: () => this.step(by) },
        make("span", { "aria-hidden": "true" }, sign));
    this.buttons = make("span", { hidden: true }, step(-1, "previousHit", "↑"), step(1, "nextHit", "↓"));
    place.append(make("div", { class: "transcript-search", role: "search" }, this.input, this.count, this.buttons));
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  #key(event) {
    if (event.key === "Enter") {
      clearTimeout(this.#timer);
      if (this.query !== this.input.value) this.#find();
      else this.step(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") this.#leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Esc ends the search; the hit one stood at stays selected. */
  #leave() {
    const hit = this.#hits[this.#at];
    this.input.value = "";
    this.#find();
    if (hit) this.desk.cursor.set(hit);
    this.desk.toTranscript();
  }

  #find() {
    this.query = this.input.value;
    this.#hits = hitsIn(this.desk.turns, this.query);
    const from = this.desk.cursor.held?.start ?? 0;
    this.#at = Math.max(this.#hits.findIndex((hit) => hit.start >= from), this.#hits.length ? 0 : -1);
    this.#show();
  }

  step(by) {
    const { length } = this.#hits;
    if (!length) return;
    this.#at = (this.#at + by + length) % length;
    this.#show();
  }

  #show() {
    const { paint, say, turns } = this.desk;
    const hits = this.#hits;
    const first = Math.max(0, this.#at - PAINTED);
    paint.set("search", hits.slice(first, this.#at + PAINTED));
    paint.set("search-now", hits.slice(this.#at, this.#at + 1).filter(() => this.#at >= 0));
    this.buttons.hidden = !hits.length;
    const words = hits.length ? say("hits", { at: this.#at + 1, all: hits.length }) : say("noHit");
    this.count.textContent = this.query.trim() ? words : "";
    if (hits.length) reveal(turns, hits[this.#at]);
  }
}

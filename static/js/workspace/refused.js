/** What the server refused: a list from which it can be placed again. Nothing is dropped but by the reader. */

import { make } from "#js/workspace/words.js";

const SHOWN = 160;

export class Refused {
  #known = "";

  constructor(desk, place) {
    this.desk = desk;
    this.element = make("section", { class: "refused notice notice--warn", id: "refused", hidden: true, "aria-labelledby": "refused-title", tabindex: "-1" });
    place.prepend(this.element);
  }

  show() {
    const items = this.desk.queue.refused;
    const now = items.map((item) => item.op).join();
    if (now === this.#known) return;
    this.#known = now;
    const hadFocus = this.element.contains(document.activeElement);
    const { say } = this.desk;
    this.element.hidden = !items.length;
    this.element.replaceChildren(make("div", {},
      make("h2", { id: "refused-title" }, say("placeAgain", { n: items.length })),
      make("ul", { class: "refused__list" }, ...items.map((item) => this.#row(item)))));
    if (hadFocus) items.length ? this.element.focus() : this.desk.toTranscript();
  }

  #row(item) {
    const { say } = this.desk;
    const { quote = "", kind } = item.body;
    const cut = quote.length > SHOWN ? `${quote.slice(0, SHOWN)}…` : quote;
    const button = (word, act) => make("button", { type: "button", class: "button button--small", onclick: act }, say(word));
    return make("li", {},
      make("p", {}, make("strong", {}, item.label ?? say(kind)), " ", item.error || say("refusedPlain")),
      quote ? make("blockquote", { class: "quote", lang: this.desk.lang }, cut) : null,
      make("p", { class: "actions" },
        kind === "code" ? button("tryAgain", () => this.#again(item)) : null,
        kind === "code" ? button("codeSelectionInstead", () => this.#place(item)) : null,
        button("discard", () => this.desk.queue.discard(item))));
  }

  /** The same passage, with the words that stand there now. */
  #again(item) {
    const { start, end } = item.body;
    const { turns, queue } = this.desk;
    return queue.again(item, { quote: end <= turns.end ? turns.quoteOf(start, end) : item.body.quote });
  }

  #place(item) {
    const { cursor, turns, queue, announce, say } = this.desk;
    if (!cursor.held) return announce(say("selectFirst"));
    const { start, end } = cursor.held;
    return queue.again(item, { start, end, quote: turns.quoteOf(start, end) });
  }
}

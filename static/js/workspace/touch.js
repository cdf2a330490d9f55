/** On touch screens: a bar at the bottom with the last codes, once the selection has come to rest. */

import { make } from "#js/workspace/words.js";

const LAST = 4;

export class TouchBar {
  constructor(desk, { apply, choose }) {
    this.desk = desk;
    this.apply = apply;
    this.choose = choose;
    this.element = make("div", { class: "touch-bar", role: "toolbar", "aria-label": desk.say("codeSelection"), hidden: true });
    // A tap must not take the selection away before the click.
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
    document.body.append(this.element);
  }

  /** The last codes used, filled up with the quick ones. */
  #codes() {
    const { codes, recent, codebook } = this.desk;
    const ids = new Set([...recent, ...codebook.quick.values(), ...[...codes.values()].map((code) => code.id)]);
    return [...ids].map((id) => codes.get(id)).filter((code) => code?.can).slice(0, LAST);
  }

  show() {
    const { cursor, byTouch, canCode, say, palette } = this.desk;
    const wanted = Boolean(byTouch && canCode && cursor.held && !palette.isOpen);
    this.element.hidden = !wanted;
    this.element.classList.toggle("is-shown", wanted);
    if (!wanted) return;
    const buttons = this.#codes().map((code) =>
      make("button", { type: "button", onclick: () => this.apply(code) }, make("i", { class: `swatch s${code.slot}` }), code.label));
    this.element.replaceChildren(...buttons, make("button", { type: "button", onclick: () => this.choose() }, say("chooseCodeTouch")));
  }
}

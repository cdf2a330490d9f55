/** What the bar says of unsaved work. */

import { make } from "#js/workspace/words.js";

/** The sentence's key for a phase and a number of waiting operations. Pure. */
export function statusOf(phase, waiting) {
  if (phase === "signed-out") return waiting ? "signIn" : "signIn.none";
  if (!waiting) return "saved";
  if (phase === "offline") return "unsavedOffline";
  return phase === "later" ? "unsaved" : "saving";
}

export class Status {
  #shown = "";

  constructor(desk, place) {
    this.desk = desk;
    this.place = place;
  }

  show() {
    const { say, queue, signinUrl } = this.desk;
    const n = queue.waiting.length;
    const key = statusOf(queue.phase, n);
    const warning = queue.store.durable ? "" : ` ${say("notDurable")}`;
    const text = say(key, { n }) + (n ? warning : "");
    if (text === this.#shown || !this.place) return;
    this.#shown = text;
    this.place.dataset.state = key;
    const here = `${signinUrl}?next=${encodeURIComponent(location.pathname)}`;
    // In a new tab, so that this page and what it holds stay; it sends when the reader comes back.
    const link = key.startsWith("signIn") ? make("a", { href: here, target: "_blank", rel: "opener" }, text) : text;
    this.place.replaceChildren(link);
    if (!["saved", "saving"].includes(key)) this.desk.announce(text);
  }
}

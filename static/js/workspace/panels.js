/** The sentences of the page, translated by the server; %(name)s is filled in here. */

import { reveal } from "#js/workspace/cursor.js";
import { findAll } from "#js/workspace/text.js";

export function readJson(id, fallback) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : fallback;
}

/** `say(key, {n: 2})`; a sentence that counts stands as key.one and key.other. */
export function makeWords(words, lang) {
  const rules = new Intl.PluralRules(lang || undefined);
  const say = (key, values = {}) => {
    const counted = `${key}.${rules.select(values.n ?? 0) === "one" ? "one" : "other"}`;
    const sentence = words[key] ?? words[counted] ?? words[`${key}.other`] ?? key;
    return sentence.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
  };
  say.has = (key) => Boolean(words[key]);
  return say;
}

/** An element with attributes, listeners (on…) and children; text is always text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Small choices kept in this browser for one user and project; a browser that keeps nothing starts anew each time. */
export function storedFor(user, project) {
  const name = (key) => `omsrp/${user}/${project}/${key}`;
  return {
    read(key, fallback) {
      try {
        return JSON.parse(localStorage.getItem(name(key))) ?? fallback;
      } catch {
        return fallback;
      }
    },
    write(key, value) {
      try {
        localStorage.setItem(name(key), JSON.stringify(value));
      } catch {
        // Private window or no room: the choice holds until the page is left.
      }
    },
  };
}

/** What the bar says of unsaved work. */

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

/** What the server refused: a list from which it can be placed again. Nothing is dropped but by the reader. */

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

/** Signing out with unsaved work: send it first; where that fails ask, then erase it, for it holds quotes. */

const PATIENCE = 4000;

export function guardSignOut(desk) {
  for (const form of document.querySelectorAll('form[action*="logout"]')) {
    form.addEventListener("submit", async (event) => {
      const { queue } = desk;
      if (form.dataset.flushed) return;
      event.preventDefault();
      await Promise.race([queue.hurry(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
      const left = queue.waiting.length + queue.refused.length;
      if (left && !(await ask(desk, left))) return;
      await queue.erase();
      form.dataset.flushed = "1";
      form.requestSubmit();
    });
  }
}

/** True where the reader lets the unsaved work go. */
function ask({ say }, n) {
  const dialog = document.getElementById("signout");
  dialog.querySelector("h2").textContent = say("signOutTitle", { n });
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "erase"), { once: true });
  });
}

const TINTS = ["all", "mine", "off"];

/** How much of the codings is tinted in the text. */
export function startTint({ transcript, stored }) {
  const chips = document.querySelectorAll("[data-tint]");
  const choose = (tint) => {
    for (const name of TINTS) transcript.classList.toggle(`tint-${name}`, name === tint);
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip.dataset.tint === tint));
    stored.write("tint", tint);
  };
  for (const chip of chips) chip.addEventListener("click", () => choose(chip.dataset.tint));
  choose(TINTS.includes(stored.read("tint")) ? stored.read("tint") : "all");
}

/** The panel of one coding. Its forms are htmx's; this module opens, closes and keeps the focus. */

const HEADERS = { "HX-Request": "true", "X-Requested-By": "queue" };

/** The panel's HTML from an address, also behind a redirect; null where it is none. */
async function panel(url, options, mark = "coding-card") {
  try {
    const response = await fetch(url, { headers: HEADERS, credentials: "same-origin", ...options });
    const html = await response.text();
    return (response.ok || response.status === 422) && html.includes(mark) ? html : null;
  } catch {
    return null;
  }
}

export class Details {
  #drafts = new Map(); // coding -> the memo begun and not sent: closing the panel loses no word

  constructor(desk, element) {
    this.desk = desk;
    this.element = element;
    this.uid = null;
    element?.addEventListener("keydown", (event) => this.#key(event));
    element?.addEventListener("input", ({ target }) => target.name === "text" && this.#drafts.set(this.uid, target.value));
    document.addEventListener("htmx:after:swap", () => this.isOpen && this.#settle());
    element?.addEventListener("click", (event) => event.target.closest("[data-close-details]") && this.close());
    element?.addEventListener("submit", (event) => this.#write(event));
    document.body.addEventListener("coding-changed", () => desk.look());
  }

  get isOpen() {
    return Boolean(this.element) && !this.element.hidden;
  }

  #key(event) {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.name === "text") event.target.form.requestSubmit();
    else return;
    event.preventDefault();
  }

  /** What came in is another panel: the draft goes back into it, and the focus where it was lost. */
  #settle() {
    const field = this.element.querySelector("textarea");
    if (field) field.value = this.#drafts.get(this.uid) ?? field.value;
    if (document.activeElement === document.body) this.element.focus();
  }

  /** Show a coding; `field` is "memo" to land in the memo, else the panel itself takes the focus. */
  async open(uid, { field = "", focus = true } = {}) {
    if (!this.element) return;
    const { desk } = this;
    const html = await panel(`${desk.codingsUrl}${uid}/`);
    if (!html) {
      desk.announce(desk.say("detailsLater"));
      return;
    }
    this.uid = uid;
    this.#show(html);
    if (focus) this.#focus(field);
  }

  /** A memo is written without leaving the page; where that fails the form goes the plain way. */
  async #write(event) {
    const form = event.target;
    if (!form.matches(".memo-form")) return;
    event.preventDefault();
    const html = await panel(form.action, { method: "POST", body: new FormData(form) });
    if (!html) return form.submit();
    this.#drafts.delete(this.uid);
    this.#show(html);
    this.#focus("memo");
  }

  #show(html) {
    this.element.innerHTML = html;
    this.element.hidden = false;
    this.desk.transcript.classList.add("is-beside");
    window.htmx?.process(this.element);
    document.dispatchEvent(new CustomEvent("htmx:after:swap")); // starts the modules of what came in
    for (const button of this.element.querySelectorAll("[data-close-details]")) button.hidden = false;
    // Below 860 px the panel is a sheet.
    if (matchMedia("(max-width: 860px)").matches && this.element.popover) this.element.showPopover();
  }

  #focus(field) {
    const target = field === "memo" ? this.element.querySelector("textarea") : null;
    (target ?? this.element).focus();
  }

  close() {
    if (!this.isOpen) return;
    if (this.element.matches(":popover-open")) this.element.hidePopover();
    this.element.hidden = true;
    this.desk.transcript.classList.remove("is-beside");
    this.element.replaceChildren();
    this.uid = null;
    this.desk.toTranscript();
  }
}

/** The page of one turn, in a dialog: its link, its codings, and its sentences, to code without a selection. */
export class TurnBox {
  constructor(desk, box) {
    this.box = box;
    desk.root.addEventListener("click", (event) => {
      const link = event.target.closest(".sum");
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) this.#load(event, link.href);
    });
    box.addEventListener("click", (event) => {
      const link = event.target.closest("[data-uid]");
      if (!link) return;
      event.preventDefault();
      box.close();
      desk.details.open(link.dataset.uid);
    });
    box.addEventListener("submit", async (event) => {
      const form = event.target;
      if (form.method === "dialog") return;
      await this.#load(event, form.action, { method: "POST", body: new FormData(form) });
      desk.look({ own: true });
    });
    box.addEventListener("close", () => document.activeElement === document.body && desk.toTranscript());
  }

  async #load(event, url, options) {
    event.preventDefault();
    const html = await panel(url, options, "turn-title");
    if (!html) return location.assign(url);
    this.box.innerHTML = html;
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
    if (!this.box.open) this.box.showModal();
  }
}

/** Search inside the transcript: highlights, n of m, Enter and Shift+Enter. */

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

  constructor(desk, element) {
    this.desk = desk;
    this.input = element.querySelector("input");
    this.count = element.querySelector("output");
    this.buttons = element.querySelector("span");
    this.input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#find(), PAUSE);
    });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    for (const button of this.buttons.children) button.addEventListener("click", () => this.step(Number(button.dataset.step)));
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

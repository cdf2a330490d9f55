/** The coding screen: builds the desk from its parts and ties them to the page. `root` is the transcript's <main>. */

import { announce } from "#js/live.js";
import { makeActions } from "#js/workspace/actions.js";
import { Turns, allCodings, findCoding } from "#js/workspace/anchor.js";
import { Changes, Swaps } from "#js/workspace/changes.js";
import { Codebook, Palette, TouchBar } from "#js/workspace/codebook.js";
import { Cursor, listenForKeys } from "#js/workspace/cursor.js";
import { Paint, Stripes, startDragging } from "#js/workspace/margin.js";
import { Details, Refused, Search, Status, TurnBox, guardSignOut, makeWords, readJson, startTint, storedFor } from "#js/workspace/panels.js";
import { Queue, oneAtATime, openStore, otherTabs, pendingOf, sender } from "#js/workspace/queue.js";

const REST = 100;

export default async function workspace(root) {
  const desk = makeDesk(root);
  desk.queue = makeQueue(desk, await openStore());
  const actions = makeActions(desk);
  addParts(desk, actions);
  listenForKeys(desk, { ...actions, resize: actions.resizeByKey });
  listenToSelection(desk);
  listenToPointers(desk, actions);
  startDragging(desk, actions.resize);
  guardSignOut(desk);
  desk.swapped();
  await startQueue(desk);
  goToPlace(desk, actions);
  root.dataset.ready = "1";
}

/** What all parts share. Parts come in by name; none keeps a copy of what another owns. */
function makeDesk(root) {
  const { dataset } = root;
  const place = root.querySelector("#turns") ?? root;
  const words = readJson("workspace-words", {});
  const turns = new Turns(place);
  const lang = dataset.lang;
  const stored = storedFor(dataset.user, dataset.project);
  const byId = (rows) => new Map(rows.map((row) => [row.id, row]));
  return {
    root, turns, lang, stored, announce,
    transcript: root,
    say: makeWords(words, document.documentElement.lang),
    cursor: new Cursor(turns, lang),
    paint: new Paint(turns),
    codes: byId(readJson("workspace-codes", [])),
    coders: byId(readJson("workspace-coders", [])),
    me: Number(dataset.member),
    canCode: dataset.canCode === "1",
    canCreate: Boolean(words.canCreate),
    canPropose: Boolean(words.canPropose),
    singleKeys: dataset.singleKeys !== "0",
    codingsUrl: dataset.codingsUrl,
    signinUrl: dataset.signinUrl,
    recent: stored.read("recent", []),
    counts: new Map(),
    pending: [],
    leaving: new Set(),
    focus: null,
    last: null,
    dragging: false,
    pressed: false,
    byTouch: false,
  };
}

function addParts(desk, actions) {
  desk.labelOf = (coding) => desk.codes.get(coding.code)?.label ?? coding.label ?? "";
  desk.nameOf = (coding) => nameOf(desk, coding);
  desk.shows = (coding) => !desk.root.classList.contains("tint-mine") || coding.coder === desk.me;
  desk.toTranscript = () => toTranscript(desk);
  desk.setFocus = (uid) => setFocus(desk, uid);
  desk.keepFocus = (work) => {
    const { focus } = desk;
    work();
    desk.focus = focus;
  };
  document.getElementById("tools").hidden = false;
  startTint(desk);
  desk.stripes = new Stripes(desk);
  desk.swaps = new Swaps(desk);
  desk.settle = () => desk.swaps.settle();
  desk.swapped = () => recount(desk);
  desk.codebook = new Codebook(desk, document.getElementById("codes"), { apply: actions.apply, stored: desk.stored });
  desk.details = new Details(desk, document.getElementById("details"));
  desk.palette = new Palette(desk, { apply: actions.apply });
  desk.touch = new TouchBar(desk, { apply: actions.apply, choose: actions.palette });
  new TurnBox(desk, document.getElementById("turn-box"));
  desk.search = new Search(desk, desk.root.querySelector(".transcript-search"));
  desk.status = new Status(desk, document.getElementById("bar-state"));
  desk.onlyOne = document.getElementById("only-one");
  desk.onlyOne.addEventListener("click", (event) => choose(desk, event.target.closest("button")));
  desk.refused = new Refused(desk, desk.root);
  desk.changes = new Changes({
    url: desk.root.dataset.changesUrl,
    cursor: desk.root.dataset.cursor,
    user: desk.root.dataset.user,
    take: (turns, how) => desk.swaps.take(turns, how),
    signedOut: () => desk.queue.signedOut(),
  });
  desk.look = (how) => desk.changes.look(how);
}

function makeQueue(desk, store) {
  const { dataset } = desk.root;
  const owner = `${dataset.user}/${dataset.transcript}`;
  const tell = otherTabs(`omsrp-queue/${owner}`, () => desk.queue.load().then(() => desk.look({ own: true })));
  return new Queue({
    store, owner,
    user: dataset.user,
    text: Number(dataset.text),
    send: sender(dataset.codingsUrl, dataset.user),
    lock: oneAtATime(`omsrp-sender/${owner}`),
    changed: () => queueChanged(desk),
    shared: tell,
    saved: (item, data) => saved(desk, item, data),
    refused: (item, error) => desk.announce(error || desk.say("refusedPlain")),
    full: () => desk.announce(desk.say("notDurable")),
  });
}

async function startQueue(desk) {
  const { queue } = desk;
  await queue.load();
  addEventListener("online", () => queue.hurry());
  addEventListener("focus", () => queue.hurry()); // back from signing in, in another tab
  addEventListener("beforeunload", (event) => {
    if (queue.waiting.length) event.preventDefault();
  });
  queue.hurry();
}

/** The queue, or what the server says, has changed: paint what is pending, and say how things stand. */
function queueChanged(desk) {
  const { codings, leaving } = pendingOf(desk.queue.items);
  const before = desk.pending;
  const others = desk.leaving.size + leaving.size;
  desk.pending = codings.filter((one) => one.end <= desk.turns.end);
  desk.leaving = leaving;
  desk.paint.setPending(desk.pending);
  if (others) desk.stripes?.all();
  else desk.stripes?.some([...before, ...desk.pending]);
  desk.status?.show();
  desk.refused?.show();
  desk.swapped?.();
}

function saved(desk, item, data) {
  if (data.code) {
    desk.codes.set(data.code.id, data.code);
    if (data.codebook) desk.codebook.replace(data.codebook);
  }
  desk.swaps.take(data.turns, { own: true });
  if (data.warning) {
    desk.onlyOne.innerHTML = data.warning.html;
    desk.onlyOne.hidden = false;
    desk.announce(data.warning.said);
  }
  // Saving is silent; what an undo undid only the server knows.
  if (["undo", "redo"].includes(item.body.kind) && data.said) desk.announce(data.said);
}

/** Both codings of a group are saved; the reader says which of them goes. */
function choose(desk, button) {
  if (!button) return;
  for (const uid of button.dataset.remove.split(" ").filter(Boolean)) {
    const coding = findCoding(desk.turns, uid);
    if (coding) desk.queue.add({ kind: "remove", uid }, { label: desk.labelOf(coding) });
  }
  desk.onlyOne.hidden = true;
  desk.toTranscript();
}

function recount(desk) {
  const saved = allCodings(desk.turns).filter((one) => !desk.leaving.has(one.uid));
  const known = new Set(saved.map((one) => one.uid));
  desk.codebook.count([...saved, ...desk.pending.filter((one) => one.code && !known.has(one.uid))]);
  if (desk.focus && !known.has(desk.focus)) setFocus(desk, null);
  else if (desk.focus) setFocus(desk, desk.focus);
}

function nameOf(desk, coding) {
  const { say, me, coders } = desk;
  const parts = [desk.labelOf(coding)];
  if (coding.direction && coding.direction !== "affirms") parts.push(say(coding.direction));
  if (coding.rating !== null && coding.rating !== undefined) parts.push(String(coding.rating));
  if (coding.coder !== me) parts.push(coders.get(coding.coder)?.name ?? "");
  return parts.filter(Boolean).join(", ");
}

function setFocus(desk, uid) {
  desk.focus = uid;
  const coding = uid && findCoding(desk.turns, uid);
  desk.paint.set("focus", coding ? [coding] : []);
  desk.stripes.markFocus();
}

/** Back to the text, with the passage selected as it was; on touch screens, where a script can't, painted instead. */
function toTranscript(desk) {
  const { held } = desk.cursor;
  desk.root.focus({ preventScroll: true });
  if (held && !desk.byTouch) desk.cursor.set(held, { scroll: false });
  desk.paint.set("held", held && desk.byTouch ? [held] : []);
}

function listenToSelection(desk) {
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    const before = desk.cursor.held;
    desk.cursor.refresh();
    const { held } = desk.cursor;
    const focused = desk.focus && findCoding(desk.turns, desk.focus);
    if (before !== held && focused) leaveFocus(desk, held, focused);
    clearTimeout(timer);
    timer = setTimeout(() => {
      desk.touch.show();
      desk.settle();
    }, REST);
  });
  desk.root.addEventListener("blur", () => desk.cursor.held && !desk.details.isOpen && desk.paint.set("held", [desk.cursor.held]));
  desk.root.addEventListener("focus", () => desk.paint.set("held", []));
}

/** The selection went elsewhere. One end still in place means that the coding is being resized. */
function leaveFocus(desk, held, focused) {
  if (held && (held.start === focused.start || held.end === focused.end)) return;
  setFocus(desk, null);
}

function listenToPointers(desk, actions) {
  const { root } = desk;
  root.addEventListener("pointerdown", (event) => {
    desk.byTouch = event.pointerType === "touch";
    desk.pressed = Boolean(event.target.closest?.(".turn"));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    addEventListener(kind, () => {
      desk.pressed = false;
      desk.settle();
    });
  }
  root.addEventListener("click", (event) => {
    const piece = event.target.closest("[data-stripe]");
    if (!piece && desk.byTouch && !desk.turns.read()) letGo(desk, actions);
    if (!piece) return;
    root.focus({ preventScroll: true });
    const again = desk.focus === piece.dataset.stripe; // where labels have no room, a second click opens
    const found = actions.focusCoding(piece.dataset.stripe);
    if (found && (again || piece.matches(".stripe-label"))) desk.details.open(piece.dataset.stripe, { focus: false });
  });
}

/** A tap beside a passage that is held, but no longer selected. */
function letGo(desk, actions) {
  actions.clear();
  desk.touch.show();
}

/** ?coding= focuses a coding, ?at= scrolls to a code point. #pass is found again: turns were guessed higher or lower. */
function goToPlace(desk, actions) {
  const { focus, at } = desk.root.dataset;
  if (focus && actions.focusCoding(focus)) desk.root.focus({ preventScroll: true });
  else if (location.hash === "#pass") document.getElementById("pass")?.scrollIntoView();
  else if (/^\d+$/.test(at ?? "") && desk.turns.list.length) desk.turns.at(Number(at)).article.scrollIntoView({ block: "center" });
}

/** The list of all keys: a native dialog. */

import { HELP } from "#js/workspace/keys.js";
import { make } from "#js/workspace/words.js";

function keycaps(keys) {
  const caps = keys.split(" ").flatMap((chord) => {
    const parts = chord.split(/\+(?=.)/).map((key) => make("kbd", { class: "keycap" }, key));
    return [...parts, " "];
  });
  return make("dt", {}, ...caps);
}

function build(desk) {
  const { say } = desk;
  const groups = HELP.map(([title, rows]) =>
    make("section", {}, make("h3", {}, say(title)),
      make("dl", { class: "key-table" }, ...rows.map(([keys, word]) => make("div", {}, keycaps(keys), make("dd", {}, say(word))))),
    ),
  );
  const close = make("button", { type: "button", class: "button", onclick: () => dialog.close() }, say("close"));
  const off = desk.singleKeys ? null : make("p", { class: "notice" }, say("help.singleOff"));
  const dialog = make("dialog", { class: "dialog dialog--keys", "aria-labelledby": "keys-title" },
    make("h2", { id: "keys-title" }, say("help.title")), off, ...groups, make("div", { class: "form-actions" }, close));
  dialog.addEventListener("close", () => desk.toTranscript());
  document.body.append(dialog);
  return dialog;
}

export function makeHelp(desk) {
  let dialog = null;
  const open = () => {
    dialog ??= build(desk);
    if (!dialog.open) dialog.showModal();
  };
  for (const button of document.querySelectorAll("[data-keys-help]")) button.addEventListener("click", open);
  return open;
}

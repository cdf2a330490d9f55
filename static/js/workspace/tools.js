/** Above the text: search, and how much of the codings is tinted. */

import { make } from "#js/workspace/words.js";

const TINTS = ["all", "mine", "off"];

export function makeTools(desk) {
  const place = desk.root.querySelector("[data-tools]") ?? make("div", { class: "workspace-tools" });
  if (!place.isConnected) (desk.root.querySelector(":scope > header") ?? desk.root).append(place);
  place.append(tintControl(desk));
  return place;
}

function tintControl(desk) {
  const { say, stored, transcript } = desk;
  const chips = TINTS.map((tint) => make("button", { type: "button", class: "chip", "data-tint": tint, onclick: () => choose(tint) }, say(`tint.${tint}`)));
  const choose = (tint) => {
    for (const name of TINTS) transcript.classList.toggle(`tint-${name}`, name === tint);
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip.dataset.tint === tint));
    stored.write("tint", tint);
  };
  choose(TINTS.includes(stored.read("tint")) ? stored.read("tint") : "all");
  return make("div", { class: "chips tint", role: "group", "aria-label": say("tint") }, make("span", { class: "label", "aria-hidden": "true" }, say("tint")), ...chips);
}

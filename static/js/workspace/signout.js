/** Signing out with unsaved work: send it first; where that fails ask, then erase it, for it holds quotes. */

import { make } from "#js/workspace/words.js";

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
function ask(desk, n) {
  const { say } = desk;
  return new Promise((resolve) => {
    const button = (word, css, value) => make("button", { type: "button", class: css, onclick: () => dialog.close(value) }, say(word));
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "signout-title" },
      make("h2", { id: "signout-title" }, say("signOutTitle", { n })), make("p", {}, say("signOutText")),
      make("div", { class: "form-actions" }, button("signOutErase", "button button--danger", "erase"), button("stay", "button button--primary", "stay")));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "erase");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

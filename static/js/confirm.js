// Two steps for what cannot be missed: the first press asks in words, the second does it.
//   <button class="button button--danger" data-module="confirm" data-confirm="Delete 41 turns">Delete</button>
// Esc, leaving the button or eight seconds take the question back. Without JavaScript the button acts at once,
// and the server offers the undo.
import { announce } from "#js/live.js";

const PATIENCE = 8000;

export default function confirm(button) {
  const words = button.innerHTML;
  let timer = null;

  const asking = () => button.classList.contains("is-asking");
  const calm = () => {
    clearTimeout(timer);
    button.classList.remove("is-asking");
    button.innerHTML = words;
  };
  const ask = () => {
    button.classList.add("is-asking");
    button.textContent = button.dataset.confirm;
    announce(button.dataset.confirm);
    timer = setTimeout(calm, PATIENCE);
  };

  // In the capture phase, so that htmx hears of the second press only.
  button.addEventListener(
    "click",
    (event) => {
      if (asking()) {
        clearTimeout(timer);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      ask();
    },
    { capture: true },
  );
  button.addEventListener("blur", () => asking() && calm());
  button.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && asking()) calm();
  });
}

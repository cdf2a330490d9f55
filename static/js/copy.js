// Copies a field's text and says so.
//   <button type="button" data-module="copy" data-copy="#link" data-copied="Copied">Copy</button>
// The button is hidden where JavaScript or the clipboard is missing; the field can then be selected by hand.
import { announce } from "#js/live.js";

export default function copy(button) {
  if (!navigator.clipboard) return;
  const field = document.querySelector(button.dataset.copy);
  const words = button.textContent;
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Refused by the browser: the text is selected, so that Ctrl+C takes it.
      field.select();
      return;
    }
    button.textContent = button.dataset.copied;
    announce(button.dataset.copied);
    setTimeout(() => {
      button.textContent = words;
    }, 2500);
  });
}

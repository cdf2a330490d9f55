// A <details> as a menu: closes on Esc (focus back on its button), on a click outside, and when the focus leaves.
// Arrow keys go through its links and buttons.

const ITEMS = "a[href], button:not(:disabled)";

export default function menu(details) {
  const summary = details.querySelector("summary");
  const items = () => [...details.querySelectorAll(ITEMS)].filter((item) => item.checkVisibility());

  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) {
      event.stopPropagation();
      details.open = false;
      summary.focus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      details.open = true;
      step(items(), event.key === "ArrowDown" ? 1 : -1)?.focus();
    }
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
}

function step(items, by) {
  const at = items.indexOf(document.activeElement);
  const next = at < 0 && by < 0 ? items.length - 1 : at + by;
  return items[(next + items.length) % items.length];
}

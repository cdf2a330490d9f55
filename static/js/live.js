// The page's one polite live region.

/** Say `text` to screen readers, once the browser has seen the region empty. */
export function announce(text) {
  const region = document.getElementById("live");
  if (!region) return;
  region.textContent = "";
  // Without the pause the same sentence twice is no change, and stays unsaid.
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}

/** As a module: says its element's text whenever it changes (data-module="live"). */
export default function live(element) {
  new MutationObserver(() => announce(element.textContent.trim())).observe(element, {
    childList: true,
    characterData: true,
    subtree: true,
  });
}

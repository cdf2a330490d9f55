// Filter a list that is already on the page.
//   <input type="search" data-module="filter" data-filter-target="#codes" data-filter-count="{n} shown"
//          data-filter-none="#no-codes">
// Items are [data-filter-item] of the target, or its <li> (rows, in a table body). An item's text is its
// data-filter-text, else what it shows. A branch stays while one of its items does.
import { announce } from "#js/live.js";
import { matches } from "#js/fold.js";

const PAUSE = 400;

export default function filter(input) {
  const target = document.querySelector(input.dataset.filterTarget);
  const none = input.dataset.filterNone && document.querySelector(input.dataset.filterNone);
  if (!target) return;
  let timer = null;

  const apply = () => {
    const shown = show(itemsOf(target), input.value.trim());
    if (none) none.hidden = shown > 0;
    clearTimeout(timer);
    const words = input.dataset.filterCount;
    if (words) timer = setTimeout(() => announce(words.replace("{n}", shown)), PAUSE);
  };
  input.addEventListener("input", apply);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !input.value) return;
    event.stopPropagation();
    input.value = "";
    apply();
  });
  // What the server swaps in is filtered as well.
  new MutationObserver(() => input.value && apply()).observe(target, { childList: true });
  if (input.value) apply();
}

function itemsOf(target) {
  const marked = target.querySelectorAll("[data-filter-item]");
  return [...(marked.length ? marked : target.querySelectorAll(":is(li, tbody > tr)"))];
}

/** Hide the items that do not match; the number of those left that hold no further item. */
function show(items, query) {
  const known = new Set(items);
  const kept = new Set();
  const branches = new Set();
  for (const item of items) {
    const hit = !query || matches(ownText(item), query);
    if (hit) kept.add(item);
    for (let up = above(item); known.has(up); up = above(up)) {
      branches.add(up);
      if (hit) kept.add(up);
    }
  }
  for (const item of items) item.hidden = !kept.has(item);
  return [...kept].filter((item) => !branches.has(item)).length;
}

const above = (item) => item.parentElement?.closest("[data-filter-item], li, tr");

function ownText(item) {
  if (item.dataset.filterText !== undefined) return item.dataset.filterText;
  const copy = item.cloneNode(true);
  for (const list of copy.querySelectorAll("ul, ol, [data-filter-item]")) list.remove();
  return copy.textContent;
}

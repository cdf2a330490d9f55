// The one entry: starts htmx, then every element that names a module.
//   <input data-module="filter" data-filter-target="#codes">   imports "#js/filter.js" and calls its default export
// Also for what htmx swaps in. An element may name several modules, separated by blanks.
import "htmx";

const started = new WeakSet();

/** Start the modules of `root` and of everything in it, each element once; resolves when they run. */
export function start(root = document) {
  const starting = [];
  for (const element of root.querySelectorAll("[data-module]")) {
    if (started.has(element)) continue;
    started.add(element);
    for (const name of element.dataset.module.split(/\s+/).filter(Boolean)) starting.push(run(name, element));
  }
  return Promise.all(starting);
}

async function run(name, element) {
  try {
    const module = await import(`#js/${name}.js`);
    module.default(element);
  } catch (error) {
    // The page works without; whoever looks for the reason finds it in the console.
    console.error(`Module ${name} did not start.`, error);
  }
}

// From then on the page answers to the keyboard as it says: whoever drives a browser can wait for it.
start().then(() => (document.documentElement.dataset.started = ""));
document.addEventListener("htmx:after:swap", () => start());
document.addEventListener("htmx:after:history:restore", () => start());

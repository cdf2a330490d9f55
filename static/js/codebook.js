// The codebook's keys and folds. Everything here can also be done by links and forms.
// On the tree's <nav>: data-module="codebook", data-single-keys="yes|no", data-new (address), data-project.
const ROW = ".tree__row";

export default function codebook(nav) {
  const store = `folded-codes-${nav.dataset.project}`;
  const folded = new Set(JSON.parse(sessionStorage.getItem(store) || "[]"));
  const single = nav.dataset.singleKeys === "yes";
  const rows = () => [...nav.querySelectorAll(ROW)].filter((row) => row.checkVisibility());
  const current = () => nav.querySelector(`${ROW}[aria-current]`);

  const fold = (item, on) => {
    const button = item.querySelector(":scope > .code-item__fold");
    if (!button) return;
    button.setAttribute("aria-expanded", String(!on));
    item.classList.toggle("is-folded", on);
    folded[on ? "add" : "delete"](item.dataset.key);
    sessionStorage.setItem(store, JSON.stringify([...folded]));
  };

  for (const button of nav.querySelectorAll(".code-item__fold")) {
    const item = button.closest(".code-item");
    // What is open stays in sight.
    if (folded.has(item.dataset.key)) fold(item, !item.querySelector(`ul ${ROW}[aria-current]`));
    button.addEventListener("click", () => fold(item, button.getAttribute("aria-expanded") === "true"));
  }
  nav.querySelector("#filter-codes")?.addEventListener("input", (event) => {
    nav.classList.toggle("is-filtering", event.target.value.trim() !== "");
  });
  current()?.scrollIntoView({ block: "nearest" });
  // A move by key loads the page anew; the next key goes on from the same code.
  const moved = `moved-code-${nav.dataset.project}`;
  if (sessionStorage.getItem(moved)) current()?.focus();
  sessionStorage.removeItem(moved);

  const step = (by) => {
    const all = rows();
    const from = all.indexOf(nav.contains(document.activeElement) ? document.activeElement : current());
    all[Math.min(Math.max(from + by, 0), all.length - 1)]?.focus();
  };

  const inTree = (event) => {
    const row = document.activeElement?.closest?.(`.codes-column ${ROW}`);
    const item = row?.closest(".code-item");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (item && event.key === "ArrowRight") {
      if (item.classList.contains("is-folded")) fold(item, false);
      else item.querySelector(`ul ${ROW}`)?.focus();
    } else if (item && event.key === "ArrowLeft") {
      if (item.querySelector(":scope > ul") && !item.classList.contains("is-folded")) fold(item, true);
      else item.parentElement.closest(".code-item")?.querySelector(ROW).focus();
    } else if (row?.hasAttribute("aria-current") && event.key === "Enter") {
      edit();
    } else {
      return false;
    }
    return true;
  };

  const edit = () => document.querySelector('[data-edit="definition"]')?.click();

  const move = (event) => {
    const form = document.querySelector("form[data-step]");
    if (!event.altKey || !form || !["ArrowUp", "ArrowDown"].includes(event.key)) return false;
    form.elements.step.value = event.key === "ArrowUp" ? "-1" : "1";
    sessionStorage.setItem(moved, "1");
    form.requestSubmit();
    return true;
  };

  const letters = {
    n: () => nav.dataset.new && location.assign(nav.dataset.new),
    a: () => document.querySelector("form[data-archive]")?.requestSubmit(),
    z: () => document.querySelector("form[data-undo]")?.requestSubmit(),
    "/": () => nav.querySelector("#filter-codes")?.focus(),
    "?": () => document.getElementById("keys-help")?.showModal(),
  };

  const editing = (event) => {
    const form = event.target.closest?.("form[data-part]");
    if (!form) return false;
    if (event.key === "Escape") form.querySelector("[data-leave]").click();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else return false;
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const letter = single && plain && !writing && letters[event.key.toLowerCase()];
    const idle = !writing && plain && (nav.contains(event.target) || event.target === document.body);
    const done = editing(event) || (!writing && move(event)) || (idle && inTree(event));
    if (!done && letter) letter();
    if (done || letter) event.preventDefault();
  });
}

// The table of codes by attribute: branches fold, and an opened cell takes the focus with it.
// On the table: data-module="reports". Without this module every branch is open and a cell is a link to the whole page.

export default function reports(table) {
  const rows = [...table.querySelectorAll("tbody tr")];
  const depth = (row) => Number(row.dataset.depth);

  const below = (row) => {
    const next = rows.slice(rows.indexOf(row) + 1);
    const end = next.findIndex((other) => depth(other) <= depth(row));
    return end < 0 ? next : next.slice(0, end);
  };

  const draw = () => {
    for (const row of rows) row.hidden = false;
    for (const row of rows) {
      const button = row.querySelector(".crosstab__fold");
      if (button?.getAttribute("aria-expanded") === "false") for (const other of below(row)) other.hidden = true;
    }
  };

  for (const button of table.querySelectorAll(".crosstab__fold")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!open));
      button.closest("tr").classList.toggle("is-folded", open);
      draw();
    });
  }

  let opened = null;
  table.addEventListener("click", (event) => {
    const cell = event.target.closest?.(".crosstab__cell");
    if (!cell) return;
    opened = cell;
    for (const other of table.querySelectorAll(".crosstab__cell[aria-current]")) other.removeAttribute("aria-current");
    cell.setAttribute("aria-current", "true");
  });

  document.addEventListener("htmx:after:swap", () => {
    const panel = document.getElementById("cell");
    if (!opened || !panel || panel.hidden) return;
    panel.focus({ preventScroll: true });
    // On a narrow screen the panel stands below the table.
    if (matchMedia("(max-width: 860px)").matches) panel.scrollIntoView();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#cell [data-close]")) return;
    event.preventDefault();
    close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && event.target.closest?.("#cell")) close();
  });

  const close = () => {
    document.getElementById("cell").hidden = true;
    const cell = table.querySelector(".crosstab__cell[aria-current]");
    cell?.removeAttribute("aria-current");
    cell?.focus();
    const here = new URL(location.href);
    here.searchParams.delete("cell");
    here.hash = "";
    history.replaceState(history.state, "", here);
  };
}

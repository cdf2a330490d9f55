// Ticks or clears all boxes of a list at once; half-ticked where some are. Its form is .is-near while one is ticked.
//   <input type="checkbox" data-module="tick-all" data-of="#queue [name=pick]" hidden> <span hidden>all</span>
export default function tickAll(all) {
  const boxes = [...document.querySelectorAll(all.dataset.of)];
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.form?.classList.toggle("is-near", ticked > 0);
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  for (const part of all.closest("label").children) part.hidden = boxes.length < 2;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}

// Ticks or clears all boxes of a list at once; half-ticked where some are.
//   <input type="checkbox" data-module="tick-all" data-of="#queue [name=pick]" hidden> <span hidden>all</span>
export default function tickAll(all) {
  const boxes = [...document.querySelectorAll(all.dataset.of)];
  if (boxes.length < 2) return;
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  for (const part of all.closest("label").children) part.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}

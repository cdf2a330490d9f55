// Where a key leads in the sheet. Pure: places are {row, column}, counted from 0.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

/** The place after a key, within `rows` x `columns`; null for a key that does not move. */
export function moved({ row, column }, { key, ctrl = false }, { rows, columns }) {
  if (key === "Home") return { row: ctrl ? 0 : row, column: 0 };
  if (key === "End") return { row: ctrl ? rows - 1 : row, column: columns - 1 };
  const step = STEPS[key];
  if (!step) return null;
  const far = ctrl && key.startsWith("Arrow") ? Math.max(rows, columns) : 1;
  return { row: within(row + step[0] * far, rows), column: within(column + step[1] * far, columns) };
}

/** All places of the rectangle between two corners, row by row. */
export function rectangle(from, to) {
  const [top, bottom] = [Math.min(from.row, to.row), Math.max(from.row, to.row)];
  const [left, right] = [Math.min(from.column, to.column), Math.max(from.column, to.column)];
  const rows = [];
  for (let row = top; row <= bottom; row += 1) {
    rows.push([]);
    for (let column = left; column <= right; column += 1) rows.at(-1).push({ row, column });
  }
  return rows;
}

const within = (value, count) => Math.min(Math.max(value, 0), count - 1);

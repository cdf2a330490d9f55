// Blocks of cells as spreadsheets put them on the clipboard: tabs between cells, newlines between rows. Pure.

/** Rows of texts; a cell in quotation marks may hold tabs, newlines and doubled quotation marks. */
export function parseBlock(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === "" && closes(source, at)) quoted = true;
    else if (sign === "\t") {
      rows.at(-1).push(cell);
      cell = "";
    } else if (sign === "\n") {
      rows.at(-1).push(cell);
      rows.push([]);
      cell = "";
    } else cell += sign;
  }
  rows.at(-1).push(cell);
  return rows.map((row) => row.map((one) => one.trim()));
}

/** What parseBlock reads back. */
export function writeBlock(rows) {
  const cell = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(cell).join("\t")).join("\n");
}

// A lone quotation mark at the start of a cell is a character, not the start of a quotation.
function closes(source, at) {
  return /^"(?:[^"]|"")*"(?=\t|\n|$)/.test(source.slice(at));
}

// Text as it is searched: case and accents do not count. Pure, so it is tested without a browser.

/** "Élodie ŒUVRE" becomes "elodie oeuvre"; the length may change. */
export function fold(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replaceAll("ß", "ss")
    .replaceAll("’", "'");
}

/** Whether every word of `query` stands in `text`, in any order. */
export function matches(text, query) {
  const folded = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

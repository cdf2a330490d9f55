/** Which codes a query means. Pure. */

import { fold } from "#js/fold.js";

/** Indices of the letters of `query` in `text` in order, or null. Both folded. */
function subsequence(text, query) {
  const found = [];
  let at = -1;
  for (const letter of query) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return null;
    found.push(at);
  }
  return found;
}

function match(code, query) {
  const label = fold(code.label);
  const at = label.indexOf(query);
  if (at >= 0) {
    const letters = Array.from(query, (_, i) => at + i);
    return { grade: at === 0 ? 0 : /\W/.test(label[at - 1]) ? 1 : 2, letters };
  }
  if (fold(code.path ?? "").includes(query)) return { grade: 3, letters: [] };
  const letters = subsequence(label, query);
  return letters && { grade: 4, letters };
}

/** Codes in order: substring before subsequence, recently used first among equals, then the codebook's own order. */
export function rank(codes, query, recent = []) {
  const wanted = fold(query.trim());
  const freshness = (code) => {
    const at = recent.indexOf(code.id);
    return at < 0 ? recent.length : at;
  };
  return codes
    .map((code, order) => ({ code, order, ...(wanted ? match(code, wanted) : { grade: 0, letters: [] }) }))
    .filter(({ grade }) => grade !== undefined)
    .sort((one, other) => one.grade - other.grade || freshness(one.code) - freshness(other.code) || one.order - other.order);
}

/** Whether a query is a new label: not empty, and no code has it. */
export function isNew(codes, query) {
  const wanted = fold(query.trim());
  return Boolean(wanted) && !codes.some((code) => fold(code.label) === wanted);
}

// What a category's editor offers for the text that is written. Pure.
import { fold } from "#js/fold.js";

/** [{kind: "value" | "new" | "unknown" | "not_applicable", label, from, to}]: the matched letters are [from, to).
 *  Values that begin with the text come first; a new one is offered unless the text is a value already. */
export function choicesFor(labels, text) {
  const query = fold(text.trim());
  const found = labels
    .map((label) => ({ kind: "value", label, at: fold(label).indexOf(query) }))
    .filter((one) => one.at >= 0)
    .sort((one, other) => (query ? Number(one.at > 0) - Number(other.at > 0) : 0))
    .map(({ kind, label, at }) => ({ kind, label, ...letters(label, at, query) }));
  const isValue = labels.some((label) => fold(label) === query);
  const extra = query && !isValue ? [{ kind: "new", label: text.trim() }] : [];
  return [...found, ...extra, { kind: "unknown" }, { kind: "not_applicable" }];
}

// Letters are marked only where folding kept their number.
function letters(label, at, query) {
  return query && fold(label).length === label.length ? { from: at, to: at + query.length } : { from: 0, to: 0 };
}

/** Places of a needle in a text, case and accents folded, as indices of the original. Pure. */

import { fold } from "#js/fold.js";

/** The folded text, and for each of its units the UTF-16 index in the original. */
function folded(text) {
  const places = [];
  let out = "";
  let index = 0;
  for (const character of text) {
    const piece = fold(character);
    for (let i = 0; i < piece.length; i += 1) places.push(index);
    out += piece;
    index += character.length;
  }
  places.push(index);
  return { out, places };
}

/** [start, end) in UTF-16 units of every place where `needle` stands in `text`. */
export function findAll(text, needle) {
  const wanted = fold(needle.trim());
  if (!wanted) return [];
  const { out, places } = folded(text);
  const hits = [];
  for (let at = out.indexOf(wanted); at >= 0; at = out.indexOf(wanted, at + wanted.length)) {
    let end = places[at + wanted.length];
    // A combining mark folds to nothing: it belongs to the letter before it.
    while (end < text.length && /\p{M}/u.test(text[end])) end += 1;
    hits.push([places[at], end]);
  }
  return hits;
}

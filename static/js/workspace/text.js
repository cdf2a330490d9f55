/** The one place where the browser's UTF-16 units and the project's code points meet. Pure. */

import { fold } from "#js/fold.js";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const ASTRAL = /[\ud800-\udbff][\udc00-\udfff]/;

/** Number of code points in a text. */
export function countPoints(text) {
  return ASTRAL.test(text) ? [...text].length : text.length;
}

/** Code points before a UTF-16 index. An index inside a pair counts the pair as not yet begun. */
export function toPoint(text, unit) {
  let points = 0;
  for (let i = 0; i < unit && i < text.length; points += 1) {
    const width = text.codePointAt(i) > 0xffff ? 2 : 1;
    if (i + width > unit) break;
    i += width;
  }
  return points;
}

/** UTF-16 index of a code point; the text's length where it has fewer. */
export function toUnit(text, point) {
  let unit = 0;
  for (let n = 0; n < point && unit < text.length; n += 1) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
  return unit;
}

/** The border of a visible character at or before a UTF-16 index; at or after it when `forward`. */
export function snap(text, unit, forward) {
  if (unit <= 0) return 0;
  if (unit >= text.length) return text.length;
  // Below U+0300 nothing combines, so the segmenter need not be asked.
  if (text.charCodeAt(unit) < 0x300 && text.charCodeAt(unit - 1) < 0x300) return unit;
  const { index, segment } = graphemes.segment(text).containing(unit);
  if (index === unit) return unit;
  return forward ? index + segment.length : index;
}

/** The first `count` code points of a text. */
export function firstPoints(text, count) {
  return text.length <= count ? text : text.slice(0, toUnit(text, count));
}

/** Sentences and words of a text, by the language's own rules. Pure; indices are UTF-16 units. */

const segmenters = new Map();

function segmenter(lang, granularity) {
  const key = `${lang}/${granularity}`;
  if (!segmenters.has(key)) segmenters.set(key, new Intl.Segmenter(lang || undefined, { granularity }));
  return segmenters.get(key);
}

/** [start, end) of each sentence, without the blanks between them. */
export function sentences(text, lang) {
  const found = [];
  for (const { segment, index } of segmenter(lang, "sentence").segment(text)) {
    const start = index + segment.length - segment.trimStart().length;
    const end = index + segment.trimEnd().length;
    if (end > start) found.push([start, end]);
  }
  return found;
}

/** [start, end) of each word, with the punctuation that sticks to its end. */
export function words(text, lang) {
  const found = [];
  for (const { segment, index, isWordLike } of segmenter(lang, "word").segment(text)) {
    const last = found.at(-1);
    if (isWordLike || !last) {
      if (segment.trim()) found.push([index, index + segment.length]);
    } else if (segment.trim() && last[1] === index) last[1] = index + segment.length;
  }
  return found;
}

/** Places of a needle in a text, case and accents folded, as indices of the original. Pure. */

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

/** Which codes a query means. Pure. */

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

/** The one place where the browser's UTF-16 units and the project's code points meet. Pure. */

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

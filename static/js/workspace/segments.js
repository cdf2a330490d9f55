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

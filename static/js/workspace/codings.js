/** The codings that travel with each turn in its data-k. Pure but for reading that attribute. */

const DIRECTIONS = { "": "affirms", d: "denies", m: "mixed" };
const read = new WeakMap();

/** The entries of one data-k. */
export function parseCodings(table) {
  return (table ?? "")
    .split(";")
    .filter(Boolean)
    .map((entry) => {
      const [uid, code, start, end, coder, direction, rating, memo] = entry.split(",");
      return {
        uid,
        code: Number(code),
        start: Number(start),
        end: Number(end),
        coder: Number(coder),
        direction: DIRECTIONS[direction ?? ""],
        rating: rating ? Number(rating) : null,
        memo: memo === "1",
      };
    });
}

/** The codings of a turn; read once for each article. */
export function codingsOf(turn) {
  if (!read.has(turn.article)) read.set(turn.article, parseCodings(turn.article.dataset.k));
  return read.get(turn.article);
}

/** Every coding of the transcript once, in reading order. */
export function allCodings(turns) {
  const seen = new Map();
  for (const turn of turns.list) for (const coding of codingsOf(turn)) seen.set(coding.uid, coding);
  return [...seen.values()].sort((one, other) => one.start - other.start || one.end - other.end || (one.uid < other.uid ? -1 : 1));
}

export function findCoding(turns, uid) {
  for (const turn of turns.list) {
    const found = codingsOf(turn).find((coding) => coding.uid === uid);
    if (found) return found;
  }
  return null;
}

/** The coding after (1) or before (-1) the current one, or after or before a point when none is current. */
export function stepCoding(all, current, point, step) {
  const at = all.findIndex((coding) => coding.uid === current);
  if (at >= 0) return all[at + step] ?? null;
  return (step > 0 ? all.find((one) => one.start >= point) : all.findLast((one) => one.start < point)) ?? null;
}

/** How many codings each code has. */
export function countByCode(all) {
  const counts = new Map();
  for (const { code } of all) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/** First free lane for each coding; who had a lane keeps it. `lanes` maps uid to lane and is written to. */
export function packLanes(codings, lanes) {
  const placed = codings.filter((one) => lanes.has(one.uid));
  for (const coding of codings) {
    if (lanes.has(coding.uid)) continue;
    const taken = new Set(placed.filter((one) => overlap(one, coding)).map((one) => lanes.get(one.uid)));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    lanes.set(coding.uid, lane);
    placed.push(coding);
  }
  return lanes;
}

function overlap(one, other) {
  return one.start < other.end && other.start < one.end;
}

"""Check the demo study against its plan; see README.md beside this file.

python coding/demo/check.py            the whole study
python coding/demo/check.py 01 07      these interviews only
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

# Run as a script, this file's folder is on the path but the project's root is not.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from coding.demo.check_rounds import check_decisions, check_values
from coding.demo.report import Report, Silence, say
from coding.demo.study import (
    HEADER,
    HERE,
    INTERVIEWER,
    Coding,
    Interview,
    Planned,
    count_words,
    read_plan,
    read_rounds,
    read_turns,
    resolve,
    sentences,
    table,
)

DIRECTIONS = {"", "affirms", "denies", "mixed"}
MAY_DENY = {
    "spread-information",
    "develop-a-digital-presence",
    "develop-the-market",
    "monitor",
    "listen",
    "ensure-a-presence",
    "influence-of-the-manager",
    "influence-of-the-organisation",
    "difficulty-of-assessing",
    "integrated-approach",
    "support-from-high-up",
    "easier-running",
}
WORDS = (1200, 2500)
WORDS_IN_ALL = 30_000
CODINGS = (15, 40)
TRAINEE = "T"
TRAINEES_CODINGS = (15, 30)
LONGEST = 900


def lower_median(values: list[int]) -> int | None:
    """The middle value, the lower one of two; None without values."""
    return sorted(values)[(len(values) - 1) // 2] if values else None


def check_text(talk: Interview, name: str, report: Report) -> None:
    """Header, speakers and length of one interview."""
    lines = talk.text.split("\n")
    if lines[:2] != [f"Entrevue {talk.number}", "Étude fictive"] or len(lines) < 4 or lines[3]:
        wanted = f"“Entrevue {talk.number}”, “Étude fictive”, the date, an empty line"
        report.problem(name, 1, f"the header must be {wanted}")
    for turn in talk.turns:
        if turn.speaker not in (INTERVIEWER, talk.pseudonym):
            wanted = f"“{INTERVIEWER} : ” or “{talk.pseudonym} : ”"
            report.problem(name, turn.line, f"the turn must begin with {wanted}")
    low, high = WORDS
    if not low <= talk.words <= high:
        report.problem(name, 1, f"{talk.words} words, wanted {low} to {high}")


def inside_word(text: str, at: int) -> bool:
    """Whether a cut at this offset would divide a word."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    return (before.isalnum() or before == "-") and (after.isalnum() or after == "-")


def span_faults(talk: Interview, start: int, end: int) -> list[str]:
    """What is wrong with a resolved range."""
    faults = []
    spoken = [t for t in talk.turns if t.speaker == talk.pseudonym]
    if not any(t.start <= start and end <= t.end for t in spoken):
        faults.append(f"the passage must lie inside one turn of {talk.pseudonym}")
    if not talk.text[start:end].strip():
        faults.append("the passage is empty")
    if talk.text[start:end] != talk.text[start:end].strip():
        faults.append("the passage begins or ends with a space")
    if end - start > LONGEST:
        faults.append(f"the passage has {end - start} characters, at most {LONGEST}")
    if inside_word(talk.text, start) or inside_word(talk.text, end):
        faults.append("the passage cuts a word")
    return faults


def read_coding(row: list[str], talk: Interview, line: int) -> tuple[Coding, list[str]]:
    """The coding in a row of six cells, and what is wrong with its passage."""
    coder, code, rating, direction, memo, quote = row
    try:
        span = resolve(talk.text, quote)
    except ValueError as error:
        return Coding(coder, code, rating, direction, memo, None, line), [str(error)]
    return Coding(coder, code, rating, direction, memo, span, line), span_faults(talk, *span)


def cell_faults(coding: Coding, known: set[str]) -> list[str]:
    """What is wrong with the cells of a coding, its passage apart."""
    faults = []
    if coding.coder not in ("A", "B", TRAINEE):
        faults.append(f"coder “{coding.coder}”, wanted A, B or {TRAINEE}")
    if coding.code not in known:
        faults.append(f"unknown code “{coding.code}”")
    if coding.code == "planning" and coding.rating not in ("1", "2", "3", "4"):
        faults.append("planning needs a rating from 1 to 4")
    if coding.code != "planning" and coding.rating:
        faults.append("only planning is rated per passage")
    if coding.direction not in DIRECTIONS:
        faults.append(f"direction “{coding.direction}”, wanted affirms, denies, mixed or nothing")
    if coding.direction and coding.code not in MAY_DENY:
        faults.append(f"{coding.code} can't have a direction")
    return faults


def read_codings(talk: Interview, name: str, known: set[str], report: Report) -> None:
    """Read a codings file into the interview, reporting each row's problems."""
    lines = (HERE / name).read_text(encoding="utf-8").split("\n")
    if lines[0].split("\t") != HEADER:
        report.problem(name, 1, f"the header row must be {' TAB '.join(HEADER)}")
    for number, line in enumerate(lines[1:], start=2):
        row = line.split("\t")
        if not line.strip():
            continue
        if len(row) != len(HEADER):
            report.problem(name, number, f"{len(row)} cells, wanted {len(HEADER)}")
            continue
        coding, faults = read_coding(row, talk, number)
        for fault in [*cell_faults(coding, known), *faults]:
            report.problem(name, number, fault)
        talk.codings.append(coding)


def check_repeats(talk: Interview, name: str, report: Report) -> None:
    """The same coder must not mark the same passage twice with one code."""
    seen: dict[tuple[str, str, tuple[int, int]], int] = {}
    for coding in talk.codings:
        if coding.span is None:
            continue
        key = (coding.coder, coding.code, coding.span)
        if key in seen:
            report.problem(name, coding.line, f"the same coding as in line {seen[key]}")
        seen.setdefault(key, coding.line)


def wanted_direction(planned: Planned, coder: str) -> str:
    """The direction planned for a coder: `denies`, or `A=mixed;B=affirms`."""
    hint = planned.direction
    each = dict(part.split("=", 1) for part in hint.split(";")) if "=" in hint else {}
    return each.get(coder, "") if each else hint


def check_coder(talk: Interview, coder: str, plan: dict[str, Planned], name: str, report: Report) -> None:
    """One coder's number of codings, codes and directions against the plan."""
    mine = [c for c in talk.codings if c.coder == coder]
    low, high = CODINGS
    if not low <= len(mine) <= high:
        report.problem(name, 1, f"coder {coder} has {len(mine)} codings, wanted {low} to {high}")
    used = {c.code for c in mine}
    wanted = {code for code, planned in plan.items() if coder in planned.coders}
    for code in sorted(wanted - used):
        report.problem(name, 1, f"coder {coder} lacks {code}, which is planned")
    for code in sorted(used - wanted):
        lines = ", ".join(str(c.line) for c in mine if c.code == code)
        report.problem(name, 1, f"coder {coder} has {code} (lines {lines}), which is not planned")
    for code in sorted(used & wanted):
        direction = wanted_direction(plan[code], coder)
        found = {c.direction or "affirms" for c in mine if c.code == code}
        if direction and direction not in found:
            report.problem(name, 1, f"coder {coder}, {code}: no passage with “{direction}”")
        elif not direction and found != {"affirms"}:
            report.warn(name, 1, f"coder {coder}, {code}: a direction that is not planned")


def check_trainee(talk: Interview, name: str, report: Report) -> None:
    """She codes where a round gives her the transcript, and nowhere else. What she marks is not planned."""
    mine = sum(c.coder == TRAINEE for c in talk.codings)
    low, high = TRAINEES_CODINGS if any(talk.number in one.trainee for one in read_rounds()) else (0, 0)
    if not low <= mine <= high:
        report.problem(name, 1, f"the trainee has {mine} codings, wanted {low} to {high}")


def check_planning(talk: Interview, plan: dict[str, Planned], name: str, report: Report) -> None:
    """The lower median of the planning ratings, by passages and by coders, as planned."""
    rated = [c for c in talk.codings if c.code == "planning" and c.rating.isdigit() and c.coder != TRAINEE]
    if "planning" not in plan or not rated:
        return
    pooled = lower_median([int(c.rating) for c in rated])
    coders = sorted({c.coder for c in rated})
    medians = [lower_median([int(c.rating) for c in rated if c.coder == k]) for k in coders]
    between = lower_median([m for m in medians if m is not None])
    # A report may pool the passages or take each coder's median first: both must tell the same.
    for way, value in (("all passages", pooled), ("the coders' medians", between)):
        if str(value) != plan["planning"].rating:
            wanted = plan["planning"].rating
            report.problem(name, 1, f"planning: lower median of {way} is {value}, wanted {wanted}")


def check_boundaries(talk: Interview, name: str, report: Report) -> None:
    """Warn when the coders' paired passages differ too seldom or too often."""
    pairs = differing = 0
    spans = [(c, c.span) for c in talk.codings if c.span is not None]
    for a, (start, end) in [(c, s) for c, s in spans if c.coder == "A"]:
        for b, (low, high) in [(c, s) for c, s in spans if c.coder == "B"]:
            if a.code == b.code and low < end and start < high:
                pairs += 1
                differing += (start, end) != (low, high)
    if pairs and not 0.3 <= differing / pairs <= 0.7:
        message = f"{differing} of {pairs} paired passages differ in boundaries"
        report.warn(name, 1, f"{message}, wanted a third to two thirds")
    if sum(bool(c.memo) for c in talk.codings) < 2:
        report.warn(name, 1, "fewer than two memos")


def check_sentences(talks: dict[str, Interview], names: dict[str, str], chosen: set[str], report: Report) -> None:
    """No sentence of six words and more stands twice in the study."""
    seen: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for number, talk in talks.items():
        for sentence, line in sentences(talk):
            seen[sentence].append((number, line))
    for sentence, found in seen.items():
        if len(found) > 1 and any(number in chosen for number, _ in found):
            (number, line), others = found[0], found[1:]
            also = ", ".join(f"{n} line {at}" for n, at in others)
            report.problem(f"interviews/{names[number]}.txt", line, f"also in {also}: {sentence}")


def read_interview(row: dict[str, str], plan: dict[str, Planned], known: set[str], report: Report) -> Interview | None:
    """Read and check one interview and its codings; None when its text is missing."""
    stem = f"{row['nn']}-{row['key']}"
    name, codings = f"interviews/{stem}.txt", f"codings/{stem}.tsv"
    if not (HERE / name).exists():
        report.problem(name, 1, "missing")
        return None
    talk = Interview(row["nn"], row["pseudonym"], (HERE / name).read_text(encoding="utf-8"))
    talk.turns = read_turns(talk.text)
    talk.words = sum(count_words(talk.text[t.start : t.end]) for t in talk.turns)
    check_text(talk, name, report)
    if not (HERE / codings).exists():
        report.problem(codings, 1, "missing")
        return talk
    read_codings(talk, codings, known, report)
    check_repeats(talk, codings, report)
    for coder in "AB":
        check_coder(talk, coder, plan, codings, report)
    check_trainee(talk, codings, report)
    check_planning(talk, plan, codings, report)
    check_boundaries(talk, codings, report)
    return talk


def in_all(talks: dict[str, Interview], report: Report) -> None:
    """Counts over the whole study against counts.json; skipped until every text is there."""
    counts = json.loads((HERE / "counts.json").read_text(encoding="utf-8"))
    sector = {row["nn"]: row["sector"] for row in table("participants.tsv")}
    total = sum(talk.words for talk in talks.values())
    say(f"{len(talks)} of {len(sector)} interviews, {total} words")
    if len(talks) < len(sector) or not all(talk.codings for talk in talks.values()):
        return
    if total < WORDS_IN_ALL:
        report.problem("interviews", 1, f"{total} words in all, wanted {WORDS_IN_ALL}")
    for coders, name in (("AB", "union"), ("A", "coder_a")):
        for code, wanted in counts[name].items():
            who = {n for n, t in talks.items() if used_by(t, code, coders)}
            found = Counter(sector[n] for n in who)
            if any(found[group] != wanted[group] for group in wanted):
                report.problem("counts.json", 1, f"{name}, {code}: {dict(found)}, wanted {wanted}")
    early = {n for n in talks if int(n) < counts["no_emergent_before"]}
    for number in sorted(early):
        for code in counts["emergent"]:
            if used_by(talks[number], code, "AB"):
                report.problem("codings", 1, f"{number} has {code}, which did not exist yet")
    check_values(talks, report)
    check_decisions(talks, counts, report)


def used_by(talk: Interview, code: str, coders: str) -> bool:
    """Whether one of these coders used the code in this interview."""
    return any(c.code == code and c.coder in coders for c in talk.codings)


def main(arguments: list[str]) -> int:
    """Check the chosen interviews (all without arguments); 1 when there is a problem."""
    report, people, plan = Report(), table("participants.tsv"), read_plan()
    chosen = set(arguments) or {row["nn"] for row in people}
    names = {row["nn"]: f"{row['nn']}-{row['key']}" for row in people}
    unknown = chosen - set(names)
    if unknown:
        say(f"no such interview: {', '.join(sorted(unknown))}")
        return 2
    known = {code for planned in plan.values() for code in planned}
    talks = {}
    for row in people:
        # The other interviews are read silently: sentences are compared over the whole study.
        heard = row["nn"] in chosen
        if heard or (HERE / "interviews" / f"{names[row['nn']]}.txt").exists():
            talk = read_interview(row, plan[row["nn"]], known, report if heard else Silence())
            talks.update({row["nn"]: talk} if talk else {})
            if talk and heard:
                each = Counter(c.coder for c in talk.codings)
                say(f"{names[row['nn']]}: {talk.words} words, codings A {each['A']}, B {each['B']}, T {each['T']}")
    check_sentences(talks, names, chosen, report)
    in_all(talks, report)
    say(f"{report.problems} problems, {report.warnings} warnings")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

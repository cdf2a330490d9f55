"""A codebook table as a draft of codes, with its problems by row. Nothing here knows the database."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from coding.importers.codebook_cells import LONGEST, cut_at, fields_of, first_of, text_of
from coding.importers.codebook_columns import ABOVE, CODE, KEY, LEVEL, PARENT, PATH, folded, places
from interviews.importers.draft import Problem
from interviews.importers.errors import UnreadableFile
from interviews.importers.sheets import HeaderChoice, Sheet, data_rows

MOST_CODES = 2000
MOST_LEVELS = 12
# "A > B" as it is written by hand and by other programs.
STEP = re.compile(r"\s*(?:>|›|»|::|\\)\s*")
BULLETS = re.compile(r"^((?:[○●•◦▪■*–—-]\s*)+)(?=\S)")


@dataclass(frozen=True, slots=True)
class DraftCode:
    """A code as the table has it. `parent` is the draft's place of its parent, None at the top.

    `implied`: named as a parent only, without a row of its own. `fields` are those of the model, only what is written.
    """

    line: int
    name: str
    parent: int | None
    key: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    implied: bool = False


@dataclass(frozen=True, slots=True)
class CodebookDraft:
    """Codes in the table's order, each after its parent."""

    codes: tuple[DraftCode, ...]
    problems: tuple[Problem, ...] = ()

    def path(self, place: int) -> tuple[str, ...]:
        """The names from the top to the code."""
        names: list[str] = []
        at: int | None = place
        while at is not None:
            names.append(self.codes[at].name)
            at = self.codes[at].parent
        return tuple(reversed(names))


@dataclass(slots=True)
class _Line:
    """A row that names a code: its ancestors by name where the table draws them, else its parent's name or key."""

    number: int
    name: str
    above: tuple[str, ...]
    parent: str
    key: str
    fields: dict[str, object]
    above_definition: str
    bullets: int = 0


def read_codebook(
    sheet: Sheet,
    header: HeaderChoice,
    roles: Mapping[int, str],
    *,
    language: str,
    indents: Mapping[int, int] | None = None,
) -> CodebookDraft:
    """The table as a draft; `language` is that of the columns that name none, `indents` the width before each code.

    Raises UnreadableFile when no row names a code, or when there are more than MOST_CODES.
    """
    problems = list(sheet.problems)
    found = list(_lines(sheet, header, roles, language, problems))
    if _indented(roles):
        found = _under_indents(found, indents or {})
    if not found:
        raise UnreadableFile(
            _("No row names a code. Choose the row of the titles and the column “Code”, or check the file.")
        )
    draft = _by_parent(found, problems) if places(roles, PARENT) else _by_path(found, problems, language)
    if len(draft) > MOST_CODES:
        raise UnreadableFile(
            _("This table has %(n)s codes; a codebook holds %(most)s. Leave out rows that are not codes.")
            % {"n": len(draft), "most": MOST_CODES}
        )
    return CodebookDraft(tuple(draft), tuple(sorted(problems, key=lambda problem: problem.line or 0)))


def _lines(
    sheet: Sheet, header: HeaderChoice, roles: Mapping[int, str], language: str, problems: list[Problem]
) -> Iterator[_Line]:
    """Each row that names a code. Levels left blank repeat those of the row above."""
    drawn = [*places(roles, LEVEL), *places(roles, CODE)]
    by_levels = len(drawn) > 1 and not places(roles, PARENT)
    stack: list[str] = []
    for number, row in data_rows(sheet, header):
        fields = fields_of(number, row, roles, language, problems)
        path = [part for part in STEP.split(first_of(row, places(roles, PATH))) if part]
        names = [text_of(row[place]) for place in drawn]
        if by_levels:
            stack = _stacked(stack, names)
            path = path or stack
            if not any(names) and not path:
                continue
        name, above = _named(path, names, fields, language)
        if not name:
            problems.append(Problem(number, _("This row names no code."), outcome=_("It is left out.")))
            continue
        if len(name) > LONGEST["label"]:
            problems.append(Problem(number, _("This name is too long."), name[:60], cut_at(LONGEST["label"])))
            fields.setdefault(f"definition_{language}", name)
        yield _Line(
            number,
            _cut(name),
            tuple(map(_cut, above)),
            first_of(row, places(roles, PARENT)),
            first_of(row, places(roles, KEY)),
            fields,
            first_of(row, places(roles, ABOVE)),
            max(map(_bullets, names), default=0),
        )


def _stacked(stack: list[str], names: Sequence[str]) -> list[str]:
    """The levels of a row: what is filled, below what the rows above left open. "○○ x" lies one deeper than "○ x"."""
    filled = [place for place, name in enumerate(names) if name]
    if not filled:
        return stack
    found = stack[: filled[0]] + [""] * (filled[0] - len(stack))
    return [*found, *(names[place] for place in range(filled[0], filled[-1] + 1))]


def _indented(roles: Mapping[int, str]) -> bool:
    """Whether only the place before a code can tell its parent."""
    return len(places(roles, CODE)) == 1 and not any(places(roles, role) for role in (LEVEL, PATH, PARENT))


def _under_indents(lines: Sequence[_Line], indents: Mapping[int, int]) -> list[_Line]:
    """Rows under the nearest row above them that is indented less: by blanks, or by bullets ("○○ x" under "○ x")."""
    stack: list[tuple[int, str]] = []
    found = []
    for line in lines:
        width = indents.get(line.number, 0) + line.bullets
        while stack and stack[-1][0] >= width:
            stack.pop()
        found.append(replace(line, above=tuple(name for _width, name in stack)))
        stack.append((width, line.name))
    return found


def _named(
    path: Sequence[str], names: Sequence[str], fields: dict[str, object], language: str
) -> tuple[str, tuple[str, ...]]:
    """A code's name and the names above it, from a path, from the code's own column, or from its labels."""
    own = next((name for name in reversed(names) if name), "") or str(fields.get(f"label_{language}", ""))
    own = own or str(fields.get("label_en", "") or fields.get("label_fr", ""))
    whole = [BULLETS.sub("", part) for part in path if part]
    if not whole:
        return BULLETS.sub("", own), ()
    return whole[-1], tuple(whole[:-1])


def _by_path(lines: Sequence[_Line], problems: list[Problem], language: str) -> list[DraftCode]:
    """Codes under the names above them; a name that has no row becomes a code of its own."""
    codes: list[DraftCode] = []
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        parent = _ensure(line.above, line.number, codes, seen)
        path = (*map(folded, line.above), folded(line.name))
        if parent is not None and line.above_definition:
            described = {f"definition_{language}": line.above_definition, **codes[parent].fields}
            codes[parent] = replace(codes[parent], fields=described)
        if path in seen and not codes[seen[path]].implied:
            problems.append(_repeated(line, codes[seen[path]].line))
            continue
        code = DraftCode(line.number, line.name, parent, line.key, line.fields)
        if path in seen:
            told = codes[seen[path]]
            codes[seen[path]] = replace(code, fields={**told.fields, **line.fields})
        else:
            seen[path] = len(codes)
            codes.append(code)
        if len(path) > MOST_LEVELS:
            raise UnreadableFile(
                _("Row %(row)s lies %(n)s levels deep; a codebook has at most %(most)s. Shorten its path.")
                % {"row": line.number, "n": len(path), "most": MOST_LEVELS}
            )
    return codes


def _ensure(names: tuple[str, ...], line: int, codes: list[DraftCode], seen: dict[tuple[str, ...], int]) -> int | None:
    """The place of the code with this path, made with all above it where it has no row yet; None is the top."""
    place: int | None = None
    for depth in range(len(names)):
        path = tuple(map(folded, names[: depth + 1]))
        if path not in seen:
            seen[path] = len(codes)
            codes.append(DraftCode(line, names[depth], place, implied=True))
        place = seen[path]
    return place


def _by_parent(lines: Sequence[_Line], problems: list[Problem]) -> list[DraftCode]:
    """Codes under the parent that they name by key or name; a circle is cut at its first row."""
    by_name: dict[str, _Line] = {}
    for line in lines:
        for handle in (line.key, line.name):
            by_name.setdefault(folded(handle), line) if handle else None
    parents: dict[int, _Line | str] = {}
    for line in lines:
        above = by_name.get(folded(line.parent)) if line.parent else None
        parents[line.number] = above or line.parent
        if _circles(line, parents):
            problems.append(
                Problem(
                    line.number,
                    _("This code lies under itself, through its parent."),
                    quote=line.parent,
                    outcome=_("It is put at the top."),
                )
            )
            parents[line.number] = ""
    return _planted(lines, parents, problems)


def _circles(line: _Line, parents: Mapping[int, _Line | str]) -> bool:
    """Whether the way up from a row comes back to it."""
    met = {line.number}
    at = parents[line.number]
    while isinstance(at, _Line):
        if at.number in met:
            return True
        met.add(at.number)
        at = parents.get(at.number, "")
    return False


def _planted(lines: Sequence[_Line], parents: Mapping[int, _Line | str], problems: list[Problem]) -> list[DraftCode]:
    """The codes with each parent before its children."""
    codes: list[DraftCode] = []
    placed: dict[int, int] = {}
    unknown: dict[str, int] = {}
    taken: dict[tuple[int | None, str], int] = {}
    for line in lines:
        chain = [line]
        while isinstance(above := parents[chain[-1].number], _Line) and above.number not in placed:
            chain.append(above)
        for link in reversed(chain):
            if link.number in placed:
                continue
            parent = _parent_place(link, parents[link.number], codes, placed, unknown, problems)
            if (parent, folded(link.name)) in taken:
                problems.append(_repeated(link, codes[taken[parent, folded(link.name)]].line))
                placed[link.number] = taken[parent, folded(link.name)]
                continue
            placed[link.number] = taken[parent, folded(link.name)] = len(codes)
            codes.append(DraftCode(link.number, link.name, parent, link.key, link.fields))
    return codes


def _parent_place(
    line: _Line,
    parent: _Line | str,
    codes: list[DraftCode],
    placed: Mapping[int, int],
    unknown: dict[str, int],
    problems: list[Problem],
) -> int | None:
    """Where the parent stands in the draft; one that has no row is made, at the top."""
    if isinstance(parent, _Line):
        return placed[parent.number]
    if not parent:
        return None
    if folded(parent) not in unknown:
        unknown[folded(parent)] = len(codes)
        codes.append(DraftCode(line.number, parent, None, implied=True))
        problems.append(
            Problem(
                line.number,
                _("The parent has no row of its own."),
                quote=parent,
                outcome=_("It is taken from the codebook, or created at the top."),
            )
        )
    return unknown[folded(parent)]


def _repeated(line: _Line, first: int) -> Problem:
    return Problem(
        line.number,
        _("This code stands in row %(row)s already, under the same parent.") % {"row": first},
        quote=line.name,
        outcome=_("The second one is left out."),
    )


def _cut(name: str) -> str:
    """A name no longer than a label may be."""
    return name[: LONGEST["label"]].rstrip()


def _bullets(name: str) -> int:
    """How many bullets stand before a name."""
    found = BULLETS.match(name)
    return len("".join(found[1].split())) if found else 0

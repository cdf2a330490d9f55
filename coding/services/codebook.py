"""What one does to the codebook. Each change is one transaction, one revision, and one new codebook revision."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.models import SLOTS, Code, Coding
from coding.queries.codebook import Codebook, Node, codebook_of, read_codebook
from coding.queries.versions import why_it_rests
from interviews.models import Member, Project
from interviews.services.revisions import record

MOST_CODES = 2000
MOST_LEVELS = 12
MOST_GRADES = 10
KEY_LENGTH = 80
# Stands at a proposed code's place in addresses.
RESERVED_KEYS = frozenset({"new"})


class CodebookError(Exception):
    """A change that the codebook does not allow; `str()` says what, where and what next."""


class SameName(CodebookError):
    """A living sibling has this label already."""


class Cycle(CodebookError):
    """A code would come to lie under itself."""


class TooMany(CodebookError):
    """More codes or levels than a codebook holds."""


class ParentGone(CodebookError):
    """The parent is archived, or of another project."""


class BadScale(CodebookError):
    """A rated code without a usable scale."""


class Resting(CodebookError):
    """A round is open: the codebook stays as it was frozen until it closes."""


class Level(TypedDict):
    """One level of a scale, with its label in both languages (one may be empty)."""

    value: int
    en: str
    fr: str


class CodeFields(TypedDict, total=False):
    """What a code says; a field that is not given stays as it is."""

    label_en: str
    label_fr: str
    definition_en: str
    definition_fr: str
    use_when_en: str
    use_when_fr: str
    use_not_en: str
    use_not_fr: str
    examples_en: str
    examples_fr: str
    slot: int
    origin: str
    active: bool
    heading: bool
    rated: str
    scale: list[Level]
    deniable: bool


def create_code(by: Member, *, parent: Code | None = None, key: str = "", **fields: Unpack[CodeFields]) -> Code:
    """A new code, last under its parent. Once the project has codings it is emergent unless told otherwise.

    `key` is a wish; a taken one gets -2, -3. Raises CodebookError.
    """
    with changing(by.project) as codebook:
        code = insert_code(codebook, by, parent=parent, key=key, fields=fields)
        record(by.project, actor=by.user, verb="create-code", summary={"code": code.key})
    return code


def insert_code(codebook: Codebook, by: Member, *, parent: Code | None, key: str, fields: CodeFields) -> Code:
    """`create_code` without its transaction and revision: for services that write several codes as one action."""
    if len(codebook.living) >= MOST_CODES:
        raise TooMany(
            _("The codebook has %(n)s codes, and that is the limit. Archive codes that are not used.")
            % {"n": MOST_CODES}
        )
    code = Code(project=by.project, parent=parent, created_by=by)
    if "origin" not in fields:
        code.origin = default_origin(by.project)
    if "slot" not in fields:
        code.slot = next_slot(codebook)
    set_fields(code, fields)
    code.key = free_key(key or code.label_en or code.label_fr, taken=codebook.by_key)
    check_parent(codebook, code, parent)
    check_names(codebook, code, parent)
    siblings = codebook.siblings(parent)
    code.position = siblings[-1].code.position + 1 if siblings else 0
    code.save()
    return code


def edit_code(code: Code, *, by: Member, **fields: Unpack[CodeFields]) -> Code:
    """Write the given fields and no other; nothing happens where none differs. Raises CodebookError."""
    with changing(by.project) as codebook:
        current = codebook.by_id[code.pk].code
        changed = [name for name, value in fields.items() if getattr(current, name) != value]
        if changed:
            set_fields(current, fields)
            check_names(codebook, current, current.parent)
            current.save(update_fields=changed)
            record(by.project, actor=by.user, verb="edit-code", summary={"code": current.key, "fields": changed})
    return current


def set_slot(code: Code, *, by: Member, slot: int) -> Code:
    """Another colour and pattern."""
    return edit_code(code, by=by, slot=slot)


def move_code(code: Code, *, by: Member, parent: Code | None, place: int | None = None) -> None:
    """Put the code, with all below it, under `parent` (None: at the top) at `place` among its siblings, counted from 0.

    Without a place it goes last. Raises Cycle, SameName, ParentGone, TooMany.
    """
    with changing(by.project) as codebook:
        node = codebook.by_id[code.pk]
        check_parent(codebook, node.code, parent)
        check_names(codebook, node.code, parent)
        siblings = [sibling.code for sibling in codebook.siblings(parent) if sibling.code.pk != code.pk]
        siblings.insert(len(siblings) if place is None else max(place, 0), node.code)
        node.code.parent = parent
        for position, sibling in enumerate(siblings):
            sibling.position = position
        Code.objects.bulk_update(siblings, ["parent", "position"])
        record(by.project, actor=by.user, verb="move-code", summary={"code": code.key})


def step_code(code: Code, *, by: Member, step: int) -> None:
    """One place up (-1) or down (1) among its siblings; nothing where there is no such place."""
    codebook = codebook_of(by.project)
    node = codebook.by_id[code.pk]
    parent = node.ancestors[-1] if node.ancestors else None
    siblings = [sibling.code.pk for sibling in codebook.siblings(parent)]
    if code.pk in siblings and 0 <= (place := siblings.index(code.pk) + step) < len(siblings):
        move_code(code, by=by, parent=parent, place=place)


def archive_code(code: Code, *, by: Member, at: datetime | None = None) -> int:
    """Put away the code and all below it; how many codes that were. Codings stay, no new ones are made with it."""
    with changing(by.project) as codebook:
        node = codebook.by_id[code.pk]
        if node.archived:
            return 0
        gone = [node.code.pk, *(below.code.pk for below in node.within())]
        Code.objects.filter(pk__in=gone).update(archived_at=at or timezone.now())
        record(by.project, actor=by.user, verb="archive-code", summary={"code": code.key, "codes": len(gone)})
    return len(gone)


def restore_code(code: Code, *, by: Member) -> int:
    """Bring back the code and what was archived with it; how many codes that were. Raises ParentGone, SameName."""
    with changing(by.project) as codebook:
        node = codebook.by_id[code.pk]
        if not node.archived:
            return 0
        check_parent(codebook, node.code, node.code.parent)
        check_names(codebook, node.code, node.code.parent)
        together = [below.code.pk for below in node.within() if below.code.archived_at == node.code.archived_at]
        back = [node.code.pk, *together]
        Code.objects.filter(pk__in=back).update(archived_at=None)
        record(by.project, actor=by.user, verb="restore-code", summary={"code": code.key, "codes": len(back)})
    return len(back)


@contextmanager
def changing(project: Project) -> Iterator[Codebook]:
    """A transaction that holds the project's row and makes the next codebook revision; gives the tree as it is now.

    The row is locked first, so that two moves cannot make a cycle together. Raises Resting while a round is open.
    """
    before = project.codebook_revision
    try:
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(codebook_revision=F("codebook_revision") + 1)
            project.refresh_from_db(fields=["codebook_revision", "round_is_open"])
            refuse_while_resting(project)
            yield read_codebook(project)
    except BaseException:
        project.codebook_revision = before
        raise


def refuse_while_resting(project: Project) -> None:
    """Raise Resting, with the round that is open."""
    if reason := why_it_rests(project):
        raise Resting(reason)


def set_fields(code: Code, fields: Mapping[str, object]) -> None:
    """Write the fields on the code, not yet saved. Raises CodebookError where they make no code."""
    for name, value in fields.items():
        setattr(code, name, " ".join(value.split()) if name.startswith("label") and isinstance(value, str) else value)
    if not code.label_en and not code.label_fr:
        raise CodebookError(_("A code needs a name in at least one language. Write one."))
    if not 0 <= code.slot < SLOTS:
        raise CodebookError(_("Colour and pattern are one of %(n)s. Choose one of those shown.") % {"n": SLOTS})
    if code.rated:
        check_scale(code.scale)


def check_scale(scale: Sequence[Level]) -> None:
    """At least two levels, ascending, each with a label."""
    values = [level["value"] for level in scale]
    if not 2 <= len(values) <= MOST_GRADES:
        raise BadScale(
            _("A rated code has a scale of 2 to %(most)s levels. Write one level a line, for example “1 Weak”.")
            % {"most": MOST_GRADES}
        )
    if any(first >= second for first, second in zip(values, values[1:], strict=False)):
        raise BadScale(_("The levels of the scale go up, and each number stands once. Put them in order."))
    if not all(level["en"] or level["fr"] for level in scale):
        raise BadScale(_("Each level of the scale has a word beside its number. Write it, for example “1 Weak”."))


def check_parent(codebook: Codebook, code: Code, parent: Code | None) -> None:
    """The parent lives in this project, is not below the code, and the branch stays within the levels allowed."""
    own = codebook.by_id.get(code.pk)  # None for a code that is to join the codebook
    below: tuple[Node, ...] = codebook.descendants(code.key) if own else ()
    if parent is None:
        return
    if code.pk and parent.pk in {code.pk, *(node.code.pk for node in below)}:
        raise Cycle(
            _("“%(code)s” can’t go under “%(parent)s”: that lies inside it. Choose another parent.")
            % {"code": code.label, "parent": parent.label}
        )
    above = codebook.by_id.get(parent.pk)
    if above is None or above.archived:
        raise ParentGone(
            _("The parent “%(parent)s” is archived. Restore it first, or choose another.") % {"parent": parent}
        )
    height = max((node.depth - own.depth for node in below), default=0) if own else 0
    if above.depth + 2 + height > MOST_LEVELS:
        raise TooMany(
            _("This would be more than %(n)s levels of codes. Choose a parent nearer to the top.") % {"n": MOST_LEVELS}
        )


def check_names(codebook: Codebook, code: Code, parent: Code | None) -> None:
    """No living sibling has one of its labels. The same label in another branch is another code."""
    for sibling in codebook.siblings(parent):
        if sibling.code.pk != code.pk and alike(sibling.code, code):
            where = _("Under “%(parent)s”") % {"parent": parent.label} if parent else _("At the top")
            raise SameName(
                _("%(where)s there is already a code “%(label)s”. Choose another name, or another parent.")
                % {"where": where, "label": sibling.code.label}
            )


def alike(one: Code, other: Code) -> bool:
    """Whether they share a label in the same language, capitals apart."""
    return any(
        first and first.casefold() == second.casefold()
        for first, second in ((one.label_en, other.label_en), (one.label_fr, other.label_fr))
    )


def default_origin(project: Project) -> str:
    """A code that is made once coding has begun came from the data."""
    begun = Coding.objects.filter(project=project).exists()  # whether, never whose: reveals no one's work
    return Code.Origin.EMERGENT if begun else Code.Origin.A_PRIORI


def next_slot(codebook: Codebook) -> int:
    """The slot that fewest living codes have; the first of those."""
    used = Counter(node.code.slot for node in codebook.living if not node.code.heading)
    return min(range(SLOTS), key=lambda slot: (used[slot], slot))


def free_key(words: str, *, taken: Mapping[str, object]) -> str:
    """A slug of the words that no code of the project has, archived ones included."""
    base = slugify(re.sub(r"[’']", "-", words))[: KEY_LENGTH - 5].strip("-") or "code"
    if base not in taken and base not in RESERVED_KEYS:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def told(count: int) -> str:
    """How many codes, in words."""
    return ngettext("%(n)s code", "%(n)s codes", count) % {"n": count}

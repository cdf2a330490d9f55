"""A drafted codebook becomes codes: first a plan that a preview shows, then one transaction."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from coding.importers.codebook import CodebookDraft, DraftCode
from coding.importers.codebook_columns import folded
from coding.models import SLOTS, Code
from coding.queries.codebook import Codebook, Node
from coding.services.codebook import MOST_CODES, TooMany, changing, default_origin, free_key
from interviews.models import Member
from interviews.services.revisions import record


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one draft: a new code (`node` is None), or the fields that change of one that is there."""

    draft: DraftCode
    node: Node | None
    changes: dict[str, object]

    @property
    def action(self) -> str:
        """ "new", "changed" or "same"."""
        if self.node is None:
            return "new"
        return "changed" if self.changes else "same"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many codes were made, and how many changed."""

    new: int
    changed: int


def plan_import(codebook: Codebook, draft: CodebookDraft, *, language: str) -> list[Step]:
    """A step for each draft, in its order. A code is known again by its key, else by its name under the same parent."""
    steps: list[Step] = []
    for code in draft.codes:
        above = None if code.parent is None else steps[code.parent].node
        fresh_parent = code.parent is not None and above is None
        node = None if fresh_parent and not code.key else match(codebook, code, above)
        fields = dict(code.fields)
        if (
            not fields.get("label_en")
            and not fields.get("label_fr")
            and (node is None or not is_named(node.code, code.name))
        ):
            fields[f"label_{language}"] = code.name
        if node is None and fields.get("rated") and not fields.get("scale"):
            del fields["rated"]  # a rating needs its scale; it can be written on the code's page
        changes = {name: value for name, value in fields.items() if node is None or getattr(node.code, name) != value}
        steps.append(Step(code, node, changes))
    return steps


def match(codebook: Codebook, draft: DraftCode, above: Node | None) -> Node | None:
    """The living code that the draft means; None for a new one."""
    by_key = codebook.by_key.get(draft.key) if draft.key else None
    if by_key and not by_key.archived:
        return by_key
    siblings = above.children if above else codebook.roots if draft.parent is None else ()
    found = next((node for node in siblings if is_named(node.code, draft.name)), None)
    if found or not draft.implied or draft.parent is not None:
        return found
    # A parent without a row may be any code of the project, as long as only one has the name.
    anywhere = [node for node in codebook.living if is_named(node.code, draft.name) or node.key == draft.name]
    return anywhere[0] if len(anywhere) == 1 else None


def is_named(code: Code, name: str) -> bool:
    """Whether the code has this name in either language, case and accents apart."""
    return folded(name) in {folded(label) for label in (code.label_en, code.label_fr) if label}


def import_codes(by: Member, draft: CodebookDraft, *, language: str, op: UUID) -> Outcome:
    """Write the draft as the operation `op`: one transaction, one revision; nothing at all where
    all is there already. Raises TooMany.
    """
    with changing(by.project) as codebook:
        steps = plan_import(codebook, draft, language=language)
        counted = Counter(step.action for step in steps)
        if len(codebook.living) + counted["new"] > MOST_CODES:
            raise TooMany(
                _("With these the codebook would have %(n)s codes; it holds %(most)s. Leave some out.")
                % {"n": len(codebook.living) + counted["new"], "most": MOST_CODES}
            )
        change(step for step in steps if step.action == "changed")
        create(by, codebook, steps)
        if counted["new"] or counted["changed"]:
            summary = {"new": counted["new"], "changed": counted["changed"]}
            record(by.project, actor=by.user, verb="import-codebook", op=op, summary=summary)
    return Outcome(counted["new"], counted["changed"])


def change(steps: Iterable[Step]) -> None:
    """Write the changed fields of codes that are there."""
    for step in steps:
        if step.node:
            Code.objects.filter(pk=step.node.code.pk).update(**step.changes)


def create(by: Member, codebook: Codebook, steps: list[Step]) -> None:
    """Write the new codes, level by level, so that each parent has its row first."""
    codes: dict[int, Code] = {place: step.node.code for place, step in enumerate(steps) if step.node}
    fresh = dict(drafted(by, codebook, steps))
    while fresh:
        parents = {place: steps[place].draft.parent for place in fresh}
        ready = [place for place, parent in parents.items() if parent is None or parent in codes]
        for place in ready:
            parent = parents[place]
            fresh[place].parent = None if parent is None else codes[parent]
        made = Code.objects.bulk_create([fresh.pop(place) for place in ready])
        codes |= dict(zip(ready, made, strict=True))


def drafted(by: Member, codebook: Codebook, steps: list[Step]) -> Iterator[tuple[int, Code]]:
    """The new codes without their parents: keys that nobody has, places behind their siblings, slots evenly used."""
    taken: dict[str, object] = dict(codebook.by_key)
    used = Counter(node.code.slot for node in codebook.living if not node.code.heading)
    origin = default_origin(by.project)
    last: dict[int | None, int] = defaultdict(
        lambda: 1 + max((node.code.position for node in codebook.living), default=-1)
    )
    for place, step in enumerate(steps):
        if step.node:
            continue
        made = Code(project=by.project, created_by=by, **{"origin": origin, **step.changes})
        made.key = free_key(step.draft.key or made.label_en or made.label_fr, taken=taken)
        taken[made.key] = made
        if "slot" not in step.changes:
            made.slot = min(range(SLOTS), key=lambda slot: (used[slot], slot))
        used[made.slot] += 1
        made.position = last[step.draft.parent]
        last[step.draft.parent] += 1
        yield place, made

"""A row a participant, and a row a participant and code, as statistics programs take them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coding.models import Code
from coding.queries.codebook import Node
from interviews.models import Attribute, Participant, ParticipantValue
from methods.coverage import State
from methods.variable_names import variable_name
from reports.queries.basis.ratings import Rated
from reports.queries.counts.coverage import Standings
from reports.queries.counts.crosstab import passages_by_group
from reports.queries.counts.indicators import denied_by
from reports.queries.counts.scales import has_scale
from reports.queries.counts.state_words import state_words
from reports.queries.gate.readable import value_cell
from reports.queries.study.groups import Group, Grouping
from reports.queries.study.study import Study
from reports.variables import DataTable, Level, Value, Variable, Words, in_both

NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True)
class Said:
    """A code of a participant. `mentioned`, `denied` and `passages` are None where nobody is done with the participant.

    `rating` is None without one, and where the coders differ and the basis takes none.
    """

    state: str
    mentioned: int | None
    denied: int | None
    passages: int | None
    rating: int | None


@dataclass(frozen=True, slots=True)
class ParticipantData:
    """Every participant of the project with every living code, under the study's basis."""

    study: Study
    people: tuple[Participant, ...]
    nodes: tuple[Node, ...]
    attributes: tuple[Attribute, ...]
    values: dict[tuple[int, int], ParticipantValue]
    said: dict[tuple[int, int], Said]


def participant_data(study: Study) -> ParticipantData:
    """The data as the reader of the study may see them."""
    project = study.reader.project_id
    attributes = Attribute.objects.living().filter(project=project).order_by("position", "pk")
    values = ParticipantValue.objects.living().filter(attribute__in=attributes, participant__deleted_at=None)
    people = tuple(Participant.objects.living().filter(project=project).order_by("position", "pk"))
    nodes = study.codebook.in_tree_order()
    return ParticipantData(
        study=study,
        people=people,
        nodes=nodes,
        attributes=tuple(attributes.prefetch_related("values")),
        values={(one.participant_id, one.attribute_id): one for one in values.select_related("category")},
        said=_said(study, people, nodes),
    )


def _said(study: Study, people: Iterable[Participant], nodes: tuple[Node, ...]) -> dict[tuple[int, int], Said]:
    covered = study.ground.covered
    alone = Grouping(
        Attribute(), tuple(Group(str(pk), "") for pk in sorted(covered)), {person: str(person) for person in covered}
    )
    passages = passages_by_group(study.ground, study.lines, alone, spans=study.counted.spans)
    denied = denied_by(study, nodes)
    ratings = study.facts.ratings([node.code for node in nodes if has_scale(node)])
    standings = Standings(study)
    found = {}
    for node in nodes:
        code, who = node.code.pk, study.who(node)
        by_state = standings.states((node,), standings.asking.of_code(code))
        states = {person: state for state, people_there in by_state.items() for person in people_there}
        for person in people:
            if person.pk not in covered:
                found[person.pk, code] = Said(NOT_DONE, None, None, None, None)
                continue
            found[person.pk, code] = Said(
                state=states[person.pk].value,
                mentioned=int(person.pk in who),
                denied=int(person.pk in denied.get(code, set())) if node.code.deniable else None,
                passages=passages.get(code, {}).get(str(person.pk), 0),
                rating=ratings.get(code, {}).get(person.pk, Rated(None)).value,
            )
    return found


def wide_table(found: ParticipantData) -> DataTable:
    """A row a participant: whether she is done, her attributes, then for each code whether she mentions it, and her
    rating where it has one.
    """
    covered = found.study.ground.covered
    rated = [node for node in found.nodes if has_scale(node)]
    variables = (
        _participant(),
        Variable("done", in_both(lambda: _("all transcripts are done under the basis")), "number", yes_and_no()),
        *(_attribute(attribute) for attribute in found.attributes),
        *(_mention(node) for node in found.nodes),
        *(_rating(node) for node in rated),
    )
    rows = [
        (
            person.pseudonym,
            int(person.pk in covered),
            *(_known(found.values.get((person.pk, attribute.pk))) for attribute in found.attributes),
            *(found.said[person.pk, node.code.pk].mentioned for node in found.nodes),
            *(found.said[person.pk, node.code.pk].rating for node in rated),
        )
        for person in found.people
    ]
    return DataTable("wide", in_both(lambda: _("one row a participant")), variables, rows)


def long_table(found: ParticipantData) -> DataTable:
    """A row a participant and code."""
    variables = (
        _participant(),
        Variable("code", in_both(lambda: pgettext("qualitative", "code key")), "text"),
        Variable("code_label", in_both(lambda: pgettext("qualitative", "code")), "text"),
        Variable("mentioned", in_both(lambda: _("mentions the code")), "number", yes_and_no()),
        Variable(
            "denied", in_both(lambda: _("denies it; empty for codes that can’t be denied")), "number", yes_and_no()
        ),
        Variable("passages", in_both(lambda: _("passages")), "number", measure="scale"),
        Variable("rating", in_both(lambda: _("rating on the code’s scale")), "number", measure="ordinal"),
        Variable("state", in_both(lambda: _("what a missing mention means")), "level", _states()),
    )
    rows = [
        (person.pseudonym, node.key, node.code.label, one.mentioned, one.denied, one.passages, one.rating, one.state)
        for person in found.people
        for node in found.nodes
        for one in (found.said[person.pk, node.code.pk],)
    ]
    return DataTable("long", in_both(lambda: _("one row a participant and code")), variables, rows)


def _participant() -> Variable:
    return Variable("participant", in_both(lambda: _("pseudonym")), "text")


def yes_and_no() -> tuple[Level, ...]:
    return (Level(0, "0", in_both(lambda: _("no"))), Level(1, "1", in_both(lambda: _("yes"))))


def _states() -> tuple[Level, ...]:
    states = (Level(n, state.value, in_both(partial(_state_word, state))) for n, state in enumerate(State, 1))
    return (*states, Level(len(State) + 1, NOT_DONE, in_both(lambda: _("transcripts not done"))))


def _state_word(state: State) -> str:
    return state_words()[state]


def _attribute(attribute: Attribute) -> Variable:
    name, words = variable_name("a", attribute.key), _labels(attribute.label_en, attribute.label_fr)
    if attribute.kind == Attribute.Kind.CATEGORY:
        values = sorted(attribute.values.all(), key=lambda value: (value.position, value.pk))
        levels = tuple(
            Level(n, value.key, _labels(value.label_en, value.label_fr)) for n, value in enumerate(values, 1)
        )
        return Variable(name, words, "level", levels)
    if attribute.kind == Attribute.Kind.NUMBER:
        return Variable(name, words, "number", measure="scale")
    return Variable(name, words, "text")


def _known(value: ParticipantValue | None) -> Value:
    """A category's key, a number, a date or a text; nothing where it is unknown or not applicable."""
    if value is None or value.missing:
        return None
    if value.category:
        return value.category.key
    cell = value_cell(value)
    return cell if isinstance(cell, str | int | float) else None


def _mention(node: Node) -> Variable:
    words = _labels(_path(node, "en"), _path(node, "fr"))
    return Variable(variable_name("c", node.key), words, "number", yes_and_no())


def _rating(node: Node) -> Variable:
    said = in_both(lambda: _("rating: %(code)s") % {"code": node.code.label})
    levels = tuple(
        Level(level["value"], str(level["value"]), _labels(level.get("en", ""), level.get("fr", "")))
        for level in node.code.scale
    )
    return Variable(variable_name("r", node.key), said, "number", levels, measure="ordinal")


def _path(node: Node, language: str) -> str:
    return " > ".join(_one(code, language) for code in (*node.ancestors, node.code))


def _one(code: Code, language: str) -> str:
    first, second = (code.label_fr, code.label_en) if language == "fr" else (code.label_en, code.label_fr)
    return first or second


def _labels(english: str, french: str) -> Words:
    return Words(english or french, french or english)

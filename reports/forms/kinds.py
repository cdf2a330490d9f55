"""What the address of a common report asks, and what one can choose from there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from coding.models import Code
from coding.queries.codebook import Node
from interviews.models import Attribute, Member
from methods.disclosure import Audience
from reports.forms.asked import Unanswerable, attribute_asked, basis_asked, first_open, living_node, snapshot_asked
from reports.queries.basis.basis import UnknownBasis
from reports.queries.counts.scales import has_scale
from reports.queries.gate.asked import Asked, source_of
from reports.queries.kinds.kind import Kind
from reports.queries.study.groups import NotGroupable, makes_groups
from reports.queries.study.source import Source


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the report's form: (value, words) of each option."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def read_asked(query: Mapping[str, str], kind: Kind, *, reader: Member, audience: Audience | None = None) -> Asked:
    """What the address asks of this kind. Raises Unanswerable where it names something that is not there, Changed.

    What it does not name is the first that there is: the first attribute that makes groups, the first rated code.
    """
    snapshot = snapshot_asked(query, reader=reader)
    source = source_of(reader, snapshot)
    try:
        basis = basis_asked(query.get("basis", ""), reader=reader, source=source)
        attribute = _attribute(query.get("attribute", ""), kind, source)
    except (UnknownBasis, NotGroupable) as error:
        raise Unanswerable(str(error)) from error
    branch = query.get("branch", "") if "branch" in kind.asks else ""
    if branch:
        living_node(branch, reader=reader, source=source)
    node = _rated(query.get("code", ""), reader, source) if "rated" in kind.asks else None
    options = _options(query, kind, reader)
    asked = Asked(reader, basis, attribute, branch, node, options, snapshot, audience, at_hand=source)
    if attribute and not query.get("attribute"):
        asked = replace(asked, attribute=first_open(asked))
    for name in kind.codes & asked.options.keys():
        living_node(asked.options[name], reader=reader, source=source)
    return asked


def _options(query: Mapping[str, str], kind: Kind, reader: Member) -> dict[str, str]:
    """What the address says of the kind's own fields."""
    for name, offered in kind.options.items():
        value = query.get(name)
        if value and value not in {key for key, _words in offered(reader)}:
            raise Unanswerable(value)
    return {name: query[name] for name in (*kind.options, *sorted(kind.codes)) if query.get(name)}


def _attribute(key: str, kind: Kind, source: Source) -> Attribute | None:
    if key and kind.asks & {"attribute", "grouping"}:
        return attribute_asked(key, source=source)
    if "attribute" not in kind.asks:
        return None
    return next((one for one in source.attributes() if makes_groups(one)), None)


def _rated(key: str, reader: Member, source: Source) -> Node | None:
    if key:
        node = living_node(key, reader=reader, source=source)
        if not has_scale(node):
            raise Unanswerable(key)
        return node
    return next(iter(rated_codes(source)), None)


def rated_codes(source: Source) -> list[Node]:
    """The codes with a scale; those rated per participant first, for they are judgements of the whole case."""
    rated = [node for node in source.codebook.in_tree_order() if has_scale(node)]
    return sorted(rated, key=lambda node: node.code.rated != Code.Rated.PARTICIPANT)


def choices_of(asked: Asked, kind: Kind) -> list[Choice]:
    """The fields of the report's form."""
    return [*_choices(asked, kind)]


def _choices(asked: Asked, kind: Kind) -> Iterable[Choice]:
    source = asked.source
    nodes = source.codebook.in_tree_order()
    if "rated" in kind.asks:
        options = tuple((node.key, node.path) for node in rated_codes(source))
        yield Choice("code", _("Rated code"), options, asked.node.key if asked.node else "")
    if "branch" in kind.asks:
        branches = tuple((node.key, node.path) for node in nodes if node.children)
        yield Choice("branch", _("Branch"), (("", str(kind.whole)), *branches), asked.branch)
    if kind.asks & {"attribute", "grouping"}:
        attributes = tuple((one.key, one.label) for one in source.attributes() if makes_groups(one))
        nobody = (("", _("All together")),) if "grouping" in kind.asks else ()
        chosen = asked.attribute.key if asked.attribute else ""
        yield Choice("attribute", _("Attribute"), (*nobody, *attributes), chosen)
    for name in kind.labels:
        options = _offered(name, asked, kind)
        default = options[0][0] if options else ""
        yield Choice(name, str(kind.labels[name]), options, asked.options.get(name, default))


def _offered(name: str, asked: Asked, kind: Kind) -> tuple[tuple[str, str], ...]:
    if name in kind.codes:
        return (("", "\u2014"), *((node.key, node.path) for node in asked.source.codebook.in_tree_order()))
    return tuple(kind.options[name](asked.reader))

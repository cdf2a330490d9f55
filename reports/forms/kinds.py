"""What the address of a common report asks, and what one can choose from there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.models import Code
from coding.queries.codebook import Node, codebook_of
from interviews.models import Attribute, Member
from reports.forms.asked import Unanswerable, basis_asked
from reports.queries.basis import UnknownBasis
from reports.queries.groups import NotGroupable, attribute_of, groupable, grouping_by
from reports.queries.kinds import Asked, Kind
from reports.queries.scales import has_scale


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the report's form: (value, words) of each option."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def read_asked(query: Mapping[str, str], kind: Kind, *, reader: Member) -> Asked:
    """What the address asks of this kind. Raises Unanswerable where it names something that is not there.

    What it does not name is the first that there is: the first attribute that makes groups, the first rated code.
    """
    try:
        basis = basis_asked(query.get("basis", ""), reader=reader)
        attribute = _attribute(query.get("attribute", ""), kind, reader=reader)
    except (UnknownBasis, NotGroupable) as error:
        raise Unanswerable(str(error)) from error
    branch = query.get("branch", "") if "branch" in kind.asks else ""
    if branch:
        living_node(branch, reader=reader)
    node = _rated(query.get("code", ""), reader=reader) if "rated" in kind.asks else None
    options = {name: query[name] for name in kind.options if query.get(name)}
    for name, value in options.items():
        if value not in {key for key, _words in kind.options[name](reader)}:
            raise Unanswerable(value)
    return Asked(reader, basis, attribute, branch, node, options)


def _attribute(key: str, kind: Kind, *, reader: Member) -> Attribute | None:
    if key and kind.asks & {"attribute", "grouping"}:
        attribute = attribute_of(reader, key)
        grouping_by(attribute)
        return attribute
    return next(iter(groupable(reader)), None) if "attribute" in kind.asks else None


def living_node(key: str, *, reader: Member) -> Node:
    """The living code of this key. Raises Unanswerable."""
    node = codebook_of(reader.project).by_key.get(key)
    if node is None or node.archived:
        raise Unanswerable(key)
    return node


def _rated(key: str, *, reader: Member) -> Node | None:
    if key:
        node = living_node(key, reader=reader)
        if not has_scale(node):
            raise Unanswerable(key)
        return node
    return next(iter(rated_codes(reader)), None)


def rated_codes(reader: Member) -> list[Node]:
    """The codes with a scale; those rated per participant first, for they are judgements of the whole case."""
    rated = [node for node in codebook_of(reader.project).in_tree_order() if has_scale(node)]
    return sorted(rated, key=lambda node: node.code.rated != Code.Rated.PARTICIPANT)


def choices_of(asked: Asked, kind: Kind) -> list[Choice]:
    """The fields of the report's form."""
    return [*_choices(asked, kind)]


def _choices(asked: Asked, kind: Kind) -> Iterable[Choice]:
    nodes = codebook_of(asked.reader.project).in_tree_order()
    if "rated" in kind.asks:
        options = tuple((node.key, node.path) for node in rated_codes(asked.reader))
        yield Choice("code", _("Rated code"), options, asked.node.key if asked.node else "")
    if "branch" in kind.asks:
        branches = tuple((node.key, node.path) for node in nodes if node.children)
        yield Choice("branch", _("Branch"), (("", str(kind.whole)), *branches), asked.branch)
    if kind.asks & {"attribute", "grouping"}:
        attributes = tuple((one.key, one.label) for one in groupable(asked.reader))
        nobody = (("", _("All together")),) if "grouping" in kind.asks else ()
        chosen = asked.attribute.key if asked.attribute else ""
        yield Choice("attribute", _("Attribute"), (*nobody, *attributes), chosen)
    for name, offered in kind.options.items():
        options = tuple(offered(asked.reader))
        default = options[0][0] if options else ""
        yield Choice(name, str(kind.labels[name]), options, asked.options.get(name, default))

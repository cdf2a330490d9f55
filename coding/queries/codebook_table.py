"""The codebook as a table, in the columns that its import reads back."""

from django.utils.translation import gettext as _

from coding.models import Code
from coding.queries.codebook import Codebook, Node
from interviews.exporters.table import Cell, Table


def codebook_table(codebook: Codebook, *, title: str) -> Table:
    """One row a living code, in tree order."""
    columns = (
        _("Key"), _("Parent key"), _("Path"), _("English label"), _("French label"),
        _("Definition, English"), _("Definition, French"), _("Use when, English"), _("Use when, French"),
        _("Do not use, English"), _("Do not use, French"), _("Examples, English"), _("Examples, French"),
        _("Origin"), _("Active"), _("Heading only"), _("Rated"), _("Scale"), _("May be denied"),
        _("Colour and pattern"),
    )  # fmt: skip
    return Table(title=title, columns=columns, rows=tuple(row_of(node) for node in codebook.in_tree_order()))


def row_of(node: Node) -> tuple[Cell, ...]:
    """A code's cells. A scale is "1 Weak | Faible; 2 Strong | Fort"."""
    code = node.code
    parent = node.ancestors[-1].key if node.ancestors else ""
    texts = (
        code.label_en, code.label_fr, code.definition_en, code.definition_fr, code.use_when_en, code.use_when_fr,
        code.use_not_en, code.use_not_fr, code.examples_en, code.examples_fr,
    )  # fmt: skip
    rated = code.get_rated_display() if code.rated else ""
    answers = (code.get_origin_display(), yes_no(code.active), yes_no(code.heading), str(rated), scale_of(code))
    return (code.key, parent, node.path, *texts, *map(str, answers), yes_no(code.deniable), code.slot + 1)


def yes_no(answer: bool) -> str:  # noqa: FBT001  # the value itself is the argument
    return _("yes") if answer else _("no")


def scale_of(code: Code) -> str:
    """The scale in one cell; empty without one."""
    return "; ".join(f"{level['value']} {level.get('en', '')} | {level.get('fr', '')}" for level in code.scale)

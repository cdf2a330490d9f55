"""What the study has declared: the declaration in force, and those before it."""

from dataclasses import dataclass

from django.db.models import Max, Value

from interviews.models import Member, Project
from reports.models import Declaration


@dataclass(frozen=True, slots=True)
class Declared:
    """The declaration in force; unsaved with its defaults, and without number, where nobody has declared anything."""

    declaration: Declaration
    family: frozenset[int]
    sensitive: frozenset[int]

    @property
    def number(self) -> int:
        return self.declaration.number or 0


def declared(project: Project) -> Declared:
    """The declaration in force, with the keys of its codes."""
    found = Declaration.objects.filter(project=project).select_related("attribute").order_by("number").last()
    if found is None:
        return Declared(Declaration(project=project, number=0), frozenset(), frozenset())
    family = found.family.values_list("pk", Value(0))
    codes = {*family.union(found.sensitive.values_list("pk", Value(1)))}
    return Declared(found, *(frozenset(pk for pk, where in codes if where == place) for place in range(2)))


def declared_since(project: Project, then: Declared) -> Declared:
    """The declaration in force, which is that of then where none was made since: declarations are never changed."""
    last = Declaration.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    return then if last == then.number else declared(project)


def log_of(reader: Member) -> list[Declaration]:
    """All declarations, latest first."""
    found = Declaration.objects.filter(project=reader.project_id).select_related("declared_by__user", "attribute")
    return [*found.prefetch_related("family", "sensitive").order_by("-number")]

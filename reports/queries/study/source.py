"""What a report is made of: the project as it is today, or a snapshot of it. The same questions to both."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from coding.queries.codebook import Codebook, codebook_of
from interviews.models import Attribute, AttributeValue, Member, Participant, ParticipantValue
from reports.models import Snapshot
from reports.queries.basis.bases import bases_for
from reports.queries.basis.basis import Basis, default_basis, read_basis
from reports.queries.basis.rows import Rows
from reports.queries.study.declared import Declared, declared
from reports.queries.study.groups import Grouping, banded, grouped, grouping_by
from reports.queries.study.study import Study, study_of

# What reports count by; texts and dates are for the tables of codings alone.
COUNTED = (Attribute.Kind.CATEGORY, Attribute.Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a participant: the key of a category, a number, or why there is none; one of the three."""

    participant: int
    category: str = ""
    number: Decimal | None = None
    missing: str = ""


class Source(Protocol):
    """Everything that a report about participants is made of. `snapshot` is None today."""

    @property
    def snapshot(self) -> Snapshot | None: ...

    @property
    def project_name(self) -> str: ...

    @property
    def fictional(self) -> bool: ...

    @property
    def codebook(self) -> Codebook: ...

    @property
    def declared(self) -> Declared: ...

    def attributes(self) -> list[Attribute]:
        """Categories and numbers in the project's order."""
        ...

    def given(self, attribute: Attribute) -> list[Given]:
        """What is known of each participant; nothing of those of whom nobody has said anything."""
        ...

    def grouping(self, attribute: Attribute) -> Grouping:
        """Raises NotGroupable."""
        ...

    def people(self) -> dict[int, str]:
        """All participants' pseudonyms, in the project's order."""
        ...

    def bases(self) -> list[Basis]:
        """Those that a reader can choose from."""
        ...

    def read_basis(self, key: str) -> Basis:
        """Raises UnknownBasis."""
        ...

    def default_basis(self) -> Basis: ...

    def study(self, basis: Basis) -> Study: ...


class TodaysSource:
    """The project as it is, as far as the reader may see."""

    snapshot: Snapshot | None = None

    def __init__(self, reader: Member) -> None:
        self.reader = reader
        self.rows = Rows(reader)
        self._studies: dict[str, Study] = {}
        self._groupings: dict[int, Grouping] = {}

    @property
    def project_name(self) -> str:
        return self.reader.project.name

    @property
    def fictional(self) -> bool:
        return self.reader.project.fictional

    @property
    def codebook(self) -> Codebook:
        return codebook_of(self.reader.project)

    @cached_property
    def declared(self) -> Declared:
        return declared(self.reader.project)

    def attributes(self) -> list[Attribute]:
        return self._attributes

    @cached_property
    def _attributes(self) -> list[Attribute]:
        living = Attribute.objects.living().filter(project=self.reader.project_id, kind__in=COUNTED)
        return [*living.order_by("position", "pk")]

    def given(self, attribute: Attribute) -> list[Given]:
        return self._given.get(attribute.pk, [])

    @cached_property
    def _given(self) -> dict[int, list[Given]]:
        """Of all attributes: whoever asks for one asks for the next."""
        rows = ParticipantValue.objects.living().filter(attribute__in=self._attributes, participant__deleted_at=None)
        found: dict[int, list[Given]] = {}
        for row in rows.order_by("participant").select_related("category"):
            found.setdefault(row.attribute_id, []).append(_given(row))
        return found

    @cached_property
    def _categories(self) -> dict[int, list[AttributeValue]]:
        found: dict[int, list[AttributeValue]] = {}
        values = AttributeValue.objects.living().filter(attribute__in=self._attributes)
        for value in values.order_by("position", "pk"):
            found.setdefault(value.attribute_id, []).append(value)
        return found

    def grouping(self, attribute: Attribute) -> Grouping:
        if attribute.pk not in self._groupings:
            known = "_given" in self.__dict__
            self._groupings[attribute.pk] = self._grouped(attribute) if known else grouping_by(attribute)
        return self._groupings[attribute.pk]

    def _grouped(self, attribute: Attribute) -> Grouping:
        given = [one for one in self.given(attribute) if not one.missing]
        if attribute.kind == Attribute.Kind.CATEGORY:
            of = {one.participant: one.category for one in given if one.category}
            return grouped(attribute, self._categories.get(attribute.pk, []), of)
        return banded(attribute, {one.participant: one.number for one in given})

    def people(self) -> dict[int, str]:
        living = Participant.objects.living().filter(project=self.reader.project_id).order_by("position", "pk")
        return dict(living.values_list("pk", "pseudonym"))

    def bases(self) -> list[Basis]:
        return bases_for(self.reader)

    def read_basis(self, key: str) -> Basis:
        return read_basis(key, reader=self.reader)

    def default_basis(self) -> Basis:
        return default_basis(self.reader)

    def study(self, basis: Basis) -> Study:
        """Counted once a basis."""
        if basis.key not in self._studies:
            self._studies[basis.key] = study_of(self.reader, basis=basis, rows=self.rows)
        return self._studies[basis.key]


def _given(row: ParticipantValue) -> Given:
    category = row.category.key if row.category and row.category.deleted_at is None else ""
    return Given(row.participant_id, category, row.number, row.missing or "")

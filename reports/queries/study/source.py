"""What a report is made of: the project as it is today, or a snapshot of it. The same questions to both."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from coding.queries.codebook import Codebook, codebook_of
from interviews.models import Attribute, Member, Participant, ParticipantValue
from reports.models import Snapshot
from reports.queries.basis.bases import bases_for
from reports.queries.basis.basis import Basis, default_basis, read_basis
from reports.queries.basis.rows import Rows
from reports.queries.study.declared import Declared, declared
from reports.queries.study.groups import Grouping, grouping_by
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
        rows = ParticipantValue.objects.living().filter(attribute=attribute, participant__deleted_at=None)
        return [*_given(rows.order_by("participant").select_related("category"))]

    def grouping(self, attribute: Attribute) -> Grouping:
        if attribute.pk not in self._groupings:
            self._groupings[attribute.pk] = grouping_by(attribute)
        return self._groupings[attribute.pk]

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


def _given(rows: Iterable[ParticipantValue]) -> Iterable[Given]:
    for row in rows:
        category = row.category.key if row.category and row.category.deleted_at is None else ""
        yield Given(row.participant_id, category, row.number, row.missing or "")

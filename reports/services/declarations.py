"""Declaring how the study reads its tables: each declaration is a new row, and none is ever changed."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Max

from coding.models import Code
from interviews.models import Attribute, Member
from interviews.services.revisions import record
from methods.strength import DEFAULT, Cuts
from reports.models import Declaration


@dataclass(frozen=True, slots=True)
class Declaring:
    """What is declared: see `Declaration`."""

    stance: str
    test: str
    attribute: Attribute | None
    family: Collection[Code]
    sensitive: Collection[Code]
    evidenced_by: int
    k_team: int
    k_public: int
    reason: str
    cuts: Cuts = DEFAULT
    closes_groups: bool = False


@transaction.atomic
def declare(wanted: Declaring, *, by: Member) -> Declaration:
    """Write the next declaration of the project; those before it stay as its log."""
    revision = record(by.project, actor=by.user, verb="declaration.made")
    last = Declaration.objects.filter(project=by.project_id).aggregate(last=Max("number"))["last"] or 0
    made = Declaration.objects.create(
        project_id=by.project_id,
        number=last + 1,
        stance=wanted.stance,
        test=wanted.test,
        attribute=wanted.attribute,
        evidenced_by=wanted.evidenced_by,
        k_team=wanted.k_team,
        k_public=wanted.k_public,
        **asdict(wanted.cuts),
        closes_groups=wanted.closes_groups,
        reason=wanted.reason,
        declared_by=by,
        declared_at=revision.at,
    )
    made.family.set(wanted.family)
    made.sensitive.set(wanted.sensitive)
    return made

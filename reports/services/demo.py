"""What the demo study declared before it looked, and what it found; loaded after its codings."""

import json
from pathlib import Path
from typing import Any

from coding.models import Code
from interviews.models import Attribute, Member, Project, TranscriptText
from methods.claims import read_claim
from methods.predicates import rests_on
from reports.models import Declaration, Finding
from reports.queries.basis.basis import default_basis
from reports.queries.counts.cells import cells_under
from reports.queries.findings.quote_choices import quote_choices
from reports.queries.study.groups import attribute_of, grouping_by
from reports.queries.study.study import Study
from reports.services.declarations import Declaring, declare
from reports.services.findings import Claiming, add_quote, create_finding, set_state
from reports.services.quotes import Quoting, keep_quote

FILES = Path(__file__).resolve().parent.parent / "demo"


def declare_demo(key: str) -> Declaration | None:
    """The demo's first declaration, by its owner; None where one stands already."""
    project = Project.objects.get(key=key)
    if project.declarations.exists():
        return None
    owner = Member.objects.select_related("project", "user").filter(project=project, role="owner").earliest("joined_at")
    said = json.loads((FILES / "declaration.json").read_text(encoding="utf-8"))
    codes = Code.objects.filter(project=project)
    wanted = Declaring(
        **{name: said[name] for name in ("stance", "test", "evidenced_by", "k_team", "k_public")},
        attribute=Attribute.objects.living().get(project=project, key=said["attribute"]),
        family=[*codes.filter(key__in=said["family"])],
        sensitive=[*codes.filter(key__in=said["sensitive"])],
        reason="",
    )
    return declare(wanted, by=owner)


def find_demo(key: str) -> None:
    """The demo's findings, by its owner, with quotes from the passages of their codes; nothing where some stand."""
    project = Project.objects.get(key=key)
    if Finding.objects.filter(project=project).exists():
        return
    owner = Member.objects.select_related("project", "user").filter(project=project, role="owner").earliest("joined_at")
    basis = default_basis(owner)
    cells = cells_under(owner, basis)
    for said in json.loads((FILES / "findings.json").read_text(encoding="utf-8")):
        words = {name: said[name] for name in ("claim_en", "claim_fr", "inference_en", "inference_fr") if name in said}
        wanted = Claiming(**words, basis=basis.key, predicate=said["predicate"])
        needed = cells.of(rests_on(read_claim(wanted.predicate)))
        finding = create_finding(wanted, needed, by=owner)
        for quote in said["quotes"]:
            _quote(finding, quote, cells.study, by=owner)
        set_state(finding, Finding.State.REVIEWED, by=owner)


def _quote(finding: Finding, said: dict[str, Any], study: Study, *, by: Member) -> None:
    """The first passages on a code, each of another participant, of the group if one is named. The code keeps them."""
    grouping = grouping_by(attribute_of(by, "sector"))
    spoken: set[int] = set()
    for choice in quote_choices(study, (said["code"],), chosen={}):
        of_group = said.get("group") in {None, grouping.group_of.get(choice.participant.pk)}
        if of_group and choice.participant.pk not in spoken and len(spoken) < said["count"]:
            spoken.add(choice.participant.pk)
            place = (choice.participant, TranscriptText.objects.get(pk=choice.text), choice.start, choice.end)
            add_quote(finding, Quoting(*place), said["role"], by=by)
            keep_quote(Quoting(*place), study.codebook.by_key[said["code"]].code, by=by)

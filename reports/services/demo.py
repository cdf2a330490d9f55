"""What the demo study declared before it looked, loaded after its codings."""

import json
from pathlib import Path

from coding.models import Code
from interviews.models import Attribute, Member, Project
from reports.models import Declaration
from reports.services.declarations import Declaring, declare

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

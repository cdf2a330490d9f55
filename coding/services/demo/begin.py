"""The demo's project before the first round: its people, attributes and codebook."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from coding.demo import study
from coding.models import Code
from coding.services.codebook import edit_code
from coding.services.demo.times import Clock
from coding.services.templates import load_template
from interviews.models import Attribute, AttributeValue, Member, Project, Role, User
from interviews.services.revisions import record

KEY = "omsrp-demo"
FIRST_DAY = datetime(2013, 9, 30, 14, tzinfo=UTC)
TRAINEE = "noemie"
PEOPLE = (
    ("helene", "Hélène Gagnon", Role.OWNER),
    ("amelie", "Amélie Roy", Role.CODER),
    ("thomas", "Thomas Bélanger", Role.CODER),
    (TRAINEE, "Noémie Lavoie", Role.CODER),
    ("karim", "Karim Diallo", Role.READER),
)
CODERS = {"A": "amelie", "B": "thomas", "T": TRAINEE}
ACTIVATED = ("credibility", "number-of-followers")


@dataclass
class Demo:
    """The study while it is written: its people by username, its codes by key, its interviews by number.

    All members share the one project, so that what a service tells it about revisions is known to all.
    """

    project: Project
    members: dict[str, Member]
    clock: Clock
    attributes: dict[str, Attribute] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)

    @property
    def lead(self) -> Member:
        return self.members["helene"]

    def coder(self, letter: str) -> Member:
        """Who a letter of the files stands for."""
        return self.members[CODERS[letter]]

    def refresh_codes(self) -> None:
        """Read the codebook again; proposals stay known by what they were called here."""
        self.codes |= {code.key: code for code in Code.objects.in_codebook().filter(project=self.project)}


def begin(password: str) -> Demo:
    """The project with its team, its attributes and the codebook of the template."""
    project = Project.objects.create(
        key=KEY,
        name="E-influence des gestionnaires de médias sociaux",
        description="Étude de démonstration. Les personnes, les organisations et les propos ont été inventés.",
        language="fr",
        fictional=True,
        coders_create_codes=True,
        created_at=FIRST_DAY,
    )
    clock = Clock(project, loading_since=timezone.now())
    demo = Demo(project, _team(project, password), clock)
    record(project, actor=demo.lead.user, verb="project.created")
    _attributes(demo)
    _codebook(demo)
    clock.set_back(FIRST_DAY)
    return demo


def _team(project: Project, password: str) -> dict[str, Member]:
    hashed = make_password(password)
    members = {}
    for username, name, role in PEOPLE:
        user, _created = User.objects.get_or_create(
            username=username,
            defaults={"name": name, "email": f"{username}@demo.invalid", "password": hashed},
        )
        members[username] = Member.objects.create(
            project=project,
            user=user,
            role=role,
            counts_in_reports=username != TRAINEE,
            joined_at=project.created_at,
        )
    return members


def _attributes(demo: Demo) -> None:
    for position, told in enumerate(study.told("attributes.json")):
        values = told.pop("values", [])
        attribute = Attribute.objects.create(project=demo.project, position=position, **told)
        AttributeValue.objects.bulk_create(
            AttributeValue(attribute=attribute, key=key, label_en=english, label_fr=french, position=place)
            for place, (key, english, french) in enumerate(values)
        )
        demo.attributes[attribute.key] = attribute


def _codebook(demo: Demo) -> None:
    load_template(demo.project, by=demo.lead, name="e-influence")
    for code in Code.objects.filter(project=demo.project, key__in=ACTIVATED):
        edit_code(code, by=demo.lead, active=True)
    demo.refresh_codes()

"""An office with small groups and a sensitive code.

Fourteen people: 8 private and 6 public; 7 in Québec, 5 in Montréal and 2 in Laval, who are too few by themselves.
Posting is sensitive: 2 of the 8 and 5 of the 6 mention it. Planning and listening are not, nor is presence.
"""

from types import SimpleNamespace

from interviews.models import Attribute, AttributeValue, Member, Project
from reports.models import Declaration
from tests.factories import make_code, make_transcript
from tests.reports.conftest import done, give, mark

ADDRESS = "/projects/night-shift/reports/"
SECTOR = ["private"] * 8 + ["public"] * 6
CITY = ["quebec"] * 4 + ["montreal"] * 3 + ["laval"] + ["quebec"] * 3 + ["montreal"] * 2 + ["laval"]
MENTIONS = {
    "posting": {0, 4, 8, 9, 10, 11, 12},
    "planning": {0, 1, 2, 3, 4, 5, 6, 8, 9},
    "listening": {1, 2, 5, 8, 9, 10, 11},
    "presence": {0, 1, 2, 3, 4, 5, 9, 13},
}
WORDS = {"posting": "We post.", "planning": "We plan.", "listening": "We listen.", "presence": "We are there."}


def make_office(project: Project, karim: Member) -> SimpleNamespace:
    """The fourteen, coded by Karim alone, and what the lead declares: posting is sensitive, readers' k is 5."""
    attributes = {}
    for place, (key, values) in enumerate((("sector", SECTOR), ("city", CITY))):
        attribute = Attribute.objects.create(
            project=project, key=key, label_en=key.title(), kind="category", position=place
        )
        attributes[key] = {
            value: AttributeValue.objects.create(attribute=attribute, key=value, label_en=value.title(), position=at)
            for at, value in enumerate(dict.fromkeys(values))
        }
    practices = make_code(project, "practices", heading=True)
    codes = {key: make_code(project, key, parent=practices) for key in ("posting", "planning", "listening")}
    codes["presence"] = make_code(project, "presence")
    for number in range(14):
        name = f"P{number:02}"
        transcript = make_transcript(project, ("A", " ".join(WORDS.values())), title=name, participant=name)
        person = project.participants.get(pseudonym=name)
        give(person, attributes["sector"][SECTOR[number]])
        give(person, attributes["city"][CITY[number]])
        for key, who in MENTIONS.items():
            if number in who:
                mark(karim, transcript, codes[key], WORDS[key])
        done(karim, transcript)
    declared = Declaration.objects.create(project=project, number=1, k_team=3, k_public=5)
    declared.sensitive.set([codes["posting"]])
    return SimpleNamespace(project=project, codes=codes, practices=practices)

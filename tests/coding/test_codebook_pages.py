"""The codebook's pages, through the door."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding.models import Assignment, Code, Coding, CodingState, StateSpeaker
from coding.services.codebook import archive_code, create_code
from coding.services.templates import load_template
from interviews.models import Attribute, AttributeValue, Member, Participant, ParticipantValue, Project
from tests.factories import make_code, make_transcript
from tests.people import client_of

HOME = "/projects/night-shift/codebook/"
CODES = f"{HOME}codes/"


def code_once(coder: Member, code: Code, *, participant: str, rating: int | None = None) -> None:
    """One coding of the participant's turn."""
    transcript = make_transcript(coder.project, ("P", "Some words."), participant=participant)
    passes = Assignment.objects.create(transcript=transcript, coder=coder)
    coding = Coding.objects.create(project=coder.project, transcript=transcript, assignment=passes, coder=coder)
    state = CodingState.objects.create(
        coding=coding, text=transcript.current, code=code, start=0, end=4, quote_hash="-", born=1, rating=rating
    )
    StateSpeaker.objects.create(state=state, speaker=transcript.speakers.get())


def test_an_empty_codebook_says_what_to_do_first(lea: Member) -> None:
    page = client_of(lea).get(HOME).content.decode()
    assert "Use the template" in page
    assert "New code" in page


def test_the_template_fills_an_empty_codebook_once(lea: Member) -> None:
    lead = client_of(lea)
    lead.post(f"{HOME}import/template/", {"template": "e-influence"})
    assert Code.objects.filter(project=lea.project).count() == 31
    again = lead.post(f"{HOME}import/template/", {"template": "e-influence"}, follow=True)
    assert "this project has codes already" in again.content.decode()


def test_a_code_shows_its_rules_and_links_to_those_it_names(project: Project, lea: Member, rita: Member) -> None:
    load_template(project, by=lea, name="e-influence")
    page = client_of(rita).get(f"{CODES}planning/").content.decode()
    assert "The organisation prepares its presence before acting" in page
    assert f'<a href="{CODES}spreading-content/">Spreading content</a>' in page


def test_readers_read_and_cannot_edit(lea: Member, rita: Member) -> None:
    create_code(lea, label_en="Planning")
    reader = client_of(rita)
    page = reader.get(f"{CODES}planning/?edit=definition").content.decode()
    assert "Edit" not in page
    assert "<textarea" not in page
    answer = reader.post(f"{CODES}planning/", {"part": "definition", "definition_en": "x"})
    assert (answer.status_code, Code.objects.get().definition_en) == (403, "")


def test_a_part_is_edited_in_place_and_the_others_stay(lea: Member) -> None:
    create_code(lea, label_en="Planning", definition_fr="Préparer.", use_when_en="A plan comes up.")
    form = {"part": "definition", "definition_en": "To prepare.", "definition_fr": "Préparer."}
    answer = client_of(lea).post(f"{CODES}planning/", form)
    assert (answer.status_code, answer.url) == (302, f"{CODES}planning/?edited=definition")
    code = Code.objects.get()
    assert (code.definition_en, code.definition_fr, code.use_when_en) == (
        "To prepare.",
        "Préparer.",
        "A plan comes up.",
    )


def test_htmx_gets_the_code_without_the_page(lea: Member) -> None:
    create_code(lea, label_en="Planning")
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    page = client_of(lea).get(f"{CODES}planning/?edit=definition", headers=partial).content.decode()
    assert page.strip().startswith('<article id="code-detail"')
    assert 'name="definition_en"' in page


def test_a_refused_name_comes_back_with_the_form_and_the_reason(lea: Member) -> None:
    create_code(lea, label_en="Planning")
    create_code(lea, label_en="Monitoring")
    answer = client_of(lea).post(f"{CODES}monitoring/", {"part": "names", "label_en": "planning", "label_fr": ""})
    assert answer.status_code == 422
    assert "there is already a code “Planning”" in answer.content.decode()


def test_a_scale_is_written_line_by_line(lea: Member) -> None:
    create_code(lea, label_en="Planning")
    form = {"part": "intensity", "rated": "passage", "value-0": "1", "en-0": "Weak", "value-1": "2", "fr-1": "Fort"}
    client_of(lea).post(f"{CODES}planning/", form)
    code = Code.objects.get()
    assert (code.rated, code.scale) == (
        "passage",
        [{"value": 1, "en": "Weak", "fr": ""}, {"value": 2, "en": "", "fr": "Fort"}],
    )


def test_a_word_of_a_scale_without_its_number_is_told(lea: Member) -> None:
    create_code(lea, label_en="Planning")
    answer = client_of(lea).post(f"{CODES}planning/", {"part": "intensity", "rated": "passage", "en-0": "Weak"})
    assert answer.status_code == 422
    assert "A level has a number" in answer.content.decode()


def test_colour_and_nature_are_changed(lea: Member) -> None:
    create_code(lea, label_en="Planning")
    lead = client_of(lea)
    lead.post(f"{CODES}planning/", {"part": "slot", "slot": "21"})
    lead.post(f"{CODES}planning/", {"part": "nature", "origin": "emergent", "deniable": "on"})
    code = Code.objects.get()
    assert (code.slot, code.origin, code.active, code.deniable) == (21, "emergent", False, True)
    assert lead.post(f"{CODES}planning/", {"part": "slot", "slot": "24"}).status_code == 422


def test_a_new_code_goes_under_its_parent(lea: Member) -> None:
    create_code(lea, label_en="Goals")
    answer = client_of(lea).post(f"{HOME}new/", {"label_en": "Sell", "parent": "goals", "definition_en": "To sell."})
    assert answer.url == f"{CODES}sell/"
    assert Code.objects.get(key="sell").parent.key == "goals"


def test_coders_create_codes_only_where_the_project_lets_them(project: Project, karim: Member) -> None:
    coder = client_of(karim)
    assert coder.post(f"{HOME}new/", {"label_en": "Sell"}).status_code == 403
    project.coders_create_codes = True
    project.save()
    assert coder.post(f"{HOME}new/", {"label_en": "Sell"}).status_code == 302
    assert Code.objects.get().created_by == karim


def test_a_code_moves_by_form_and_by_step(lea: Member) -> None:
    for name in "ABC":
        create_code(lea, label_en=name)
    lead = client_of(lea)
    lead.post(f"{CODES}c/move/", {"parent": "", "before": "a"})
    lead.post(f"{CODES}c/move/", {"step": "1"})
    assert [*Code.objects.order_by("position").values_list("key", flat=True)] == ["a", "c", "b"]
    refused = lead.post(f"{CODES}a/move/", {"parent": "b", "before": "c"})
    assert refused.status_code == 422
    assert "This code lies elsewhere" in refused.content.decode()


def test_archiving_offers_the_undo(lea: Member) -> None:
    create_code(lea, label_en="A")
    lead = client_of(lea)
    page = lead.post(f"{CODES}a/archive/", follow=True).content.decode()
    assert f'action="{CODES}a/restore/"' in page
    lead.post(f"{CODES}a/restore/")
    assert Code.objects.get().archived_at is None


def test_an_archived_code_still_has_its_page(lea: Member) -> None:
    archive_code(create_code(lea, label_en="A"), by=lea)
    page = client_of(lea).get(f"{CODES}a/").content.decode()
    assert "This code is archived" in page
    assert "Restore" in page


@pytest.mark.parametrize("path", ["nothing/", "nothing/move/", "import/6ba7b810-9dad-11d1-80b4-00c04fd430c8/"])
def test_an_unknown_code_or_file_is_not_found(lea: Member, path: str) -> None:
    create_code(lea, label_en="A")
    assert client_of(lea).get(HOME + path).status_code == 404


def test_a_name_is_shown_as_text(lea: Member) -> None:
    create_code(lea, label_en="<script>alert(1)</script>")
    create_code(lea, label_en="Other", use_not_en="See <b>all</b> & <script>alert(1)</script>.")
    page = client_of(lea).get(f"{CODES}other/").content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>all</b>" not in page


def test_participants_are_counted_once_a_branch_and_only_where_visible(
    lea: Member, karim: Member, lena: Member
) -> None:
    goals = create_code(lea, label_en="Goals")
    sell = create_code(lea, parent=goals, label_en="Sell")
    code_once(karim, sell, participant="Anna")
    code_once(karim, goals, participant="Anna")
    code_once(lena, sell, participant="Boris")
    seen_by = {who: client_of(who).get(f"{CODES}goals/").context["figures"] for who in (lea, karim)}
    assert (seen_by[lea].participants, seen_by[lea].passages) == (2, 3)
    assert (seen_by[karim].participants, seen_by[karim].coders) == (1, (("Karim", 2),))


def test_intensity_is_each_participants_lower_median_of_visible_ratings(
    lea: Member, karim: Member, lena: Member
) -> None:
    scale = [{"value": value, "en": f"Level {value}", "fr": ""} for value in (1, 2, 3)]
    code = create_code(lea, label_en="Planning", rated="passage", scale=scale)
    for coder, participant, rating in ((karim, "Anna", 3), (lena, "Anna", 1), (lena, "Boris", 3)):
        code_once(coder, code, participant=participant, rating=rating)
    shown = {who: client_of(who).get(f"{CODES}planning/").context["bars"] for who in (lea, karim)}
    assert [bar.participants for bar in shown[lea]] == [1, 0, 1]
    assert [bar.participants for bar in shown[karim]] == [0, 0, 1]


def test_pages_take_as_many_queries_with_many_codes_as_with_few(project: Project, lea: Member) -> None:
    lead = client_of(lea)

    def queries_of(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(path).status_code == 200
        return len(queries)

    make_code(project, "first")
    few = queries_of(HOME), queries_of(f"{CODES}first/")
    parent = make_code(project, "parent")
    for number in range(50):
        make_code(project, f"code-{number}", parent=parent, created_by=lea)
    assert (queries_of(HOME), queries_of(f"{CODES}first/")) == few
    assert max(few) <= 12


@pytest.mark.parametrize("key", ["versions", "freeze", "groups", "proposals", "import", "codes"])
def test_a_code_named_as_another_page_has_its_own(key: str, lea: Member) -> None:
    create_code(lea, label_en=key, definition_en="A matter of its own.")
    page = client_of(lea).get(f"{CODES}{key}/").content.decode()
    assert "A matter of its own." in page
    assert f'href="{CODES}{key}/"' in client_of(lea).get(HOME).content.decode()


def test_links_to_a_code_from_before_still_lead_there(lea: Member, rita: Member) -> None:
    create_code(lea, label_en="Planning")
    answer = client_of(rita).get(f"{HOME}planning/")
    assert (answer.status_code, answer.url) == (302, f"{CODES}planning/")
    assert client_of(rita).get(f"{HOME}unknown/").status_code == 404


def test_a_code_is_counted_by_the_first_category(project: Project, lea: Member, karim: Member) -> None:
    sector = Attribute.objects.create(project=project, key="sector", label_en="Sector", kind="category")
    values = {key: AttributeValue.objects.create(attribute=sector, key=key, label_en=key) for key in ("new", "old")}
    for name, key in {"Anna": "new", "Boris": "old", "Carl": "old"}.items():
        person = Participant.objects.create(project=project, pseudonym=name)
        ParticipantValue.objects.create(participant=person, attribute=sector, category=values[key], born=1)
    planning = make_code(project, "planning")
    for name in ("Anna", "Boris"):
        code_once(karim, planning, participant=name)
    page = client_of(lea).get(f"{CODES}planning/")
    assert page.context["figures"].groups == (("new", 1, 1), ("old", 1, 2))
    assert "1 of 2" in page.content.decode()

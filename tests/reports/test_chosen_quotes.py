"""Chosen quotes: kept where they are read, ordered, shortened as ranges, translated beside, stale and never lost."""

from io import BytesIO

import docx
import pytest
from django.utils import timezone

from coding.models import CodingState
from interviews.models import Member, Revision, TranscriptText
from reports.models import ChosenQuote, FindingQuote
from tests.people import client_of
from tests.reports.conftest import mark
from tests.reports.test_exports import fetch, printed, rows_of, workbook
from tests.reports.test_findings import POSTING, written

REPORTS = "/projects/night-shift/reports/"
URL = f"{REPORTS}quotes/"


def keep(member: Member, study, quote: str, *, code: str = "posting", person: str = "Anna", where: str = "anna") -> int:
    """Keep the first place of these words; the answer's status."""
    text = getattr(study, where).current
    start = text.text.index(quote)
    sent = {"code": code, "participant": study.people[person].pk, "text": text.pk, "start": start}
    return client_of(member).post(f"{URL}keep/", sent | {"end": start + len(quote)}).status_code


def page(member: Member, query: str = "") -> str:
    answer = client_of(member).get(f"{URL}?basis=union&{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def lines(member: Member, query: str = "") -> list[tuple[str, ...]]:
    rows = rows_of(fetch(member, f"quotes.csv?basis=union&{query}"))
    return [(row["code"], row["group"], row["participant"], row["quote"]) for row in rows]


@pytest.fixture
def kept(study, lea):
    keep(lea, study, "We post each day.")
    keep(lea, study, "We listen.", code="presence")
    keep(lea, study, "post at night.", where="group", person="Bruno")
    keep(lea, study, "I never", where="group", person="Dora")
    return study


def test_quotes_stand_by_code_and_group_beside_the_numbers(kept, lea):
    assert lines(lea) == [
        ("posting", "private", "Anna", "We post each day."),
        ("posting", "public", "Bruno", "post at night."),
        ("posting", "", "Dora", "I never"),
        ("presence", "private", "Anna", "We listen."),
    ]
    shown = page(lea)
    assert "Chosen quotes by sector" in shown
    assert "1 of 1" in shown
    assert "no value" in shown


@pytest.mark.parametrize("address", ["passages/?code=posting", "crosstab/?cell=posting:private&basis=union"])
def test_a_passage_is_kept_where_it_is_read(address, study, lea):
    client = client_of(lea)
    assert "Keep as a quote" in client.get(REPORTS + address).content.decode()
    text = study.anna.current
    start = text.text.index("We post each day.")
    sent = {"code": "posting", "participant": study.people["Anna"].pk, "text": text.pk, "start": start}
    back = f"{REPORTS}{address}"
    answer = client.post(f"{URL}keep/", sent | {"end": start + 17, "next": back})
    assert answer["Location"] == back
    assert "kept as a quote" in client.get(back).content.decode()
    assert [*Revision.objects.filter(verb="quote.kept").values_list("summary", flat=True)] == [{"code": "posting"}]


def test_a_query_keeps_passages_for_its_first_code(study, lea):
    assert "Keep as a quote" in client_of(lea).get(f"{REPORTS}query/?code1=posting&basis=union").content.decode()


def test_keeping_leads_nowhere_else(kept, lea):
    sent = {
        "code": "posting",
        "participant": kept.people["Anna"].pk,
        "text": kept.anna.current.pk,
        "start": 0,
        "end": 5,
    }
    answer = client_of(lea).post(f"{URL}keep/", sent | {"next": "https://example.org/"})
    assert answer["Location"] == URL


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("code", "old", 404),
        ("participant", "99999", 404),
        ("end", "99999", 404),
        ("end", "0", 302),
        ("start", "40", 404),
    ],
)
def test_what_is_no_passage_is_not_kept(field, value, status, study, lea):
    sent = {"code": "posting", "participant": study.people["Anna"].pk, "text": study.anna.current.pk}
    answer = client_of(lea).post(f"{URL}keep/", sent | {"start": 0, "end": 9, field: value})
    assert (answer.status_code, ChosenQuote.objects.count()) == (status, 0)


def test_a_quote_is_shortened_as_ranges_and_put_back(kept, lea):
    quote = ChosenQuote.objects.get(participant__pseudonym="Anna", code=kept.posting)
    client, address = client_of(lea), f"{URL}chosen/{quote.pk}/"
    assert client.post(address, {"words": "We […] each day."}).status_code == 302
    quote.refresh_from_db()
    assert quote.kept == [[0, 2], [8, 17]]
    assert "We […] each day." in page(lea)
    assert "We post each day." in client.get(address).content.decode()
    client.post(f"{address}whole/")
    quote.refresh_from_db()
    assert quote.kept == []


@pytest.mark.parametrize(
    ("words", "said"), [("We tweet each day.", "is not in the original"), ("[…]", "Keep some words")]
)
def test_other_words_are_refused_and_kept_in_the_form(words, said, kept, lea):
    quote = ChosenQuote.objects.get(participant__pseudonym="Anna", code=kept.posting)
    answer = client_of(lea).post(f"{URL}chosen/{quote.pk}/", {"words": words})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert words in answer.content.decode()
    quote.refresh_from_db()
    assert quote.kept == []


def test_a_translation_stands_beside_the_original_under_its_translator(kept, lea):
    quote = ChosenQuote.objects.get(participant__pseudonym="Bruno")
    client, address = client_of(lea), f"{URL}chosen/{quote.pk}/translate/"
    assert client.post(address, {"translation": "On publie la nuit.", "translator": ""}).status_code == 422
    assert client.post(address, {"translation": "On publie la nuit.", "translator": "Lea"}).status_code == 302
    shown = page(lea)
    assert "post at night." in shown
    assert "On publie la nuit." in shown
    assert "tr. Lea" in shown


def test_quotes_of_a_cell_change_places(kept, lea):
    keep(lea, kept, "We plan each week.")
    first, second = ChosenQuote.objects.filter(participant__pseudonym="Anna", code=kept.posting).order_by("position")
    move = f"{URL}chosen/{first.pk}/move/"
    answer = client_of(lea).post(move, {"other": second.pk, "attribute": "sector"})
    assert answer["Location"] == f"{URL}?attribute=sector#q{first.pk}"
    assert [said for *_cell, said in lines(lea)][:2] == ["We plan each week.", "We post each day."]
    client_of(lea).post(move, {"other": ChosenQuote.objects.get(code=kept.presence).pk})
    assert [said for *_cell, said in lines(lea)][:2] == ["We plan each week.", "We post each day."]


def test_a_quote_is_taken_away_and_comes_back_as_it_was(kept, lea):
    quote = ChosenQuote.objects.get(participant__pseudonym="Anna", code=kept.posting)
    client = client_of(lea)
    client.post(f"{URL}chosen/{quote.pk}/", {"words": "We […] each day."})
    gone = client.post(f"{URL}chosen/{quote.pk}/remove/")
    assert "Bring it back" in client.get(gone["Location"]).content.decode()
    assert "each day." not in page(lea)
    keep(lea, kept, "We post each day.")
    assert "We […] each day." in page(lea)
    client.post(f"{URL}chosen/{quote.pk}/remove/")
    client.post(f"{URL}chosen/{quote.pk}/restore/")
    assert "We […] each day." in page(lea)


def test_a_quote_whose_coding_is_gone_says_so_and_stays(kept, lea):
    CodingState.objects.filter(code=kept.posting, coding__coder__user__username="lena").update(died=9)
    shown = page(lea)
    assert "We post each day." in shown
    assert "No coding of this code touches it any more." in shown
    assert "1 quote rests on no coding any more" in shown


def test_a_quote_of_a_corrected_text_stays_as_it_was(kept, lea):
    old = kept.group.current
    kept.group.current = TranscriptText.objects.create(
        transcript=kept.group, version=2, text="Other.", sha256="1" * 64, length=6, importer="txt"
    )
    kept.group.save()
    shown = page(lea)
    assert "post at night." in shown
    assert "The transcript was corrected since" in shown
    assert old.turns.exists()


def test_a_passage_quoted_elsewhere_keeps_its_shortening_and_translation(kept, lea):
    quote = ChosenQuote.objects.get(participant__pseudonym="Bruno")
    ChosenQuote.objects.update(kept=[[0, 4]], translation="publier", translator="Lea")
    finding = written(lea, POSTING)
    sent = {"participant": quote.participant_id, "text": quote.text_id, "start": quote.start, "end": quote.end}
    address = f"{REPORTS}findings/{finding.number}/"
    client_of(lea).post(f"{address}quotes/add/", sent | {"role": "supports"})
    there = FindingQuote.objects.get()
    assert (there.kept, there.translation, there.translator) == ([[0, 4]], "publier", "Lea")
    assert "post […]" in client_of(lea).get(address).content.decode()
    client_of(lea).post(f"{address}quotes/{there.pk}/shorten/", {"words": "at night."})
    there.refresh_from_db()
    assert there.kept == [[5, 14]]
    client_of(lea).post(f"{address}quotes/{there.pk}/shorten/", {"words": "by day"})
    there.refresh_from_db()
    assert there.kept == [[5, 14]]
    client_of(lea).post(f"{address}quotes/{there.pk}/shorten/", {"words": ""})
    there.refresh_from_db()
    assert there.kept == []


def test_files_have_the_display_with_pseudonyms_shortenings_and_translations(kept, lea):
    ChosenQuote.objects.filter(participant__pseudonym="Bruno").update(
        kept=[[0, 4]], translation="publier", translator="Lea"
    )
    said = "1 of 1\n\n“post […]” (Bruno, turn 2)\n“publier” (tr. Lea)"
    (table,) = docx.Document(BytesIO(fetch(lea, "quotes.docx?basis=union"))).tables
    assert [cell.text for cell in table.rows[1].cells][2] == said
    book = workbook(fetch(lea, "quotes.xlsx?basis=union"))
    assert book.worksheets[0].cell(2, 3).value == said
    assert book.worksheets[1].cell(3, 6).value == "post at night."
    assert "“post […]” (Bruno, turn 2)" in printed(fetch(lea, "quotes.pdf?basis=union"))


def test_readers_see_quotes_and_choose_none_and_coders_see_none(kept, rita, lena, olga):
    assert "We post each day." in page(rita)
    assert "Edit" not in page(rita)
    assert keep(rita, kept, "We listen.") == 403
    assert client_of(lena).get(URL).status_code == 403
    assert "Keep as a quote" not in client_of(lena).get(f"{REPORTS}passages/?code=posting").content.decode()
    olga.is_blind = True
    olga.save()
    assert "We post each day." not in page(olga)
    assert keep(olga, kept, "We listen.") == 403
    assert client_of(olga).get(f"{URL}chosen/{ChosenQuote.objects.first().pk}/").status_code == 403


def test_a_deleted_participant_is_quoted_no_more(kept, lea):
    kept.people["Bruno"].deleted_at = timezone.now()
    kept.people["Bruno"].save()
    assert "post at night." not in page(lea)


def test_without_attributes_quotes_stand_in_one_column(kept, lea):
    kept.sector.deleted_at = timezone.now()
    kept.sector.save()
    assert {group for _code, group, *_rest in lines(lea)} == {"all"}


def test_an_empty_table_leads_to_the_passages(study, lea):
    assert "No quote is kept yet" in page(lea)
    assert client_of(lea).get(f"{URL}?attribute=nothing").status_code == 404


def test_a_page_asks_few_questions_however_many_quotes(kept, lea, django_assert_max_num_queries):
    client = client_of(lea)
    with django_assert_max_num_queries(33):
        client.get(f"{URL}?basis=consensus")
    mark(Member.objects.get(user__username="karim"), kept.anna, kept.posting, "We listen.")
    keep(lea, kept, "We listen.")
    with django_assert_max_num_queries(33):
        client.get(f"{URL}?basis=consensus")

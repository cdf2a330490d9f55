"""Pages of reports: what they show, to whom, with how many queries, and with and without htmx."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coding.models import Memo
from interviews.models import Attribute, Member
from tests.people import client_of
from tests.reports.conftest import done, give, mark

ADDRESS = "/projects/night-shift/reports/"
XSS = '<script>alert("x")</script>'


def show(member: Member, address: str, **headers: str) -> str:
    answer = client_of(member).get(ADDRESS + address, headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def queries(member: Member, address: str) -> int:
    client = client_of(member)
    client.get(ADDRESS + address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(ADDRESS + address)
    return len(captured)


def test_the_index_lists_the_reports(study, rita):
    page = show(rita, "")
    assert [name in page for name in ("Codes by attribute", "Passages", "All codings", "Sample")] == [True] * 4


def test_the_table_says_what_it_rests_on(study, olga):
    page = show(olga, "crosstab/?attribute=sector&basis=union")
    assert "Codes by sector" in page
    assert "Done: 1 of 2 Private · 1 of 1 Public (of 4 participants)" in page
    assert "upper bound" in page
    assert "1 of 2 transcripts was coded by one person." in page
    assert "1 participant has no value" in page
    assert "1 coding on an archived code is left out." in page
    assert "Not looked for" in page
    assert "Planning, Private: 1 of 1 participants, 1 passage" in page
    assert "emergent" in page


def test_readers_choose_any_basis_and_blind_coders_only_their_own(study, rita, karim):
    page = show(rita, "crosstab/")
    assert all(f"basis={key}" in page for key in ("coder%3Akarim", "coder%3Alena", "union", "intersection"))
    assert "basis=majority" not in page
    own = show(karim, "crosstab/")
    assert "basis=coder%3Akarim" in own
    assert not any(f"basis={key}" in own for key in ("coder%3Alena", "union", "intersection"))
    assert "Only your own codings are counted" in own


def test_with_three_coders_the_majority_can_be_chosen(study, olga, lea):
    Member.objects.filter(pk=lea.pk).update(counts_in_reports=True)
    assert "basis=majority" in show(olga, "crosstab/")
    assert "more than half" in show(olga, "crosstab/?basis=majority")


def test_a_blind_coder_who_does_not_count_sees_why_the_table_is_empty(study, karim):
    Member.objects.filter(pk=karim.pk).update(counts_in_reports=False)
    assert "You do not count in reports" in show(karim, "crosstab/")


def test_a_blind_coder_cannot_name_another_basis(study, karim):
    assert client_of(karim).get(f"{ADDRESS}crosstab/?basis=coder:lena").status_code == 404
    assert client_of(karim).get(f"{ADDRESS}crosstab.csv?basis=coder:lena").status_code == 404


def test_a_group_in_which_nobody_is_done_has_a_dash_with_its_reason(study, olga):
    page = show(olga, "crosstab/?basis=coder:lena")
    assert "Planning, Public: nobody in this group is done" in page
    assert "Planning, Private: 1 of 1 participants" in page


def test_the_second_figure_is_passages(study, olga):
    assert '<span class="numeric">2</span>' in show(olga, "crosstab/?show=passages&branch=presence")
    assert "crosstab__amount" not in show(olga, "crosstab/?show=passages")


def test_a_cell_opens_on_the_whole_page_and_alone(study, olga):
    address = "crosstab/?attribute=sector&cell=planning:private"
    whole = show(olga, address)
    assert "<html" in whole
    alone = show(olga, address, **{"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "<html" not in alone
    for page in (whole, alone):
        assert '<mark class="k0">We plan each week. We post</mark> each day.' in page
        assert f"/transcripts/{study.anna.pk}/code/?coding=" in page
        assert '<abbr title="Karim">KA</abbr>' in page


def test_a_cell_of_a_blind_coder_has_only_his_own_passages(study, lena):
    alone = show(lena, "crosstab/?cell=planning:private", **{"HX-Request-Type": "partial"})
    assert "plan each week. We post</mark>" in alone
    assert "Karim" not in alone


def test_a_cell_tells_who_does_not_mention_it(study, olga):
    page = show(olga, "crosstab/?cell=late:public", **{"HX-Request-Type": "partial"})
    assert '<strong>Bruno</strong> <span class="note">not looked for</span>' in page
    assert "Nobody in this group mentions it." in page


def test_the_chart_has_words_for_those_who_do_not_see_it(study, olga):
    page = show(olga, "crosstab/?attribute=sector")
    assert '<title id="chart-0-title">Practices</title>' in page
    assert "1 of 1 Private" in page and "style=" not in page


@pytest.mark.parametrize(
    "query",
    [
        "attribute=colour",
        "basis=sum",
        "branch=nothing",
        "cell=planning:nobody",
        "cell=nothing:private",
        "basis=coder:sam",
    ],
)
def test_what_is_not_there_is_not_found(study, olga, query):
    assert client_of(olga).get(f"{ADDRESS}crosstab/?{query}").status_code == 404


def test_without_attributes_the_page_says_what_to_do_first(project, olga):
    assert "Describe the participants" in show(olga, "crosstab/")
    assert client_of(olga).get(f"{ADDRESS}crosstab.csv").status_code == 404


def test_without_codes_and_people_the_table_is_empty_and_says_so(project, olga):
    Attribute.objects.create(project=project, key="sector", label_en="Sector", kind="category")
    page = show(olga, "crosstab/")
    assert "There is no code yet." in page
    assert "Nobody’s transcripts are done yet" in page
    assert "No participant is described" not in show(olga, "sample/")


def test_the_passages_of_a_code_stand_by_participant(study, olga):
    page = show(olga, "passages/?code=practices")
    assert page.index("<h2>Anna</h2>") < page.index("<h2>Bruno</h2>") < page.index("<h2>Dora</h2>")
    assert "7 coded passages" in page
    assert "Also said by Dora: it counts for each of them." in page
    assert "pass not done yet" in page  # Chloe's
    assert "Not said by a participant" in page  # the interviewer's question


def test_passages_can_be_filtered(study, olga):
    assert "2 coded passages" in show(olga, "passages/?code=practices&coder=lena")
    assert "1 coded passage " in show(olga, f"passages/?code=practices&participant={study.people['Dora'].pk}")
    assert "1 coded passage " in show(olga, "passages/?code=practices&value=sector:public")
    assert "Nothing was coded with it yet." in show(olga, "passages/?code=practices&alone=yes")
    assert "No passage answers to these filters." in show(olga, "passages/?code=presence&coder=lena")


def test_passages_come_with_or_without_the_words_around(study, olga):
    assert "We plan</mark> each week." in show(olga, "passages/?code=presence")
    assert "We plan</mark></p>" in show(olga, "passages/?code=presence&context=no")


def test_a_blind_coder_reads_only_his_own_passages_and_memos(study, karim, lena):
    seen = mark(lena, study.anna, study.presence, "We listen.")
    Memo.objects.create(project=study.project, on_coding=seen.coding, author=lena, text="Secret")
    page = show(karim, "passages/?code=presence")
    assert "2 coded passages" in page
    assert "Lena" not in page and "Secret" not in page
    assert 'id="coder"' not in page
    assert "7 codings · your own" in show(karim, "codings/")


def test_passages_without_a_code_ask_for_one(study, olga):
    assert "Choose a code to read everything" in show(olga, "passages/")


@pytest.mark.parametrize("query", ["code=nothing", "code=old", "code=planning&participant=999999", "participant=x"])
def test_passages_of_what_is_not_there_are_not_found(study, olga, query):
    assert client_of(olga).get(f"{ADDRESS}passages/?{query}").status_code == 404


def test_names_are_shown_as_text(study, olga):
    study.planning.label_en = XSS
    study.planning.save()
    study.sector.label_en = XSS
    study.sector.save()
    study.people["Anna"].pseudonym = XSS
    study.people["Anna"].save()
    for address in ("crosstab/?cell=planning:private", "passages/?code=planning", "sample/", "codings/"):
        page = show(olga, address)
        assert XSS not in page
    assert "&lt;script&gt;" in show(olga, "crosstab/?cell=planning:private")


def test_strangers_find_nothing(study, sam):
    for address in ("", "crosstab/", "passages/", "codings/", "sample/"):
        assert client_of(sam).get(ADDRESS + address).status_code == 404


def test_a_longer_study_costs_no_more_queries(study, olga, karim):
    addresses = ("crosstab/", "crosstab/?cell=practices:private", "passages/?code=practices", "sample/", "codings/")
    before = [queries(olga, address) for address in addresses]
    for number in range(12):
        from tests.factories import make_code, make_transcript

        more = make_transcript(study.project, ("Z", f"We plan week {number}."), participant=f"Zoe {number}")
        give(more.speakers.get().participant, study.sector.values.get(key="private"))
        mark(karim, more, study.planning, "We plan week")
        make_code(study.project, f"more-{number}", parent=study.practices)
        done(karim, more)
    assert [queries(olga, address) for address in addresses] == before
    assert max(before) <= 46  # the codebook, kept in memory otherwise, is read anew inside a test


def test_times_are_shown_where_the_transcript_has_them(study, olga):
    study.anna.current.turns.filter(index=1).update(begins_ms=3_725_000)
    assert "turn 2, 1:02:05" in show(olga, "passages/?code=planning")


def test_the_done_line_moves_with_the_passes(study, olga, karim):
    done(karim, study.chloe)
    assert "Done: 2 of 2 Private" in show(olga, "crosstab/")
    assert timezone.now()


def test_a_large_codebook_is_drawn_by_its_branches(study, olga):
    from tests.factories import make_code

    for number in range(61):
        make_code(study.project, f"more-{number}", parent=study.presence)
    page = show(olga, "crosstab/?attribute=sector")
    assert page.count("<figure") == 1
    assert "chart__label" in page


def test_a_cell_with_many_passages_and_voices_leads_to_all_of_them(study, olga, karim):
    from tests.factories import make_transcript

    for word in ("How", "do", "you"):
        mark(karim, study.anna, study.presence, word)
    for quote in ("We post each", "We listen."):
        mark(karim, study.anna, study.presence, quote)
    for number in range(13):
        more = make_transcript(study.project, ("Z", "Here we are."), participant=f"Zoe {number}")
        give(more.speakers.get().participant, study.sector.values.get(key="private"))
        mark(karim, more, study.presence, "Here")
        done(karim, more)
    page = show(olga, "crosstab/?cell=presence:private", **{"HX-Request-Type": "partial"})
    assert "14 of 14" in page
    assert "1 more passage<" in page
    assert ">Zoe 12, 1 passage</a>" in page


def test_numbers_make_groups_only_with_cut_points(study, olga):
    Attribute.objects.create(project=study.project, key="size", label_en="Size", kind="number", position=4)
    assert client_of(olga).get(f"{ADDRESS}crosstab/?attribute=size").status_code == 404
    assert '<option value="size"' not in show(olga, "crosstab/")


def test_a_coding_outside_every_turn_is_shown_without_words(study, olga):
    study.group.current.turns.all().delete()
    assert "turn 0" not in show(olga, "codings/")
    assert client_of(olga).get(f"{ADDRESS}passages/?code=posting").status_code == 200

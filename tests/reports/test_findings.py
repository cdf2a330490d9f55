"""Findings: bound to cells, stale when they move, tested under every basis, hidden from who codes blind."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from interviews.models import Member, Revision
from methods.strength import Cuts
from reports.models import Finding, FindingQuote
from reports.queries.basis.bases import bases_for
from reports.queries.basis.basis import read_basis
from reports.queries.counts.cells import as_json, cells_under, from_json, read_key
from reports.queries.findings.drafts import draft_of
from reports.queries.findings.findings import Today, findings_of, sensitivity
from reports.queries.study.groups import grouping_by
from reports.queries.study.study import study_of
from reports.services.findings import Claiming, IsFrozen, accept_numbers, create_finding, edit_finding, set_state
from tests.people import client_of
from tests.reports.conftest import done, mark

URL = "/projects/night-shift/reports/findings/"
POSTING = {"op": "at_least", "cell": "posting/all", "measure": "n", "value": 2}


def cells_of(reader: Member, *keys: str, basis: str = "union") -> dict:
    return as_json(cells_under(reader, read_basis(basis, reader=reader)).of(keys))


def written(reader: Member, predicate: dict, *, basis: str = "union") -> Finding:
    wanted = Claiming("They post.", "On publie.", basis, predicate)
    key = predicate.get("cell") or predicate["left"]
    return create_finding(wanted, from_json(cells_of(reader, key, basis=basis)), by=reader)


@pytest.mark.parametrize("key", ["posting", "posting/sector", "/all", "posting/sector:", "posting/:private"])
def test_what_is_no_key_is_none(key):
    assert read_key(key) is None


def test_cells_are_counted_by_key(study, olga):
    found = cells_of(
        olga, "posting/all", "posting/sector:public", "*/sector:private", "posting+planning/all",
        "posting|planning/all", "posting|!planning/all", "nothing/all", "posting/sector:nowhere", "posting/nowhere:x",
    )  # fmt: skip
    counts = {key: (cell["n"], cell["of"]) for key, cell in found.items()}
    assert counts == {
        "posting/all": (3, 3),
        "posting/sector:public": (1, 1),
        "*/sector:private": (1, 3),
        "posting+planning/all": (1, 3),
        "posting|planning/all": (1, 1),
        "posting|!planning/all": (2, 2),
    }


def test_a_cell_of_everybody_has_the_rank_of_its_code(study, olga):
    found = cells_of(olga, "posting/all", "planning/all", "posting/sector:public")
    assert (found["posting/all"]["rank"], found["planning/all"]["rank"]) == (1, 2)
    assert "rank" not in found["posting/sector:public"]


def test_a_draft_names_counts_and_no_more_in_both_languages(study, olga):
    found = study_of(olga, basis=read_basis("union", reader=olga))
    draft = draft_of(found, found.codebook.by_key["planning"], grouping_by(study.sector))
    assert "1 of 1 participants of the group “Private” and 0 of 1 of the group “Public” mention “Planning”" in (
        draft.claim_en
    )
    assert "difference 100 points" in draft.claim_en
    assert "mentionnent" in draft.claim_fr
    assert draft.predicate == {
        "op": "exceeds_by",
        "left": "planning/sector:private",
        "right": "planning/sector:public",
        "points": 60,
    }


def test_a_draft_takes_the_words_that_the_study_declares(study, olga):
    found = study_of(olga, basis=read_basis("union", reader=olga))
    node, sector = found.codebook.by_key["planning"], grouping_by(study.sector)
    assert draft_of(found, node, sector, cuts=Cuts(very_marked=90)).predicate["points"] == 90


def test_a_finding_turns_stale_when_its_cell_moves_and_says_what(study, olga, karim):
    finding = written(olga, POSTING)
    assert not findings_of(olga)[0].stale
    mark(karim, study.chloe, study.posting, "We plan nothing.")
    done(karim, study.chloe)
    standing = findings_of(olga)[0]
    assert {(move.cell, move.measure, move.before, move.now) for move in standing.moved} >= {
        ("posting/all", "n", 3, 4),
        ("posting/all", "of", 3, 4),
    }
    page = client_of(olga).get(f"{URL}{finding.number}/").content.decode()
    assert "Accept new numbers" in page
    assert client_of(olga).post(f"{URL}{finding.number}/accept/").status_code == 302
    assert not findings_of(olga)[0].stale


def test_a_finding_is_tested_under_every_basis(study, olga):
    written(olga, POSTING)
    today = Today(olga)
    found = sensitivity(today, today.standing(Finding.objects.get()), bases_for(olga))
    outcomes = {one.key: one.verdict.outcome for one in found}
    assert outcomes["union"] == "holds"
    assert outcomes["coder:lena"] == "fails"


def test_a_code_that_is_archived_under_a_finding_leaves_it_undecidable(study, olga):
    finding = written(olga, POSTING)
    study.posting.archived_at = study.old.archived_at
    study.posting.save()
    olga.project.codebook_revision += 1
    assert Today(olga).standing(finding).under.verdict.outcome == "undecidable"
    assert Today(olga).standing(finding).stale


def test_a_frozen_finding_is_not_changed(study, olga):
    finding = set_state(written(olga, POSTING), "frozen", by=olga)
    with pytest.raises(IsFrozen):
        accept_numbers(finding, {}, by=olga)
    with pytest.raises(IsFrozen):
        edit_finding(finding, Claiming("Other", "", "union", POSTING), {}, by=olga)
    assert client_of(olga).post(f"{URL}{finding.number}/accept/").status_code == 302
    assert Finding.objects.get().seen == finding.seen


def test_a_lead_writes_a_finding_from_a_draft(study, lea):
    client = client_of(lea)
    page = client.get(f"{URL}new/?code=planning&attribute=sector&basis=union").content.decode()
    assert "mention “Planning”" in page
    sent = {
        "claim_en": "Private ones plan.",
        "claim_fr": "",
        "basis": "union",
        "points": 40,
        "condition": json.dumps(
            {"op": "exceeds_by", "left": "planning/sector:private", "right": "planning/sector:public", "points": 60}
        ),
    }
    address = f"{URL}new/?code=planning&attribute=sector&basis=union"
    assert client.post(address, sent).status_code == 302
    finding = Finding.objects.get()
    assert (finding.predicate["points"], finding.author, finding.state) == (40, lea, "draft")
    assert finding.seen["planning/sector:private"]["n"] == 1
    assert Revision.objects.filter(verb="finding.made").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("condition", "{"),
        ("condition", '{"op": "wins"}'),
        ("condition", '{"op": "at_least", "cell": "posting", "measure": "n", "value": 1}'),
        ("condition", '{"op": "at_least", "cell": "nothing/all", "measure": "n", "value": 1}'),
        ("claim_en", "  "),
        ("basis", "coder:nobody"),
    ],
)
def test_a_bad_form_is_kept_with_what_is_wrong(study, lea, field, value):
    sent = {"claim_en": "They post.", "claim_fr": "", "basis": "union", "condition": json.dumps(POSTING), field: value}
    answer = client_of(lea).post(f"{URL}new/", sent)
    assert answer.status_code == 422
    assert not Finding.objects.exists()


def test_quotes_are_chosen_translated_and_taken_away(study, lea):
    finding = written(lea, POSTING)
    client = client_of(lea)
    choices = client.get(f"{URL}{finding.number}/quotes/").content.decode()
    assert "post at night." in choices
    bruno, text = study.people["Bruno"], study.group.current
    start = text.text.index("post at night.")
    sent = {"participant": bruno.pk, "text": text.pk, "start": start, "end": start + 14, "role": "supports"}
    assert client.post(f"{URL}{finding.number}/quotes/add/", sent).status_code == 302
    assert client.post(f"{URL}{finding.number}/quotes/add/", sent | {"role": "against"}).status_code == 302
    quote = FindingQuote.objects.get()
    assert quote.role == "against"
    address = f"{URL}{finding.number}/quotes/{quote.pk}/"
    client.post(f"{address}translate/", {"translation": "publier la nuit", "translator": ""})
    quote.refresh_from_db()
    assert quote.translation == ""
    client.post(f"{address}translate/", {"translation": "publier la nuit", "translator": "Lea"})
    page = client.get(f"{URL}{finding.number}/").content.decode()
    assert "publier la nuit" in page
    assert "tr. Lea" in page
    client.post(f"{address}remove/")
    assert not FindingQuote.objects.exists()


def test_a_quote_past_the_end_of_its_text_is_not_found(study, lea):
    finding = written(lea, POSTING)
    text = study.group.current
    sent = {"participant": study.people["Bruno"].pk, "text": text.pk, "start": 0, "end": text.length + 1}
    assert client_of(lea).post(f"{URL}{finding.number}/quotes/add/", sent | {"role": "supports"}).status_code == 404


def test_who_codes_blind_sees_no_finding(study, olga, lena):
    finding = written(olga, POSTING)
    assert client_of(lena).get(URL).status_code == 403
    assert client_of(lena).get(f"{URL}{finding.number}/").status_code == 403
    olga.is_blind = True
    olga.save()
    assert "They post." not in client_of(olga).get(URL).content.decode()
    assert client_of(olga).get(f"{URL}{finding.number}/").status_code == 404


def test_a_finding_is_deleted_and_comes_back(study, olga):
    finding = written(olga, POSTING)
    client = client_of(olga)
    gone = client.post(f"{URL}{finding.number}/delete/")
    assert client.get(f"{URL}{finding.number}/").status_code == 404
    assert "Restore it" in client.get(gone["Location"]).content.decode()
    client.post(f"{URL}{finding.number}/restore/")
    assert client.get(f"{URL}{finding.number}/").status_code == 200


def test_members_comment(study, olga):
    finding = written(olga, POSTING)
    client_of(olga).post(f"{URL}{finding.number}/comment/", {"text": "Who did not?"})
    assert "Who did not?" in client_of(olga).get(f"{URL}{finding.number}/").content.decode()


def test_the_command_gives_the_promised_form(study, olga):
    written(olga, POSTING)
    out = StringIO()
    call_command("findings", "night-shift", "--json", stdout=out)
    (found,) = json.loads(out.getvalue())["findings"]
    assert found["claim"] == {"en": "They post.", "fr": "On publie."}
    assert (found["strength"], found["basis"], found["state"], found["stale"]) == ("all", "union", "draft", False)
    assert found["cells"][0]["n"] == 3
    assert found["sensitivity"]["union"] == "holds"

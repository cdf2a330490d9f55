"""The demo's codebook through its rounds: what coders propose, what the lead makes of it, versions, rechecks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from coding.demo import study
from coding.models import Code, Proposal
from coding.services.codebook import create_code, edit_code
from coding.services.demo.begin import Demo
from coding.services.demo.passes import Reading, Row, write_codings, write_recheck
from coding.services.proposal_decisions import adopt, decline, merge
from coding.services.proposals import propose
from coding.services.versions import freeze

# Who proposed the emergent codes, and after which interview.
DISCOVERER, DISCOVERED = "A", "04"
BRANCH = "professional-practices"
A_RECHECK = timedelta(minutes=12)


def emergent() -> list[dict[str, str]]:
    """The codes that a coder found in the interviews; they are adopted."""
    found: list[dict[str, str]] = study.told("emergent.json")
    return found


def rejected() -> list[dict[str, Any]]:
    """The proposals that did not become codes, with their passages."""
    found: list[dict[str, Any]] = study.told("proposals.json")
    return found


def propose_after(demo: Demo, number: str, *, at: datetime) -> None:
    """What coders propose when they have read this interview. `demo.codes` knows it by key, or by its label."""
    for one in rejected():
        if one["after"] == number:
            code = propose(demo.coder(one["coder"]), label=one["label"], definition=one["definition"])
            demo.codes[one["label"]] = code
    if number == DISCOVERED:
        for told in emergent():
            code = propose(demo.coder(DISCOVERER), label=told["label_fr"], definition=told["definition_fr"])
            demo.codes[told["key"]] = code
    demo.clock.set_back(at)


def proposed_passages(number: str, letter: str) -> Iterator[Row]:
    """What a coder marked with a proposal of hers that was rejected later."""
    for one in rejected():
        for passage in one["passages"]:
            if (one["coder"], passage["nn"]) == (letter, number):
                blank = dict.fromkeys(study.HEADER, "")
                yield blank | {"coder": letter, "code": one["label"], "quote": passage["quote"]}


def new_version(demo: Demo, number: int, *, at: datetime) -> None:
    """Settle what was proposed, change the codebook as the files tell, and freeze it."""
    told = study.told("versions.json")[number - 1]
    if number > 1:
        _settle_proposals(demo)
    for fields in told["codes"]:
        parent = demo.codes[fields.pop("parent")]
        create_code(demo.lead, parent=parent, origin=Code.Origin.A_PRIORI, **fields)
    for fields in told["rules"]:
        edit_code(demo.codes[fields.pop("key")], by=demo.lead, **fields)
    # Rules were made clearer: what the codes mean did not change.
    freeze(demo.lead, note=told["note"], redefined=())
    demo.clock.set_back(at)
    _date_discoveries(demo)
    demo.refresh_codes()


def recheck_round(
    demo: Demo, round_: study.Round, readings: Mapping[tuple[str, str], Reading], *, at: datetime
) -> None:
    """Both coders go through the round's interviews again for the codes that were found in it.

    Who discovered them had coded with them as proposals; the other one codes with them now.
    """
    keys = [told["key"] for told in emergent()]
    codings = later_codings(round_)
    for (number, letter), reading in readings.items():
        if letter in round_.coders(number).replace("T", ""):
            at = write_codings(demo, reading, codings[number, letter], start=at)
            write_recheck(demo, reading, keys, at=at)
            at += A_RECHECK


def later_codings(round_: study.Round) -> dict[tuple[str, str], list[Row]]:
    """By interview and coder: what could be coded when the round had closed and its discoveries were adopted."""
    keys = {told["key"] for told in emergent()}
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for number in round_.transcripts:
        for row in study.codings(number):
            if round_.number == 1 and row["code"] in keys and row["coder"] != DISCOVERER:
                found[number, row["coder"]].append(row)
    return found


def _settle_proposals(demo: Demo) -> None:
    waiting = {one.code_id: one for one in Proposal.objects.visible_to(demo.lead).waiting()}
    for told in emergent():
        fields: Any = {name: words for name, words in told.items() if name != "key"}
        adopt(waiting[demo.codes[told["key"]].pk], by=demo.lead, parent=demo.codes[BRANCH], **fields)
    for one in rejected():
        proposal = waiting[demo.codes[one["label"]].pk]
        if one["outcome"] == Proposal.Outcome.MERGED:
            merge(proposal, by=demo.lead, into=demo.codes[one["into"]], reason=one["reason"])
        else:
            decline(proposal, by=demo.lead, reason=one["reason"])


def _date_discoveries(demo: Demo) -> None:
    """An emergent code appeared when it was proposed."""
    for proposal in Proposal.objects.visible_to(demo.lead).filter(outcome=Proposal.Outcome.ADOPTED):
        Code.objects.filter(pk=proposal.code_id).update(created_at=proposal.created_at)

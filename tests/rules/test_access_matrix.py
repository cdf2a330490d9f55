"""Every address x every kind of visitor, walked at run time: a new view is in the matrix once it has an address."""

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from interviews.access import TABLE, Action
from interviews.models import Member, Project, Role
from tests.people import client_of, join
from tests.rules.addresses import Address, Study, addresses, make_study, project_addresses
from tests.rules.public_views import LIBRARY, PUBLIC

# Only the one who sent a file, started a job or wrote a memo goes on with it.
OWN_ONLY = frozenset({("transcripts", "upload"), ("codebook", "upload"), ("participants", "upload"), ("jobs", "pk")})
# What a view needs besides its address, so that it has nothing to say "not found" about.
ASKED = {"passages_export": "?code=planning", "query_export": "?code1=planning"}
SENT = {
    "rate": {"code": "culture", "participant": "{participant}", "value": "1"},
    "memo_new": {"on": "project"},
    "disagreement_rule": {"part": "use-when"},
}
# Places that name no row.
NO_ROW = frozenset({"kind", "index", "name"})


def each(found: list[Address]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("address", found, ids=[f"{one.name}:{one.route}" for one in found])


@pytest.fixture
def study(project: Project, olga: Member, lea: Member, karim: Member, lena: Member, rita: Member) -> Study:
    return make_study(project, olga, karim)


@pytest.fixture
def foreign(db: None) -> Study:
    """Another study, of other people."""
    other = Project.objects.create(key="day-shift", name="Day shift", language="en")
    return make_study(other, join(other, "otto", Role.OWNER), join(other, "odile", Role.CODER), prefix="foreign-")


def ask(client: Client, url: str, sent: dict[str, str] | None = None, **headers: str) -> HttpResponse:
    """GET, or a POST where that is all the view takes; leaves nothing behind."""
    with transaction.atomic():
        answer = client.get(url, headers=headers)
        if answer.status_code == 405:
            answer = client.post(url, sent, headers=headers)
        close_file(answer)
        transaction.set_rollback(True)
    return answer


def post(client: Client, url: str) -> HttpResponse:
    with transaction.atomic():
        answer = client.post(url)
        transaction.set_rollback(True)
    return answer


def close_file(answer: HttpResponse) -> None:
    # A file that was read to its end is closed; closing the answer would close the connection to the database, too.
    if answer.streaming:
        b"".join(answer.streaming_content)


def form_of(address: Address, study: Study) -> dict[str, str]:
    """The smallest form that the view understands."""
    participant = str(study.values["participants", "pk"])
    return {field: value.format(participant=participant) for field, value in SENT.get(address.name, {}).items()}


def test_every_view_is_guarded_or_public_for_a_reason() -> None:
    known = PUBLIC | LIBRARY
    assert [one.route for one in addresses() if one.guard is None and one.name not in known] == []


def test_the_lists_of_public_views_name_only_what_is_there_and_unguarded() -> None:
    unguarded = {one.name for one in addresses() if one.guard is None} | {"healthz"}  # answered by a middleware
    assert sorted(PUBLIC.keys() - unguarded) == []
    assert sorted(LIBRARY.keys() - unguarded) == []


def test_every_project_view_is_guarded_by_an_action() -> None:
    # A deleted project has no members to guard it by: its restoring looks for the owner itself.
    loose = [one.name for one in project_addresses() if not isinstance(one.guard, Action)]
    assert loose == ["project_restore"]


@each(project_addresses())
def test_a_stranger_finds_nothing(address: Address, study: Study, sam: object) -> None:
    assert ask(client_of(sam), address.filled(study.project.key, study.values)).status_code == 404


@each(project_addresses())
def test_someone_signed_out_is_asked_to_sign_in(address: Address, study: Study) -> None:
    url = address.filled(study.project.key, study.values)
    answer = ask(Client(), url)
    assert (answer.status_code, answer.headers.get("Location", "")[:16]) == (302, "/accounts/login/")
    assert ask(Client(), url, **{"X-Requested-By": "queue"}).status_code == 401
    assert ask(Client(), url, **{"HX-Request": "true"}).status_code == 401


@each([one for one in project_addresses() if isinstance(one.guard, Action)])
def test_a_member_may_what_the_table_says(
    address: Address, study: Study, olga: Member, lea: Member, karim: Member, rita: Member
) -> None:
    assert isinstance(address.guard, Action)
    url = address.filled(study.project.key, study.values) + ASKED.get(address.name, "")
    own_only = any(address.row(place) in OWN_ONLY for place in address.places)
    for member in (olga, lea, karim, rita):
        may = Role(member.role) in TABLE[address.guard]
        answer = ask(client_of(member), url, form_of(address, study))
        somebody_elses = address.name in {"memo", "memo_delete", "memo_restore"} and member != olga
        if not may:
            assert answer.status_code == 403, f"{member.role}: {answer.status_code}"
            assert post(client_of(member), url).status_code in {403, 405}
        elif not somebody_elses:
            assert answer.status_code != 403, member.role
        assert answer.status_code < 500
        if may and not own_only and address.name != "memo_restore":
            assert answer.status_code != 404, member.role


@each([one for one in project_addresses() if isinstance(one.guard, Action) and one.places])
def test_a_row_of_another_project_is_not_found(address: Address, study: Study, foreign: Study, olga: Member) -> None:
    for place in address.places:
        row = address.row(place)
        if place[1] in NO_ROW:
            continue
        url = address.filled(study.project.key, study.values | {row: foreign.values[row]})
        client = client_of(olga)
        assert ask(client, url).status_code == 404, url
        assert post(client, url).status_code in {404, 405}, url


@each([one for one in project_addresses() if isinstance(one.guard, Action)])
def test_what_only_takes_forms_says_so_to_a_link(address: Address, study: Study, olga: Member) -> None:
    """GET changes nothing: the project's revision and rows are as before."""
    before = Project.objects.values().get(pk=study.project.pk)
    answer = client_of(olga).get(address.filled(study.project.key, study.values) + ASKED.get(address.name, ""))
    close_file(answer)
    assert answer.status_code in {200, 204, 302, 405}
    assert Project.objects.values().get(pk=study.project.pk) == before


@each([one for one in project_addresses() if "<int:" in one.route])
def test_a_number_that_no_database_holds_is_not_found(address: Address, study: Study, olga: Member) -> None:
    huge = {
        address.row(place): 10**30
        for place in address.places
        if place[1] in {"pk", "index", "speaker_pk", "number", "rank"}
    }
    url = address.filled(study.project.key, study.values | huge)
    assert ask(client_of(olga), url).status_code == 404

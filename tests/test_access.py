"""The one table of roles x actions, and what the project's settings add to it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from interviews.access import (
    REASONS,
    TABLE,
    WRITING,
    Action,
    Sight,
    for_members,
    for_users,
    may,
    membership,
    require,
    sight_of,
    view_guard,
)
from interviews.models import Member, Project, Role, User

EXPECTED = {
    "owner": {*Action},
    "lead": {*Action} - {Action.DELETE_PROJECT},
    "coder": {
        Action.SEE,
        Action.SEE_REPORTS,
        Action.EXPORT,
        Action.SAVE_QUERIES,
        Action.SEE_DATA,
        Action.CODE,
        Action.WRITE_MEMOS,
    },
    "reader": {Action.SEE, Action.SEE_REPORTS, Action.EXPORT, Action.SEE_AGREEMENT, Action.SEE_FINDINGS},
}


@pytest.mark.parametrize("role", Role.values)
def test_the_table_as_it_was_agreed(role: str) -> None:
    assert {action for action, roles in TABLE.items() if role in roles} == EXPECTED[role]


def test_every_action_has_its_roles_and_its_reason() -> None:
    assert {*TABLE} == {*REASONS} == {*Action}
    assert all(str(reason).endswith(".") for reason in REASONS.values())


def test_a_refusal_tells_the_reason_and_whom_to_ask(rita: Member) -> None:
    with pytest.raises(PermissionDenied, match=r"Readers do not code. Ask an owner or a lead"):
        require(rita, Action.CODE)


def test_coders_create_codes_where_the_project_says_so(karim: Member, rita: Member) -> None:
    assert not may(karim, Action.CREATE_CODES)
    karim.project.coders_create_codes = rita.project.coders_create_codes = True
    assert may(karim, Action.CREATE_CODES)
    assert not may(rita, Action.CREATE_CODES)


@pytest.mark.parametrize("action", sorted(WRITING))
def test_nobody_writes_in_an_archived_project(action: Action, olga: Member) -> None:
    assert may(olga, action)
    olga.project.archived_at = "2026-01-01"
    assert not may(olga, action)
    with pytest.raises(PermissionDenied, match="archived"):
        require(olga, action)


def test_an_archived_project_is_read_and_managed(olga: Member) -> None:
    olga.project.archived_at = "2026-01-01"
    assert {action for action in Action if may(olga, action)} == {*Action} - WRITING


def test_coders_see_their_own_work_and_all_others_see_all(olga, lea, karim, rita) -> None:
    assert {sight_of(one) for one in (olga, lea, rita)} == {Sight.ALL}
    assert sight_of(karim) is Sight.OWN
    karim.project.coders_see_each_other = True
    assert sight_of(karim) is Sight.ALL


def test_while_a_round_is_open_no_coder_sees_another_and_a_lead_does(karim: Member, lea: Member) -> None:
    for member in (karim, lea):
        member.project.coders_see_each_other = member.project.round_is_open = True
    assert sight_of(karim) is Sight.OWN
    assert sight_of(lea) is Sight.ALL


def test_whoever_codes_in_an_open_round_sees_her_own_work(lea: Member) -> None:
    lea.is_blind = True
    assert sight_of(lea) is Sight.OWN


def request_of(user: User, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/projects/night-shift/", headers=headers)
    request.user = user
    return request


@pytest.mark.parametrize("change", [{"left_at": "2026-01-01T00:00Z"}, {"deleted_at": "2026-01-01T00:00Z"}])
def test_who_left_and_who_looks_for_a_deleted_project_finds_nothing(change: dict[str, str], karim: Member) -> None:
    model = Member if "left_at" in change else Project
    model.objects.update(**change)
    with pytest.raises(Http404):
        membership(request_of(karim.user), "night-shift")


def test_a_guard_passes_the_member_on_and_names_its_action(karim: Member) -> None:
    @for_members(Action.SEE)
    def view(request: HttpRequest, member: Member) -> HttpResponse:
        return HttpResponse(f"{member.pk} {member.user}")

    assert view_guard(view) is Action.SEE
    assert view(request_of(karim.user), project_key="night-shift").content.decode() == f"{karim.pk} Karim"


def test_a_queue_of_another_user_is_not_taken(karim: Member, lena: Member) -> None:
    view = for_members(Action.SEE)(lambda _request, _member: HttpResponse("done"))
    headers = {"X-Queue-User": str(lena.user.pk), "X-Requested-By": "queue"}
    assert view(request_of(karim.user, **headers), project_key="night-shift").status_code == 401


def test_a_view_of_ones_own_asks_to_sign_in(karim: Member) -> None:
    view = for_users(lambda _request: HttpResponse("mine"))
    assert view_guard(view) == "user"
    assert view(request_of(karim.user)).content == b"mine"
    assert view(request_of(AnonymousUser())).status_code == 302
    assert view_guard(lambda _request: None) is None

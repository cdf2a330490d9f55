"""Members and their roles, leaving and coming back, invitations."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from interviews.models import Invitation, Member, Project, Revision, Role, User
from interviews.services import team
from tests.people import client_of, join

pytestmark = pytest.mark.django_db

ACCOUNT = {"name": "Nora Roy", "username": "nora", "email": "nora@example.org", "password": "a rather long one"}


def verbs(project: Project) -> list[str]:
    return [revision.verb for revision in Revision.objects.filter(project=project).order_by("number")]


def role_of(member: Member) -> str:
    return Member.objects.get(pk=member.pk).role


def is_present(member: Member) -> bool:
    return Member.objects.present().filter(pk=member.pk).exists()


def invite(by: Member, role: Role = Role.CODER, *, email: str = "", days_ago: int = 0) -> str:
    """The path of a new invitation's link."""
    at = timezone.now() - timedelta(days=days_ago)
    _, token = team.invite(by.project, by=by, role=role, email=email, at=at)
    return f"/invitations/{token}/"


# The page


def test_everybody_in_the_project_sees_the_team(olga: Member, karim: Member, rita: Member) -> None:
    page = client_of(rita).get("/projects/night-shift/team/")
    assert all(name in page.text for name in ("Olga", "Karim", "Rita"))
    assert "Create the link" not in page.text
    assert "/team/invitations/" not in page.text


def test_leads_may_change_all_but_owners(olga: Member, lea: Member, karim: Member) -> None:
    page = client_of(lea).get("/projects/night-shift/team/")
    changeable = {mate.member for mate in page.context["team"].present if mate.changeable}
    assert changeable == {lea, karim}


def test_the_team_takes_as_many_queries_for_twenty_members_as_for_one(
    olga: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = client_of(olga)
    with django_assert_num_queries(5):  # session, user, membership, members, invitations
        browser.get("/projects/night-shift/team/")
    for number in range(20):
        join(olga.project, f"coder-{number}", Role.CODER)
        invite(olga)
    with django_assert_num_queries(5):
        browser.get("/projects/night-shift/team/")


# Roles


def test_a_lead_changes_the_role_of_a_coder(lea: Member, karim: Member) -> None:
    response = client_of(lea).post(
        f"/projects/night-shift/team/{karim.pk}/", {"role": "reader", "counts_in_reports": "on"}
    )
    assert response["Location"] == "/projects/night-shift/team/"
    assert role_of(karim) == "reader"
    assert verbs(lea.project) == ["member.role_changed"]


def test_a_member_is_marked_as_not_counting_in_reports(lea: Member, karim: Member) -> None:
    client_of(lea).post(f"/projects/night-shift/team/{karim.pk}/", {"role": "coder"})
    assert Member.objects.get(pk=karim.pk).counts_in_reports is False
    assert verbs(lea.project) == ["member.counts_changed"]


def test_what_stays_the_same_is_not_recorded(lea: Member, karim: Member) -> None:
    client_of(lea).post(f"/projects/night-shift/team/{karim.pk}/", {"role": "coder", "counts_in_reports": "on"})
    assert verbs(lea.project) == []


def test_a_lead_makes_no_owner(lea: Member, karim: Member) -> None:
    response = client_of(lea).post(f"/projects/night-shift/team/{karim.pk}/", {"role": "owner"})
    assert response.status_code == 422
    assert role_of(karim) == "coder"


def test_a_lead_does_not_touch_an_owner(olga: Member, lea: Member) -> None:
    join(olga.project, "otto", Role.OWNER)
    browser = client_of(lea)
    assert browser.get(f"/projects/night-shift/team/{olga.pk}/").status_code == 403
    assert browser.post(f"/projects/night-shift/team/{olga.pk}/", {"role": "reader"}).status_code == 403
    assert browser.post(f"/projects/night-shift/team/{olga.pk}/remove/").status_code == 403
    assert role_of(olga) == "owner"
    assert is_present(olga)


def test_an_owner_makes_another_owner(olga: Member, karim: Member) -> None:
    client_of(olga).post(f"/projects/night-shift/team/{karim.pk}/", {"role": "owner", "counts_in_reports": "on"})
    assert role_of(karim) == "owner"


def test_the_last_owner_stays_owner(olga: Member) -> None:
    response = client_of(olga).post(f"/projects/night-shift/team/{olga.pk}/", {"role": "lead"})
    assert response.status_code == 422
    assert "last owner" in response.text
    assert role_of(olga) == "owner"


@pytest.mark.parametrize("address", ["", "remove/", "return/"])
def test_a_coder_manages_nobody(karim: Member, lena: Member, address: str) -> None:
    response = client_of(karim).post(f"/projects/night-shift/team/{lena.pk}/{address}", {"role": "reader"})
    assert response.status_code == 403
    assert role_of(lena) == "coder"
    assert is_present(lena)


def test_a_member_of_another_project_is_not_found(lea: Member) -> None:
    other = Project.objects.create(key="other", name="Other")
    stranger = join(other, "stranger", Role.CODER)
    for address in ("", "remove/", "return/"):
        response = client_of(lea).post(f"/projects/night-shift/team/{stranger.pk}/{address}", {"role": "reader"})
        assert response.status_code == 404


# Leaving and coming back


def test_a_member_is_removed_and_brought_back(lea: Member, karim: Member) -> None:
    browser = client_of(lea)
    page = browser.post(f"/projects/night-shift/team/{karim.pk}/remove/", follow=True)
    assert not is_present(karim)
    assert "No longer in the project" in page.text
    assert client_of(karim).get("/projects/night-shift/team/").status_code == 404
    browser.post(f"/projects/night-shift/team/{karim.pk}/return/")
    assert is_present(karim)
    assert verbs(lea.project) == ["member.removed", "member.returned"]


def test_one_leaves_oneself_after_a_page_that_says_what_it_means(lea: Member, karim: Member) -> None:
    browser = client_of(karim)
    assert "Your work stays" in browser.get("/projects/night-shift/team/leave/").text
    assert is_present(karim)
    assert browser.post("/projects/night-shift/team/leave/")["Location"] == "/"
    assert not is_present(karim)
    assert verbs(karim.project) == ["member.left"]


def test_the_last_owner_does_not_leave(olga: Member, lea: Member) -> None:
    page = client_of(olga).post("/projects/night-shift/team/leave/", follow=True)
    assert "last owner" in page.text
    assert is_present(olga)


def test_the_last_owner_is_not_removed(olga: Member) -> None:
    client_of(olga).post(f"/projects/night-shift/team/{olga.pk}/remove/")
    assert is_present(olga)


# Making invitations


def make_link(by: Member, **fields: str) -> tuple[Client, str]:
    """The link as the team page shows it."""
    browser = client_of(by)
    page = browser.post("/projects/night-shift/team/invitations/", {"role": "coder", **fields}, follow=True)
    return browser, re.search(r'value="http://testserver(/invitations/[^"]+)"', page.text).group(1)


def test_a_link_is_shown_once_and_its_secret_is_kept_nowhere(lea: Member) -> None:
    browser, path = make_link(lea)
    token = path.split("/")[2]
    assert len(token) == 43
    invitation = Invitation.objects.get()
    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert invitation.expires_at - invitation.created_at == timedelta(days=14)
    assert token not in browser.get("/projects/night-shift/team/").text
    assert verbs(lea.project) == ["invitation.created"]


def test_a_link_is_mailed_where_mail_is_configured(lea: Member, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    _, path = make_link(lea, email="nora@example.org")
    assert mail.outbox[0].to == ["nora@example.org"]
    assert f"http://testserver{path}" in mail.outbox[0].body
    assert "Lea invites you to the project “Night shift” as coder" in mail.outbox[0].body


def test_without_mail_one_is_told_to_send_the_link_oneself(lea: Member, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = False
    page = client_of(lea).post(
        "/projects/night-shift/team/invitations/", {"role": "coder", "email": "nora@example.org"}, follow=True
    )
    assert "No mail was sent to nora@example.org" in page.text
    assert mail.outbox == []


def test_a_mail_server_that_fails_does_not_lose_the_link(
    lea: Member, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_IS_CONFIGURED = True

    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("interviews.services.invitation_mail.send_mail", refuse)
    _, path = make_link(lea, email="nora@example.org")
    assert Client().get(path).status_code == 200


def test_a_name_with_a_line_break_makes_no_mail_header(lea: Member, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    Project.objects.update(name="Night\nBcc: all@example.org")
    make_link(lea, email="nora@example.org")
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["nora@example.org"]


def test_only_an_owner_invites_an_owner(olga: Member, lea: Member) -> None:
    assert client_of(lea).post("/projects/night-shift/team/invitations/", {"role": "owner"}).status_code == 422
    assert not Invitation.objects.exists()
    client_of(olga).post("/projects/night-shift/team/invitations/", {"role": "owner"})
    assert Invitation.objects.get().role == "owner"


def test_coders_invite_nobody(karim: Member) -> None:
    assert client_of(karim).post("/projects/night-shift/team/invitations/", {"role": "coder"}).status_code == 403


def test_a_link_is_revoked(lea: Member) -> None:
    path = invite(lea)
    client_of(lea).post(f"/projects/night-shift/team/invitations/{Invitation.objects.get().pk}/revoke/")
    page = Client().get(path)
    assert page.status_code == 410
    assert "This link was revoked" in page.text
    assert verbs(lea.project) == ["invitation.created", "invitation.revoked"]


def test_a_link_of_another_project_is_not_revoked(lea: Member) -> None:
    other = join(Project.objects.create(key="other", name="Other"), "otto", Role.OWNER)
    invite(other)
    response = client_of(lea).post(f"/projects/night-shift/team/invitations/{Invitation.objects.get().pk}/revoke/")
    assert response.status_code == 404
    assert Invitation.objects.get().revoked_at is None


# Using invitations


def test_someone_signed_in_joins_with_one_click(lea: Member, sam: User) -> None:
    path = invite(lea)
    browser = client_of(sam)
    assert "Join Night shift as coder" in browser.get(path).text
    assert not Member.objects.filter(user=sam).exists()
    assert browser.post(path)["Location"] == "/projects/night-shift/"
    member = Member.objects.get(user=sam)
    assert (member.project, member.role) == (lea.project, "coder")
    assert verbs(lea.project) == ["invitation.created", "member.joined"]


def test_someone_new_makes_an_account_right_there(lea: Member) -> None:
    path = invite(lea, email="nora@example.org")
    browser = Client()
    assert 'value="nora@example.org"' in browser.get(path).text
    assert browser.post(path, ACCOUNT)["Location"] == "/projects/night-shift/"
    user = User.objects.get(username="nora")
    assert (user.name, user.email) == ("Nora Roy", "nora@example.org")
    assert Member.objects.get(user=user).role == "coder"
    assert browser.get("/projects/night-shift/team/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("username", "LEA", "taken"),
        ("email", "Lea@Example.org", "an account with this email"),
        ("password", "nora", "too short"),
        ("username", "no ra", "valid username"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_the_link_stays_good(
    lea: Member, field: str, value: str, words: str
) -> None:
    path = invite(lea)
    response = Client().post(path, {**ACCOUNT, field: value})
    assert response.status_code == 422
    assert words in response.text
    assert Invitation.objects.get().used_at is None


def test_someone_signed_out_with_an_account_signs_in_first(lea: Member) -> None:
    path = invite(lea)
    assert f'href="/accounts/login/?next={path}"' in Client().get(path).text


def test_a_link_works_once(lea: Member, sam: User) -> None:
    path = invite(lea)
    client_of(sam).post(path)
    page = Client().get(path)
    assert page.status_code == 410
    assert "This link has been used" in page.text
    assert Client().post(path, ACCOUNT).status_code == 410
    assert not User.objects.filter(username="nora").exists()


def test_of_two_who_use_a_link_at_once_one_gets_in(lea: Member, sam: User) -> None:
    invite(lea)
    invitation = Invitation.objects.get()  # both have read it as open
    team.accept(invitation, user=sam, at=timezone.now())
    with pytest.raises(team.InvitationClosed):
        team.accept_with_new_account(invitation, **ACCOUNT, at=timezone.now())
    assert not User.objects.filter(username="nora").exists()


def test_an_expired_link_says_so_and_whom_to_ask(lea: Member) -> None:
    page = Client().get(invite(lea, days_ago=15))
    assert page.status_code == 410
    assert "This link has expired" in page.text
    assert "Ask Lea for a new link" in page.text


def test_an_unknown_link_says_so(lea: Member) -> None:
    page = Client().get("/invitations/no-such-token/")
    assert page.status_code == 404
    assert "not known here" in page.text


def test_a_link_into_a_deleted_project_says_so(lea: Member) -> None:
    path = invite(lea)
    Project.objects.update(deleted_at=timezone.now())
    assert "no longer exists" in Client().get(path).text


def test_a_member_who_opens_a_link_does_not_use_it_up(lea: Member, karim: Member) -> None:
    path = invite(lea, Role.READER)
    assert client_of(karim).post(path)["Location"] == "/projects/night-shift/"
    assert role_of(karim) == "coder"
    assert Invitation.objects.get().used_at is None


def test_who_left_comes_back_by_a_link_with_the_work_of_before(lea: Member, karim: Member) -> None:
    client_of(lea).post(f"/projects/night-shift/team/{karim.pk}/remove/")
    client_of(karim).post(invite(lea, Role.READER))
    assert is_present(karim)
    assert role_of(karim) == "reader"


def test_the_invitation_page_shows_names_as_text(lea: Member) -> None:
    Project.objects.update(name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in Client().get(invite(lea)).text

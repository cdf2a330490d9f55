"""The fixed cast of the tests: Olga owns, Lea leads, Karim and Lena code, Rita reads, Sam is a stranger."""

import pytest
from django.test import Client

from interviews.models import Member, Project, Role, User


def make_user(username: str, *, language: str = "en") -> User:
    return User.objects.create_user(
        username, f"{username}@example.org", "a long password", name=username.title(), language=language
    )


def client_of(member: Member | User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(member.user if isinstance(member, Member) else member, "interviews.accounts.NameBackend")
    return client


def join(project: Project, username: str, role: Role) -> Member:
    return Member.objects.create(project=project, user=make_user(username), role=role)


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.create(key="night-shift", name="Night shift", language="en")


@pytest.fixture
def olga(project: Project) -> Member:
    return join(project, "olga", Role.OWNER)


@pytest.fixture
def lea(project: Project) -> Member:
    return join(project, "lea", Role.LEAD)


@pytest.fixture
def karim(project: Project) -> Member:
    return join(project, "karim", Role.CODER)


@pytest.fixture
def lena(project: Project) -> Member:
    return join(project, "lena", Role.CODER)


@pytest.fixture
def rita(project: Project) -> Member:
    return join(project, "rita", Role.READER)


@pytest.fixture
def sam(db: None) -> User:
    return make_user("sam")

"""Statements whose SQL is written once answer and write as the ORM's own, whoever asks in between."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection
from django.utils import timezone

from interviews.access import membership
from interviews.models import Member, Project, Revision
from interviews.models.prepared import PROJECT_KEY, Insert, Mark, Prepared
from interviews.sessions import SessionStore
from tests.people import client_of

pytestmark = pytest.mark.django_db


def test_a_question_is_asked_with_new_values_each_time(olga: Member, karim: Member) -> None:
    asked = Prepared(lambda: Member.objects.filter(user=Mark.USER).values_list("role", "joined_at", "is_blind"))
    for member in (olga, karim, olga):
        assert asked.rows({Mark.USER: member.user_id}) == [(member.role, member.joined_at, False)]
    assert asked.rows({Mark.USER: 10**9}) == []


@pytest.mark.parametrize("size", [40_000, 3_000_000_000, None])
def test_a_row_is_written_as_the_orm_writes_it(size: int | None, project: Project) -> None:
    insert = Insert(Revision)
    summary = {"said": "Codé : « 100 % »", "size": size}
    fields = {"project": project, "verb": "test", "summary": summary, "at": timezone.now()}
    first = Revision(number=1, op=uuid4(), **fields)
    second = Revision(number=size or 2, op=uuid4(), **fields)
    insert(first)
    insert(second)
    for written in (first, second):
        read = Revision.objects.get(pk=written.pk)
        assert (read.op, read.number, read.summary, read.at) == (written.op, written.number, summary, written.at)
    first.delete()  # as one that was saved


def test_a_value_may_be_looked_up_by_the_statement(project: Project, olga: Member) -> None:
    insert = Insert(Revision, project=lambda: Project.objects.filter(key=PROJECT_KEY).values("pk"))
    row = Revision(number=1, op=uuid4(), verb="test", at=timezone.now(), actor=olga.user)
    insert(row, {PROJECT_KEY: project.key})
    assert Revision.objects.get().project == project
    with pytest.raises(IntegrityError):
        insert(row, {PROJECT_KEY: "none"})


def test_a_member_is_read_whole(rf, karim: Member) -> None:
    request = rf.get("/")
    request.user = karim.user
    found = membership(request, karim.project.key)
    for name in ("pk", "role", "joined_at", "left_at", "is_blind", "counts_in_reports", "project", "user"):
        assert getattr(found, name) == getattr(karim, name)
    assert found.project.__dict__.items() >= {"key": "night-shift", "archived_at": None, "round_is_open": False}.items()
    assert found.project.created_at == karim.project.created_at


def test_a_session_that_has_expired_signs_nobody_in(karim: Member) -> None:
    client = client_of(karim)
    assert client.get("/").wsgi_request.user == karim.user
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not client.get("/").wsgi_request.user.is_authenticated


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "é" * 40])
def test_an_unknown_session_is_empty_and_forgets_its_key(key: str) -> None:
    store = SessionStore(key)
    assert store.load() == {}
    assert store.session_key is None


def test_a_deactivated_account_is_signed_out_at_once(karim: Member) -> None:
    client = client_of(karim)
    karim.user.is_active = False
    karim.user.save()
    assert not client.get("/").wsgi_request.user.is_authenticated


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite plans anew each time")
@pytest.mark.django_db(transaction=True)
def test_a_plan_outlives_a_migration_of_its_table() -> None:
    project = Project.objects.create(key="night-shift", name="Night shift")
    asked = Prepared(lambda: Project.objects.filter(pk=Mark.PROJECT).values_list("name"))

    def ask() -> list[tuple[str]]:
        return asked.rows({Mark.PROJECT: project.pk})

    for width in (201, 200):
        assert {tuple(ask()) for _ in range(7)} == {(("Night shift",),)}
        with connection.cursor() as cursor:
            # As another process would: this one is not told.
            cursor.execute(f"DO $$ BEGIN ALTER TABLE interviews_project ALTER name TYPE varchar({width}); END $$")
    assert ask() == [("Night shift",)]

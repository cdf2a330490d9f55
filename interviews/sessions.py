"""Sessions in the database, as Django keeps them; every request reads one, so the question is written once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from interviews.models.prepared import SESSION_KEY, Prepared


class SessionStore(db.SessionStore):
    """The name by which Django finds it."""

    def load(self) -> dict[str, Any]:
        rows = _SESSION.rows({SESSION_KEY: self.session_key}) if self.session_key else ()
        if rows and rows[0][1] > timezone.now():
            return self.decode(rows[0][0])
        return super().load()  # forgets the key of one that is gone


def _session() -> QuerySet[Session, tuple[Any, ...]]:
    return Session.objects.filter(session_key=SESSION_KEY).values_list("session_data", "expire_date")


_SESSION = Prepared(_session)

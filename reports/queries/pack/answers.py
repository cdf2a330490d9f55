"""What people wrote into the checklists, today or when a snapshot was taken."""

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from interviews.models import Member
from reports.models import ChecklistAnswer, Snapshot

Answers = dict[str, str]  # by item, such as "coreq-10"


def answers_today(reader: Member) -> Answers:
    """In the active language; an item that is answered in another one alone has those words."""
    return _in_language(ChecklistAnswer.objects.living().filter(project=reader.project_id))


def answers_frozen(snapshot: Snapshot) -> Answers:
    """The same as it stood when the snapshot was taken."""
    return _in_language(ChecklistAnswer.objects.as_of(snapshot.revision).filter(project=snapshot.project_id))


def own_answers(reader: Member, *, language: str, until: int | None = None) -> Answers:
    """Those in this language alone, as they stand or as they stood at a revision."""
    answers = ChecklistAnswer.objects.filter(project=reader.project_id, language=language)
    answers = answers.living() if until is None else answers.as_of(until)
    return dict(answers.values_list("item", "text"))


def last_change(reader: Member) -> int:
    """The revision in which an answer was last written or taken away; 0 before there is one."""
    moment = Max(Coalesce("died", "born"))
    return ChecklistAnswer.objects.filter(project=reader.project_id).aggregate(last=moment)["last"] or 0


def _in_language(answers: QuerySet[ChecklistAnswer]) -> Answers:
    rows = [*answers.order_by("item", "language").values_list("item", "language", "text")]
    active = get_language() or "en"
    others = {item: text for item, language, text in rows if language != active}
    return others | {item: text for item, language, text in rows if language == active}

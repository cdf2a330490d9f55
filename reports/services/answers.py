"""Writing into the reporting checklists."""

from collections.abc import Mapping

from django.db import transaction

from interviews.models import Member
from interviews.services.revisions import record
from reports.models import ChecklistAnswer


@transaction.atomic
def answer_checklists(wanted: Mapping[str, str], *, language: str, by: Member) -> int:
    """These words for these items; none take an answer away. How many changed; one revision for all of them."""
    mine = ChecklistAnswer.objects.living().filter(project=by.project_id, language=language, item__in=wanted)
    living = {answer.item: answer for answer in mine.select_for_update()}
    changed = {item: text for item, text in wanted.items() if text != (living[item].text if item in living else "")}
    if not changed:
        return 0
    summary = {"items": sorted(changed), "language": language}
    revision = record(by.project, actor=by.user, verb="methods.answered", summary=summary)
    mine.filter(item__in=changed).update(died=revision.number)
    ChecklistAnswer.objects.bulk_create(
        ChecklistAnswer(
            project_id=by.project_id,
            item=item,
            language=language,
            text=text,
            written_by=by,
            written_at=revision.at,
            born=revision.number,
        )
        for item, text in changed.items()
        if text
    )
    return len(changed)

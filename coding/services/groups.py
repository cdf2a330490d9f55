"""Groups of codes of which only one fits a passage. They are part of the codebook, and rest with it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from coding.models import Code, ExclusiveGroup
from coding.queries.codebook import Codebook
from coding.services.codebook import CodebookError, changing
from interviews.models import Member
from interviews.services.revisions import record


class GroupError(CodebookError):
    """A group that can't be so."""


def make_group(by: Member, *, name: str, codes: Sequence[Code]) -> ExclusiveGroup:
    """A new group of these codes. Raises GroupError: no name, a taken one, too few codes, a code of another group."""
    with changing(by.project) as codebook:
        group = ExclusiveGroup(project=by.project)
        _write(group, codebook, name=name, codes=codes)
        record(by.project, actor=by.user, verb="group.made", summary={"group": group.name})
    return group


def change_group(group: ExclusiveGroup, *, by: Member, name: str, codes: Sequence[Code]) -> None:
    """Another name, other codes. Codings stay as they are. Raises GroupError."""
    with changing(by.project) as codebook:
        _write(group, codebook, name=name, codes=codes)
        record(by.project, actor=by.user, verb="group.changed", summary={"group": group.name})


def dissolve_group(group: ExclusiveGroup, *, by: Member) -> None:
    """The codes may stand together again."""
    with changing(by.project):
        record(by.project, actor=by.user, verb="group.dissolved", summary={"group": group.name})
        group.delete()


def _write(group: ExclusiveGroup, codebook: Codebook, *, name: str, codes: Sequence[Code]) -> None:
    group.name = " ".join(name.split())[:120]
    if not group.name:
        raise GroupError(_("A group needs a name. Write what its codes have in common."))
    if ExclusiveGroup.objects.filter(project=group.project, name=group.name).exclude(pk=group.pk).exists():
        raise GroupError(_("There is a group “%(name)s” already. Choose another name.") % {"name": group.name})
    members = [codebook.by_id[code.pk].code for code in codes if code.pk in codebook.by_id]
    if len(members) < 2:
        raise GroupError(_("Choose at least two codes: of one alone there is nothing to choose."))
    for code in members:
        if code.exclusive_group_id not in {None, group.pk}:
            raise GroupError(_("“%(code)s” is in another group. A code is in one group at most.") % {"code": code})
    group.save()
    Code.objects.filter(exclusive_group=group).update(exclusive_group=None)
    Code.objects.filter(pk__in=[code.pk for code in members]).update(exclusive_group=group)

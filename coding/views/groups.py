"""Groups of codes of which only one fits a passage."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coding.forms.versions import GroupForm
from coding.models import ExclusiveGroup
from coding.queries.codebook import codebook_of
from coding.queries.groups import groups_of, told_overlaps
from coding.services import groups as services
from coding.services.codebook import CodebookError
from coding.views.codebook import page
from interviews.access import Action, for_members
from interviews.models import Member


@for_members(Action.SEE)
@require_safe
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The groups, and where the reader sees two codes of one on the same words."""
    codebook = codebook_of(member.project)
    context = page(member, codebook, tab="groups") | {
        "groups": groups_of(member.project, codebook),
        "overlaps": told_overlaps(member, codebook),
    }
    return render(request, "coding/groups/index.html", context)


@for_members(Action.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """A new group."""
    return _form(request, member, None)


@for_members(Action.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Another name, other codes."""
    return _form(request, member, get_object_or_404(ExclusiveGroup, project=member.project, pk=pk))


@for_members(Action.EDIT_CODEBOOK)
@require_POST
def dissolve(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """The codes may stand together again."""
    group = get_object_or_404(ExclusiveGroup, project=member.project, pk=pk)
    name = group.name
    try:
        services.dissolve_group(group, by=member)
        messages.success(request, _("“%(name)s” is dissolved. Its codes and codings stay.") % {"name": name})
    except CodebookError as refusal:
        messages.error(request, str(refusal))
    return redirect("groups", member.project.key)


def _form(request: HttpRequest, member: Member, group: ExclusiveGroup | None) -> HttpResponseBase:
    codebook = codebook_of(member.project)
    form = GroupForm(request.POST or None, codebook=codebook, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            if group:
                services.change_group(group, by=member, name=form.cleaned_data["name"], codes=form.chosen)
            else:
                services.make_group(member, name=form.cleaned_data["name"], codes=form.chosen)
            return redirect("groups", member.project.key)
        except CodebookError as refusal:
            form.add_error(None, str(refusal))
    context = page(member, codebook, tab="groups") | {"form": form, "group": group}
    return render(request, "coding/groups/form.html", context, status=422 if form.is_bound else 200)

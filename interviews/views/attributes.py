"""Attributes of participants: the list, one attribute, a category's values, cut points of a number."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from interviews.access import Action, for_members, may
from interviews.forms.attributes import AttributeForm, MergeForm, ValueForm
from interviews.forms.participants import CutPointsForm
from interviews.models import Attribute, AttributeValue, Member
from interviews.queries.attributes import attribute_rows, deleted_attributes, value_rows
from interviews.queries.banding import bandings_of
from interviews.queries.participants import deleted_participants, sheet_of
from interviews.services import attributes, categories
from interviews.services.attributes import AttributeRefused
from interviews.views.participant_pages import page, sheet_page


@for_members(Action.SEE)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """All attributes in their order, with values and how many participants have one."""
    context = page(member) | {
        "rows": attribute_rows(member.project),
        "deleted": deleted_attributes(member.project),
        "edits": may(member, Action.EDIT_PARTICIPANTS),
    }
    return render(request, "interviews/attributes/index.html", context)


@for_members(Action.EDIT_PARTICIPANTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Create an attribute; a category goes on to its values."""
    form = AttributeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attribute = attributes.create_attribute(member, form.wanted)
        except AttributeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after_creating(request, member, attribute)
    context = page(member) | {"form": form}
    return render(request, "interviews/attributes/new.html", context, status=422 if form.is_bound else 200)


@for_members(Action.EDIT_PARTICIPANTS)
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, member: Member, key: str) -> HttpResponseBase:
    """Edit an attribute and, of a category, its values."""
    attribute = _attribute(member, key)
    form = AttributeForm(request.POST or None, instance=attribute)
    if request.method == "POST" and form.is_valid():
        try:
            attributes.edit_attribute(attribute, form.wanted, by=member)
        except AttributeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s: saved.") % {"name": attribute.label})
            return redirect("attribute", member.project.key, attribute.key)
    # A refused form may have changed the object in hand.
    return _detail(request, member, _attribute(member, key), form=form, status=422 if form.is_bound else 200)


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def move(request: HttpRequest, member: Member, key: str) -> HttpResponseBase:
    """One step up or down in the list, and in the sheet."""
    attributes.move_attribute(_attribute(member, key), by=member, up=request.POST.get("direction") == "up")
    return redirect("attributes", member.project.key)


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def delete(request: HttpRequest, member: Member, key: str) -> HttpResponseBase:
    """Take an attribute out of sheet and reports; the list keeps the way back."""
    attribute = _attribute(member, key)
    attributes.delete_attribute(attribute, by=member, at=timezone.now())
    said = _("“%(name)s” is deleted. Its values are kept; “Bring back” below undoes this.")
    messages.success(request, said % {"name": attribute.label})
    return redirect("attributes", member.project.key)


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def restore(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Bring a deleted attribute back, with its values."""
    attribute = get_object_or_404(Attribute, pk=pk, project=member.project)
    try:
        attributes.restore_attribute(attribute, by=member)
        messages.success(request, _("“%(name)s” is back.") % {"name": attribute.label})
    except AttributeRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("attributes", member.project.key)


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def bands(request: HttpRequest, member: Member, key: str) -> HttpResponseBase:
    """Set the cut points of a number."""
    attribute = _attribute(member, key)
    form = CutPointsForm(request.POST.getlist("cut"))
    refused = form.problem if not form.is_valid() else ""
    if not refused:
        try:
            attributes.set_cut_points(attribute, form.cuts, by=member)
            messages.success(request, _("The bands of “%(name)s” are set.") % {"name": attribute.label})
            return redirect("participants", member.project.key)
        except AttributeRefused as refusal:
            refused = str(refusal)
    sheet = sheet_of(member.project)
    context = sheet_page(member, sheet) | {
        "bandings": bandings_of(sheet),
        "deleted": deleted_participants(member.project),
        "refused": {"attribute": attribute, "message": refused, "cuts": form.sent},
    }
    return render(request, "interviews/participants/index.html", context, status=422)


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def value_new(request: HttpRequest, member: Member, key: str) -> HttpResponseBase:
    """Add a value to a category."""
    attribute = _category(member, key)
    form = ValueForm(request.POST)
    return _valued(
        request, member, attribute, form, lambda: categories.add_value(attribute, by=member, **form.cleaned_data)
    )


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def value_rename(request: HttpRequest, member: Member, key: str, pk: int) -> HttpResponseBase:
    """Give a value other labels."""
    value = _value(member, key, pk)
    form = ValueForm(request.POST)
    return _valued(
        request, member, value.attribute, form, lambda: categories.rename_value(value, by=member, **form.cleaned_data)
    )


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def value_move(request: HttpRequest, member: Member, key: str, pk: int) -> HttpResponseBase:
    """One step up or down among the values."""
    categories.move_value(_value(member, key, pk), by=member, up=request.POST.get("direction") == "up")
    return redirect("attribute", member.project.key, key)


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def value_merge(request: HttpRequest, member: Member, key: str, pk: int) -> HttpResponseBase:
    """Let another value take this one's place everywhere."""
    value = _value(member, key, pk)
    form = MergeForm(request.POST, value=value)
    if not form.is_valid():
        said = _("Choose the value that takes the place of “%(value)s”.") % {"value": value.label}
        return _detail(request, member, value.attribute, refusal=said, status=422)
    into = form.cleaned_data["into"]
    count = categories.merge_values(value, into=into, by=member, at=timezone.now())
    said = ngettext(
        "“%(value)s” is merged into “%(into)s”: %(count)s participant changed.",
        "“%(value)s” is merged into “%(into)s”: %(count)s participants changed.",
        count,
    )
    messages.success(request, said % {"value": value.label, "into": into.label, "count": count})
    return redirect("attribute", member.project.key, key)


@for_members(Action.EDIT_PARTICIPANTS)
@require_POST
def value_delete(request: HttpRequest, member: Member, key: str, pk: int) -> HttpResponseBase:
    """Take an unused value away."""
    value = _value(member, key, pk)
    try:
        categories.delete_value(value, by=member, at=timezone.now())
    except AttributeRefused as refusal:
        return _detail(request, member, value.attribute, refusal=str(refusal), status=422)
    messages.success(request, _("“%(value)s” is deleted.") % {"value": value.label})
    return redirect("attribute", member.project.key, key)


def _attribute(member: Member, key: str) -> Attribute:
    living = Attribute.objects.living().select_related("project").prefetch_related("values")
    return get_object_or_404(living, key=key, project=member.project)


def _category(member: Member, key: str) -> Attribute:
    living = Attribute.objects.living().select_related("project").prefetch_related("values")
    return get_object_or_404(living, key=key, project=member.project, kind=Attribute.Kind.CATEGORY)


def _value(member: Member, key: str, pk: int) -> AttributeValue:
    attribute = _category(member, key)
    value = get_object_or_404(AttributeValue.objects.living(), pk=pk, attribute=attribute)
    value.attribute = attribute
    return value


def _valued(
    request: HttpRequest, member: Member, attribute: Attribute, form: ValueForm, write: Callable[[], object]
) -> HttpResponseBase:
    """Write what a form of labels says, or show the page again with the reason."""
    refusal = next((str(error) for errors in form.errors.values() for error in errors), "")
    if form.is_valid():
        try:
            write()
            return redirect("attribute", member.project.key, attribute.key)
        except AttributeRefused as refused:
            refusal = str(refused)
    return _detail(request, member, attribute, refusal=refusal, sent=form, status=422)


def _after_creating(request: HttpRequest, member: Member, attribute: Attribute) -> HttpResponseBase:
    if attribute.kind == Attribute.Kind.CATEGORY:
        messages.success(request, _("“%(name)s” is created. Add its values.") % {"name": attribute.label})
        return redirect("attribute", member.project.key, attribute.key)
    messages.success(request, _("“%(name)s” is created.") % {"name": attribute.label})
    return redirect("attributes", member.project.key)


def _detail(
    request: HttpRequest,
    member: Member,
    attribute: Attribute,
    *,
    form: AttributeForm | None = None,
    refusal: str = "",
    sent: ValueForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = page(member) | {
        "attribute": attribute,
        "form": form or AttributeForm(instance=attribute),
        "rows": value_rows(attribute) if attribute.kind == Attribute.Kind.CATEGORY else [],
        "refusal": refusal,
        "sent": sent,
    }
    return render(request, "interviews/attributes/detail.html", context, status=status)

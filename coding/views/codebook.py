"""The codebook: its tree, one code with its rules, and what one changes about it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coding.forms.codebook import PARTS, PATTERNS, SLOT_NAMES, MoveForm, NewCodeForm, PartForm
from coding.models import SLOTS, Code
from coding.queries.codebook import Codebook, Node, codebook_of, tree_rows
from coding.queries.memos import memos_on
from coding.queries.mentions import figures_of, intensity_of, met_by_code, participants_by_code
from coding.queries.versions import why_it_rests
from coding.services import codebook as services
from interviews.access import Action, for_members, may, require
from interviews.models import Member

# Parts that the tree shows too: their forms load the whole page again.
WHOLE_PAGE = ("names", "nature", "slot")


@for_members(Action.SEE)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The tree. `?archived=KEY` offers the way back right after a code was put away."""
    codebook = codebook_of(member.project)
    gone = codebook.by_key.get(request.GET.get("archived", ""))
    context = page(member, codebook) | {"just_archived": gone if gone and gone.archived else None}
    context["archived"] = [node for node in codebook.nodes if node.archived and not in_archive(node)]
    if not codebook.living:
        context["may_start"] = not codebook.nodes
        return render(request, "coding/codebook/empty.html", context)
    return render(request, "coding/codebook/index.html", context)


@for_members(Action.SEE)
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, member: Member, code_key: str) -> HttpResponseBase:
    """One code. `?edit=PART` opens the form of one part; posting `part` and its fields writes it."""
    codebook = codebook_of(member.project)
    node = found(codebook, code_key)
    part = request.POST.get("part") or request.GET.get("edit") or ""
    form = part_form(request, member, node, part)
    if request.method == "POST" and form and form.is_valid():
        try:
            services.edit_code(node.code, by=member, **form.changes)
            return redirect(f"{reverse('code', args=[member.project.key, node.key])}?edited={part}")
        except services.CodebookError as refusal:
            form.add_error(None, str(refusal))
    met = met_by_code(member, codebook)
    counts = {pk: len(people) for pk, people in met.items()}
    context = page(member, codebook, counts=counts) | detail(request, member, node, met) | {"form": form, "part": part}
    template = "coding/codebook/code.html"
    if request.headers.get("HX-Request-Type") == "partial":
        template += "#detail"
    return render(request, template, context, status=422 if form and form.errors else 200)


@for_members(Action.SEE)
@require_safe
def old_address(request: HttpRequest, member: Member, code_key: str) -> HttpResponseBase:
    """Where a code's page stood before codes had a place of their own, in which none can be called as another page."""
    del request
    node = found(codebook_of(member.project), code_key)
    return redirect("code", member.project.key, node.key)


@for_members(Action.CREATE_CODES)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """A new code; `?parent=KEY` proposes where, `?beside=KEY` the same parent as that code's."""
    codebook = codebook_of(member.project)
    beside = codebook.by_key.get(request.GET.get("beside", ""))
    parent = beside.ancestors[-1].key if beside and beside.ancestors else request.GET.get("parent", "")
    form = NewCodeForm(
        request.POST or None,
        codebook=codebook,
        language=member.project.language,
        initial={"parent": parent},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_code(member, parent=form.parent_code, **form.changes)
            return redirect("code", member.project.key, made.key)
        except services.CodebookError as refusal:
            form.add_error(None, str(refusal))
    context = page(member, codebook) | {"form": form}
    return render(request, "coding/codebook/new.html", context, status=422 if form.is_bound else 200)


@for_members(Action.EDIT_CODEBOOK)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, member: Member, code_key: str) -> HttpResponseBase:
    """Another place for the code: by form, or `step` -1 or 1 among its siblings."""
    codebook = codebook_of(member.project)
    node = found(codebook, code_key)
    if request.POST.get("step") in {"-1", "1"}:
        step(request, member, node)
        return redirect("code", member.project.key, node.key)
    form = MoveForm(request.POST or None, codebook=codebook, code=node.code)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_code(node.code, by=member, parent=form.parent_code, place=form.place)
            messages.success(request, _("“%(code)s” has its new place.") % {"code": node.code.label})
            return redirect("code", member.project.key, node.key)
        except services.CodebookError as refusal:
            form.add_error(None, str(refusal))
    context = page(member, codebook) | {"form": form, "node": node, "current": node.key}
    return render(request, "coding/codebook/move.html", context, status=422 if form.is_bound else 200)


@for_members(Action.EDIT_CODEBOOK)
@require_POST
def archive(request: HttpRequest, member: Member, code_key: str) -> HttpResponseBase:
    """Put the code away, with all below it; the tree then offers the undo."""
    node = found(codebook_of(member.project), code_key)
    try:
        services.archive_code(node.code, by=member, at=timezone.now())
    except services.CodebookError as refusal:
        messages.error(request, str(refusal))
        return redirect("code", member.project.key, node.key)
    return redirect(f"{reverse('codebook', args=[member.project.key])}?archived={node.key}")


@for_members(Action.EDIT_CODEBOOK)
@require_POST
def restore(request: HttpRequest, member: Member, code_key: str) -> HttpResponseBase:
    """Bring the code back, with what was put away with it."""
    node = found(codebook_of(member.project), code_key)
    try:
        services.restore_code(node.code, by=member)
    except services.CodebookError as refusal:
        messages.error(request, str(refusal))
    return redirect("code", member.project.key, node.key)


def step(request: HttpRequest, member: Member, node: Node) -> None:
    """One place up or down, as the form says; a refusal is told."""
    try:
        services.step_code(node.code, by=member, step=int(request.POST["step"]))
    except services.CodebookError as refusal:
        messages.error(request, str(refusal))


def in_archive(node: Node) -> bool:
    """Whether a code above it is archived too: restoring that one brings it back."""
    return any(code.archived_at for code in node.ancestors)


def found(codebook: Codebook, key: str) -> Node:
    """The code of this key, archived or not; Http404 for an unknown one."""
    if key not in codebook.by_key:
        raise Http404
    return codebook.by_key[key]


def part_form(request: HttpRequest, member: Member, node: Node, part: str) -> PartForm | None:
    """The form of one part, for those who may edit; None when none is open. Posting without the right is refused."""
    if request.method == "POST":
        require(member, Action.EDIT_CODEBOOK)
    open_ = may(member, Action.EDIT_CODEBOOK) and (request.method == "POST" or not member.project.round_is_open)
    if part not in PARTS or node.archived or not open_:
        return None
    return PARTS[part](request.POST or None, code=node.code, language=member.project.language)


def page(member: Member, codebook: Codebook, *, counts: dict[int, int] | None = None, tab: str = "") -> dict[str, Any]:
    """What the tree beside every page of the codebook needs; `tab` is the open one of its pages."""
    return {
        "project": member.project,
        "member": member,
        "section": "codebook",
        "tab": tab,
        "codebook": codebook,
        "rows": tree_rows(codebook, participants_by_code(member, codebook) if counts is None else counts),
        "rests": why_it_rests(member.project),
        "may_edit": may(member, Action.EDIT_CODEBOOK) and not member.project.round_is_open,
        "may_create": may(member, Action.CREATE_CODES) and not member.project.round_is_open,
    }


def texts_of(code: Code) -> list[tuple[str, str, str]]:
    """The parts that are texts: name of the part, its title, and what it says in the reader's language."""
    return [
        ("definition", _("Definition"), code.definition),
        ("use-when", _("Use when"), code.use_when),
        ("use-not", _("Do not use"), code.use_not),
        ("examples", _("Examples"), code.examples),
    ]


def detail(request: HttpRequest, member: Member, node: Node, met: dict[int, set[int]]) -> dict[str, Any]:
    """What the code's own part of the page needs."""
    return {
        "node": node,
        "current": node.key,
        "edited": request.GET.get("edited", ""),
        "whole_page": WHOLE_PAGE,
        "figures": figures_of(member, node, met=met.get(node.code.pk, set())),
        "bars": intensity_of(member, node),
        "memos": memos_on(member, code=node.code),
        "may_write_memos": may(member, Action.WRITE_MEMOS),
        "texts": texts_of(node.code),
        "memo_on": f"code:{node.key}",
        "slots": [(slot, f"{SLOT_NAMES[slot % 8]}, {PATTERNS[slot // 8]}") for slot in range(SLOTS)],
        "slot_name": f"{SLOT_NAMES[node.code.slot % 8]}, {PATTERNS[node.code.slot // 8]}",
    }

"""The interview guide: its questions, a list to paste, and the overview of interviews."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coding.forms.guide import ListForm, QuestionForm
from coding.models import Question
from coding.queries.codebook import codebook_of
from coding.queries.guide import archived_questions, listed, overview_of
from coding.services import guide as services
from interviews.access import Action, for_members, may
from interviews.models import Member


@for_members(Action.SEE)
@require_safe
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The questions in order, with their codes and in how many interviews each was asked."""
    context = page(member, part="questions") | {
        "questions": listed(member.project),
        "archived": archived_questions(member.project),
        "just_archived": request.GET.get("archived", ""),
    }
    return render(request, "coding/guide/index.html", context)


@for_members(Action.SEE)
@require_safe
def interviews(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Every interview with what was asked in it."""
    context = page(member, part="interviews") | {"overview": overview_of(member.project)}
    return render(request, "coding/guide/interviews.html", context)


@for_members(Action.EDIT_GUIDE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, member: Member) -> HttpResponseBase:
    """A new question."""
    return _form(request, member, None)


@for_members(Action.EDIT_GUIDE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, member: Member, question_key: str) -> HttpResponseBase:
    """Another text, other codes."""
    return _form(request, member, question_or_404(member, question_key))


@for_members(Action.EDIT_GUIDE)
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, member: Member) -> HttpResponseBase:
    """A pasted list: first what it becomes, and with `write` its questions."""
    form = ListForm(request.POST or None)
    lines = services.read_lines(form.cleaned_data["lines"]) if form.is_bound and form.is_valid() else []
    if lines and "write" in request.POST:
        try:
            made = services.add_questions(member, lines)
            said = ngettext("%(n)s question added to the guide.", "%(n)s questions added to the guide.", len(made))
            messages.success(request, said % {"n": len(made)})
            return redirect("guide", member.project.key)
        except services.GuideError as refusal:
            form.add_error(None, str(refusal))
    elif form.is_bound and not lines and not form.errors:
        form.add_error("lines", _("No line has a question. Write one a line."))
    context = page(member, part="questions") | {"form": form, "lines": lines if not form.errors else []}
    refused = request.method == "POST" and (bool(form.errors) or not form.is_bound)
    return render(request, "coding/guide/paste.html", context, status=422 if refused else 200)


@for_members(Action.EDIT_GUIDE)
@require_POST
def move(request: HttpRequest, member: Member, question_key: str) -> HttpResponseBase:
    """One place up or down: `step` is -1 or 1."""
    question = question_or_404(member, question_key)
    step = {"-1": -1, "1": 1}.get(request.POST.get("step", ""), 0)
    if step:
        services.step_question(question, by=member, step=step)
    return redirect(f"{reverse('guide', args=[member.project.key])}#{question.key}")


@for_members(Action.EDIT_GUIDE)
@require_POST
def archive(request: HttpRequest, member: Member, question_key: str) -> HttpResponseBase:
    """Put the question away; the page then offers the way back."""
    del request
    question = question_or_404(member, question_key)
    services.archive_question(question, by=member)
    return redirect(f"{reverse('guide', args=[member.project.key])}?archived={question.key}")


@for_members(Action.EDIT_GUIDE)
@require_POST
def restore(request: HttpRequest, member: Member, question_key: str) -> HttpResponseBase:
    """Bring it back, with what was marked."""
    question = question_or_404(member, question_key)
    try:
        services.restore_question(question, by=member)
        messages.success(request, _("The question is back in the guide."))
    except services.GuideError as refusal:
        messages.error(request, str(refusal))
    return redirect("guide", member.project.key)


def page(member: Member, *, part: str) -> dict[str, Any]:
    """What every page of the guide needs; `part` is the open one."""
    return {
        "project": member.project,
        "member": member,
        "section": "codebook",
        "tab": "guide",
        "part": part,
        "may_edit": may(member, Action.EDIT_GUIDE),
        "may_mark": may(member, Action.CODE),
    }


def question_or_404(member: Member, key: str) -> Question:
    return get_object_or_404(Question.objects.filter(project=member.project_id), key=key)


def _form(request: HttpRequest, member: Member, question: Question | None) -> HttpResponseBase:
    codebook = codebook_of(member.project)
    sent = request.POST if request.method == "POST" else None
    form = QuestionForm(sent, codebook=codebook, language=member.project.language, question=question)
    if form.is_bound and form.is_valid():
        try:
            if question:
                services.change_question(question, by=member, fields=form.said, codes=form.chosen)
            else:
                question = services.add_question(member, fields=form.said, codes=form.chosen)
            return redirect(f"{reverse('guide', args=[member.project.key])}#{question.key}")
        except services.GuideError as refusal:
            form.add_error(None, str(refusal))
    context = page(member, part="questions") | {"form": form, "question": question}
    return render(request, "coding/guide/form.html", context, status=422 if form.is_bound else 200)

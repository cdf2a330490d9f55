"""Chosen quotes: the table of codes x groups, keeping a passage, one quote with its forms, and files."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from interviews.access import Action, Sight, for_members, may, sight_of
from interviews.models import Member, Participant, TranscriptText
from methods.disclosure import Audience
from reports.forms.asked import Unanswerable, audience_asked, basis_asked, first_open, living_node
from reports.forms.quotes import KeepForm, PassageForm, ShortenForm, TranslationForm
from reports.models import ChosenQuote
from reports.queries.basis.bases import bases_for
from reports.queries.basis.basis import UnknownBasis
from reports.queries.findings.joint_display import joint_display
from reports.queries.findings.joint_report import joint_report, notes_of, title_of
from reports.queries.findings.quoted import shown_words, with_words
from reports.queries.gate.asked import Asked, Withheld
from reports.queries.gate.readable import groups_offered
from reports.queries.kinds.about_study import basis_name, closed_note, done_paragraph, withheld_report
from reports.queries.study.excerpts import excerpts
from reports.queries.study.groups import NotGroupable, attribute_of, groupable, grouping_by
from reports.queries.study.stamp import stamp
from reports.services import quotes as services
from reports.views.pages import download, kind_or_404, language_of, refused
from reports.views.pages import page as common

FILES = {
    "docx": gettext_lazy("joint display"),
    "xlsx": gettext_lazy("workbook and notes"),
    "csv": gettext_lazy("one line a quote"),
    "pdf": gettext_lazy("to print"),
}


@require_safe
@for_members(Action.SEE_FINDINGS)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The table; `?removed=PK` shows the way back right after a quote was taken away."""
    asked = asked_or_404(request, member, file=False)
    try:
        found = joint_display(asked)
    except Withheld as error:
        return refused(request, member, str(error))
    removed = request.GET.get("removed", "")
    gone = int(removed) if removed.isdecimal() and len(removed) < 16 else 0
    context = common(member, current="chosen_quotes") | {
        "title": title_of(found),
        "done": done_paragraph(asked.study),
        "found": found,
        "asked": asked,
        "files": FILES.items(),
        "bases": [(basis.key, basis_name(basis)) for basis in bases_for(member)],
        "attributes": [one for one, _groups in groups_offered(asked)],
        "notes": (*notes_of(found), *closed_note(asked), stamp(member, at=timezone.now())),
        "hidden": sight_of(member) is Sight.OWN,
        "may_write": may(member, Action.WRITE_FINDINGS),
        "gone": ChosenQuote.objects.visible_to(member).exclude(removed_at=None).filter(pk=gone).first(),
    }
    return render(request, "reports/chosen_quotes/index.html", context)


def asked_or_404(request: HttpRequest, member: Member, *, file: bool) -> Asked:
    """What the address asks, as whom it is for may see it."""
    try:
        audience = audience_asked(request.GET, reader=member, file=file)
        return asked_of(request.GET, member, audience=audience)
    except Unanswerable as error:
        raise Http404 from error


def asked_of(query: QueryDict, member: Member, *, audience: Audience | None) -> Asked:
    """Basis and attribute of an address; the first attribute whose groups may be seen where it names none. Raises
    Unanswerable.
    """
    key = query.get("attribute", "")
    try:
        basis = basis_asked(query.get("basis", ""), reader=member)
        attribute = attribute_of(member, key) if key else next(iter(groupable(member)), None)
        if attribute:
            grouping_by(attribute)
    except (UnknownBasis, NotGroupable) as error:
        raise Unanswerable(str(error)) from error
    asked = Asked(member, basis, attribute, audience=audience)
    return asked if key or attribute is None else replace(asked, attribute=first_open(asked))


@require_safe
@for_members(Action.SEE_FINDINGS)
def export(request: HttpRequest, member: Member, kind: str) -> HttpResponseBase:
    """The same as a file, by the same address."""
    kind_or_404(kind, among=FILES)
    with language_of(request):
        asked, now = asked_or_404(request, member, file=True), timezone.now()
        try:
            report = joint_report(joint_display(asked), at=now)
        except Withheld as error:
            report = withheld_report("quotes", _("Chosen quotes"), asked, str(error), at=now)
        return download(request, member, report, kind=kind)


def passage_or_404(member: Member, form: PassageForm) -> services.Quoting:
    """The passage that a valid form names, with its rows."""
    said = form.cleaned_data
    people = Participant.objects.living().filter(project=member.project_id)
    texts = TranscriptText.objects.filter(transcript__project=member.project_id, length__gte=said["end"])
    if said["start"] >= said["end"]:
        raise Http404
    return services.Quoting(
        participant=get_object_or_404(people, pk=said["participant"]),
        text=get_object_or_404(texts, pk=said["text"]),
        start=said["start"],
        end=said["end"],
    )


def require_sight(member: Member) -> None:
    """Raise PermissionDenied for a lead who codes blind: quotes are chosen from everybody's work."""
    if sight_of(member) is Sight.OWN:
        raise PermissionDenied(
            _("You code blind in an open round. Quotes are yours to choose again when it has closed.")
        )


@require_POST
@for_members(Action.WRITE_FINDINGS)
def keep(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Keep a passage for a code, and go back to where it stood (`next`)."""
    require_sight(member)
    form = KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a passage from a list."))
        return redirect("chosen_quotes", member.project.key)
    try:
        node = living_node(form.cleaned_data["code"], reader=member)
    except Unanswerable as error:
        raise Http404 from error
    services.keep_quote(passage_or_404(member, form), node.code, by=member)
    messages.success(request, _("The passage is kept as a quote."))
    back = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if inside else reverse("chosen_quotes", args=[member.project.key]))


def quote_or_404(member: Member, pk: int, *, removed: bool = False) -> Any:
    """The living quote of this number with its `words`; one that was taken away, too, where it is asked for."""
    require_sight(member)
    seen = ChosenQuote.objects.visible_to(member)
    quotes = with_words(seen if removed else seen.living()).select_related("participant", "text", "code")
    return get_object_or_404(quotes, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Action.WRITE_FINDINGS)
def quote(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """One quote in its surroundings, with its forms; a POST shortens it to the `words` sent."""
    found = quote_or_404(member, pk)
    words = ShortenForm(request.POST or None, original=found.words, initial={"words": shown_words(found, found.words)})
    if words.is_bound and words.is_valid():
        services.shorten(found, words.cleaned_data["words"], by=member)
        messages.success(request, _("The quote is shown like this from now on."))
        return redirect("chosen_quote", member.project.key, pk)
    return _quote_page(request, member, found, words=words, status=422 if words.is_bound else 200)


def _quote_page(
    request: HttpRequest,
    member: Member,
    found: Any,
    *,
    words: ShortenForm | None = None,
    translation: TranslationForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    shown = shown_words(found, found.words)
    initial = {"translation": found.translation, "translator": found.translator}
    context = common(member, current="chosen_quotes") | {
        "quote": found,
        "shown": shown,
        "excerpt": excerpts([found.place])[found.place],
        "words": words or ShortenForm(original=found.words, initial={"words": shown}),
        "translation": translation or TranslationForm(initial=initial),
    }
    return render(request, "reports/chosen_quotes/quote.html", context, status=status)


@require_POST
@for_members(Action.WRITE_FINDINGS)
def whole(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Put the whole quote back."""
    services.shorten(quote_or_404(member, pk), [], by=member)
    messages.success(request, _("The whole quote is shown again."))
    return redirect("chosen_quote", member.project.key, pk)


@require_POST
@for_members(Action.WRITE_FINDINGS)
def translate(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """A translation beside the original; empty words take it away."""
    found, form = quote_or_404(member, pk), TranslationForm(request.POST)
    if not form.is_valid():
        return _quote_page(request, member, found, translation=form, status=422)
    services.translate(found, by=member, **form.cleaned_data)
    messages.success(request, _("The translation is saved."))
    return redirect("chosen_quote", member.project.key, pk)


@require_POST
@for_members(Action.WRITE_FINDINGS)
def move(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Change places with `other`, a quote of the same code."""
    found = quote_or_404(member, pk)
    sent = request.POST.get("other", "")
    others = ChosenQuote.objects.visible_to(member).living().filter(code=found.code_id)
    other = others.filter(pk=int(sent)).first() if sent.isdecimal() and len(sent) < 16 else None
    if other:
        services.change_places(found, other, by=member)
    else:
        messages.error(request, _("There is no such quote to change places with."))
    back = request.POST.get("attribute", "")
    address = reverse("chosen_quotes", args=[member.project.key])
    return redirect(
        f"{address}?attribute={back}#q{pk}" if back.isascii() and back.replace("-", "").isalnum() else address
    )


@require_POST
@for_members(Action.WRITE_FINDINGS)
def remove(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:  # noqa: ARG001  # a POST without fields
    """Out of the table; it offers to bring it back."""
    services.remove(quote_or_404(member, pk), by=member, at=timezone.now())
    return redirect(f"{reverse('chosen_quotes', args=[member.project.key])}?removed={pk}")


@require_POST
@for_members(Action.WRITE_FINDINGS)
def restore(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:  # noqa: ARG001  # a POST without fields
    services.restore(quote_or_404(member, pk, removed=True), by=member)
    return redirect("chosen_quotes", member.project.key)

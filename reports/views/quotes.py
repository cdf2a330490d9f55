"""The quotes of a finding: choosing passages, what each is for, a translation beside it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Action, for_members
from interviews.models import Member
from methods.claims import read_claim
from methods.predicates import rests_on
from reports.forms.findings import QuoteForm
from reports.forms.quotes import ShortenForm, TranslationForm
from reports.models import Finding, FindingQuote
from reports.queries.basis.basis import UnknownBasis, default_basis, read_basis
from reports.queries.counts.cells import read_key
from reports.queries.findings.quote_choices import quote_choices
from reports.queries.findings.quoted import with_words
from reports.queries.study.study import study_of
from reports.services import findings as services
from reports.views.chosen_quotes import passage_or_404
from reports.views.findings import finding_or_404
from reports.views.pages import page as common


@require_safe
@for_members(Action.WRITE_FINDINGS)
def choose(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """The passages of the finding's codes, each with its buttons."""
    finding = finding_or_404(member, number)
    keys = [read_key(key) for key in rests_on(read_claim(finding.predicate))]
    codes = tuple(dict.fromkeys(code for key in keys if key for code in key.codes))
    try:
        basis = read_basis(finding.basis, reader=member)
    except UnknownBasis:
        basis = default_basis(member)
    chosen = {(one.participant_id, one.text_id, one.start, one.end): one.role for one in finding.quotes.all()}
    choices = quote_choices(study_of(member, basis=basis), codes, chosen=chosen)
    context = common(member, current="findings") | {"finding": finding, "choices": choices}
    return render(request, "reports/quotes/choose.html", context)


@require_POST
@for_members(Action.WRITE_FINDINGS)
def add(request: HttpRequest, member: Member, number: int) -> HttpResponseBase:
    """Put a passage with the finding, as one that carries it or as a negative case."""
    finding = finding_or_404(member, number)
    form = QuoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a passage from the list."))
        return redirect("finding_quotes", member.project.key, number)
    wanted = passage_or_404(member, form)
    services.add_quote(finding, wanted, form.cleaned_data["role"], by=member)
    messages.success(request, _("The passage stands with the finding."))
    return redirect("finding_quotes", member.project.key, number)


def _quote_or_404(finding: Finding, pk: int) -> FindingQuote:
    found: FindingQuote = get_object_or_404(with_words(finding.quotes.select_related("finding")), pk=pk)
    return found


@require_POST
@for_members(Action.WRITE_FINDINGS)
def shorten(request: HttpRequest, member: Member, number: int, pk: int) -> HttpResponseBase:
    """Show the `words` sent, which are the original's; none put it back whole."""
    quote = _quote_or_404(finding_or_404(member, number), pk)
    if not request.POST.get("words", "").strip():
        services.shorten_quote(quote, [], by=member)
        return redirect("finding", member.project.key, number)
    form = ShortenForm(request.POST, original=quote.words)  # type: ignore[attr-defined]  # annotated
    if form.is_valid():
        services.shorten_quote(quote, form.cleaned_data["words"], by=member)
    else:
        messages.error(request, str(form.errors["words"][0]))
    return redirect("finding", member.project.key, number)


@require_POST
@for_members(Action.WRITE_FINDINGS)
def translate(request: HttpRequest, member: Member, number: int, pk: int) -> HttpResponseBase:
    """A translation beside the original."""
    quote = _quote_or_404(finding_or_404(member, number), pk)
    form = TranslationForm(request.POST)
    if form.is_valid():
        services.translate_quote(quote, by=member, **form.cleaned_data)
    else:
        messages.error(request, _("Name the translator: a translation stands under somebody’s name."))
    return redirect("finding", member.project.key, number)


@require_POST
@for_members(Action.WRITE_FINDINGS)
def remove(request: HttpRequest, member: Member, number: int, pk: int) -> HttpResponseBase:  # noqa: ARG001  # as above
    """Take a passage away from the finding; the passage itself stays."""
    services.remove_quote(_quote_or_404(finding_or_404(member, number), pk), by=member)
    return redirect("finding", member.project.key, number)

"""The reading page of a transcript, and what a lead changes about it. Its text never changes."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from interviews.access import Action, for_members, may
from interviews.forms.imports import MergeForm, SpeakerForm, TitleForm
from interviews.models import Member, Transcript, TranscriptText
from interviews.queries.transcripts import participants_of, reading_of, speakers_of
from interviews.services import transcripts
from interviews.services.speakers import change_speaker


@require_safe
@for_members(Action.SEE)
def detail(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """The whole text with speakers and times; `q` is searched in it, `hit` is the number of the current place."""
    return page(request, member, _transcript(member, pk))


@require_safe
@for_members(Action.SEE)
def original(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:  # noqa: ARG001
    """The file as it was sent, always as a download."""
    text = _text(_transcript(member, pk))
    response = FileResponse(
        text.original.open("rb"),
        as_attachment=True,
        filename=text.original_name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@for_members(Action.IMPORT)
def rename(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Give the transcript another title."""
    transcript = _transcript(member, pk)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return page(request, member, transcript, title_form=form, status=422)
    transcripts.rename_transcript(transcript, title=form.cleaned_data["title"], by=member)
    messages.success(request, _("The title is saved."))
    return redirect("transcript", member.project.key, pk)


@require_POST
@for_members(Action.IMPORT)
def speaker(request: HttpRequest, member: Member, pk: int, speaker_pk: int) -> HttpResponseBase:
    """Say what a speaker is, and who."""
    transcript = _transcript(member, pk)
    spoken = get_object_or_404(transcript.speakers.select_related("participant"), pk=speaker_pk)
    form = SpeakerForm(request.POST, participants=participants_of(member.project), speaker=spoken)
    if not form.is_valid():
        return page(request, member, transcript, speaker_form=form, status=422)
    change_speaker(
        spoken,
        role=form.cleaned_data["role"],
        participant=form.participant,
        pseudonym=form.new_pseudonym,
        by=member,
    )
    messages.success(request, _("%(speaker)s: saved.") % {"speaker": spoken.label or _("Turns without a label")})
    return redirect("transcript", member.project.key, pk)


@require_POST
@for_members(Action.IMPORT)
def archive(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Take the transcript out of lists and reports, or bring it back: `archived` is 1 or 0."""
    transcript = _transcript(member, pk)
    if request.POST.get("archived") == "0":
        transcripts.restore_transcript(transcript, by=member)
        messages.success(request, _("The transcript is back, with its codings."))
    else:
        transcripts.archive_transcript(transcript, by=member, at=timezone.now())
        messages.success(request, _("The transcript is archived. “Bring back” undoes this."))
    return redirect("transcript", member.project.key, pk)


def page(
    request: HttpRequest,
    member: Member,
    transcript: Transcript,
    *,
    title_form: TitleForm | None = None,
    speaker_form: SpeakerForm | None = None,
    merge_form: MergeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The reading page, with the form that was refused, if one was."""
    text = _text(transcript)
    query = request.GET.get("q", "").strip()[:200]
    hit = request.GET.get("hit", "1")
    speakers = speakers_of(transcript)
    changes = may(member, Action.IMPORT)
    context: dict[str, Any] = {
        "project": member.project,
        "member": member,
        "section": "transcripts",
        "transcript": transcript,
        "text": text,
        "reading": reading_of(text, query=query, hit=int(hit) if hit.isdecimal() and len(hit) < 8 else 1),
        "query": query,
        "speakers": speakers,
        "may_code": may(member, Action.CODE) and transcript.archived_at is None,
        "may_change": changes,
    }
    if changes:
        people = participants_of(member.project)
        forms = [SpeakerForm(participants=people, speaker=one) for one in speakers]
        context |= {
            "title_form": title_form or TitleForm(initial={"title": transcript.title}),
            "speaker_forms": [
                speaker_form if speaker_form and speaker_form.speaker.pk == form.speaker.pk else form for form in forms
            ],
            "merge_form": merge_form or MergeForm(speakers=speakers),
        }
    return render(request, "interviews/transcripts/detail.html", context, status=status)


def _transcript(member: Member, pk: int) -> Transcript:
    transcript = get_object_or_404(Transcript.objects.select_related("current"), pk=pk, project=member.project_id)
    transcript.project = member.project
    return transcript


def _text(transcript: Transcript) -> TranscriptText:
    if transcript.current is None:
        raise Http404
    return transcript.current

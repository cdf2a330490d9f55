"""Merging two speakers of a transcript that may be coded already."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coding.services.speakers import merge_speakers
from interviews.access import Action, for_members
from interviews.forms.imports import MergeForm
from interviews.models import Member, Transcript
from interviews.queries.transcripts import speakers_of
from interviews.services.speakers import SpeakerError
from interviews.views.transcripts import page


@require_POST
@for_members(Action.IMPORT)
def merge(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Give the turns of one speaker to another one of the same transcript."""
    transcript = get_object_or_404(Transcript.objects.select_related("current"), pk=pk, project=member.project_id)
    form = MergeForm(request.POST, speakers=speakers_of(transcript))
    if form.is_valid():
        speaker, into = form.cleaned_data["speaker"], form.cleaned_data["into"]
        try:
            count = merge_speakers(speaker, into=into, by=member)
        except SpeakerError as error:
            form.add_error("into", str(error))
        else:
            told = ngettext("%(n)s turn is now %(name)s’s.", "%(n)s turns are now %(name)s’s.", count)
            messages.success(request, told % {"n": count, "name": into.name})
            return redirect("transcript", member.project.key, pk)
    return page(request, member, transcript, merge_form=form, status=422)

"""The page of one piece of long work: how far it is, and where to go when it is done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from interviews.access import Action, for_members
from interviews.jobs import progress_words, title_of
from interviews.models import Job, Member


@for_members(Action.SEE)
def detail(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """One's own job; polled by the page itself until it is done or failed."""
    job = get_object_or_404(member.project.jobs, pk=pk, user=member.user)
    part = "#progress" if request.headers.get("HX-Request") else ""
    context = {
        "project": member.project,
        "member": member,
        "section": "jobs",
        "job": job,
        "title": title_of(job.kind),
        "progress": progress_words(job),
        "is_open": job.state in {Job.State.WAITING, Job.State.RUNNING},
        "url": job.result.get("url", ""),
    }
    response = render(request, f"interviews/jobs/detail.html{part}", context)
    response["Vary"] = "HX-Request"
    return response

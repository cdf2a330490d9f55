"""The team page, what a member is, leaving, and the making of invitations."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interviews.access import Action, for_members
from interviews.forms.team import InvitationForm, MemberForm
from interviews.models import Invitation, Member
from interviews.queries.team import may_change, roles_given_by, team_of
from interviews.services import team
from interviews.services.invitation_mail import send_invitation

# The link is shown once. Until then it waits in the browser of who made it, for its secret is kept nowhere here.
LINK_COOKIE = "invitation_link"


@for_members(Action.SEE)
def index(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Everybody in the project; for leads also the open invitations and a form for the next."""
    form = InvitationForm(roles=roles_given_by(member), initial={"role": "coder"})
    response = _page(request, member, form, link=request.get_signed_cookie(LINK_COOKIE, "", max_age=300) or "")
    response.delete_cookie(LINK_COOKIE, path=request.path)
    return response


@for_members(Action.MANAGE_TEAM)
@require_POST
def invite(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Make a link; send it where an email is given and mail is configured."""
    form = InvitationForm(request.POST, roles=roles_given_by(member))
    if not form.is_valid():
        return _page(request, member, form, status=422)
    role, email = form.cleaned_data["role"], form.cleaned_data["email"]
    invitation, token = team.invite(member.project, by=member, role=role, email=email, at=timezone.now())
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    _tell_about_mail(request, invitation, link)
    team_address = reverse("team", args=[member.project.key])
    response = redirect(team_address)
    response.set_signed_cookie(
        LINK_COOKIE, link, max_age=300, path=team_address, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
    return response


@for_members(Action.MANAGE_TEAM)
@require_POST
def revoke(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Close an open link."""
    invitation = get_object_or_404(Invitation, pk=pk, project=member.project)
    if team.revoke(invitation, by=member, at=timezone.now()):
        messages.success(request, _("The link is revoked. It opens nothing any more."))
    else:
        messages.info(request, _("That link was used or revoked already."))
    return redirect("team", member.project.key)


@for_members(Action.MANAGE_TEAM)
@require_http_methods(["GET", "POST"])
def teammate(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Role of one member, and whether the work counts in reports."""
    mate = get_object_or_404(Member.objects.present().select_related("user"), pk=pk, project=member.project)
    if not may_change(member, mate):
        raise PermissionDenied(_("Only owners make, change or remove owners. Ask an owner of the project."))
    form = MemberForm(
        request.POST or None,
        roles=roles_given_by(member),
        initial={"role": mate.role, "counts_in_reports": mate.counts_in_reports},
    )
    if request.method == "POST" and form.is_valid():
        try:
            team.change_member(mate, by=member, **form.cleaned_data)
        except team.TeamError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, _("%(name)s: saved.") % {"name": mate})
            return redirect("team", member.project.key)
    context = {"project": member.project, "member": member, "section": "team", "mate": mate, "form": form}
    return render(request, "interviews/team/teammate.html", context, status=422 if form.is_bound else 200)


@for_members(Action.MANAGE_TEAM)
@require_POST
def remove(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """End a membership; the team page keeps the way back."""
    mate = get_object_or_404(Member.objects.select_related("user"), pk=pk, project=member.project)
    try:
        team.remove(mate, by=member, at=timezone.now())
    except team.TeamError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("%(name)s is no longer in the project. The work stays; “Bring back” below undoes this.") % {"name": mate},
        )
    return redirect("team", member.project.key)


@for_members(Action.MANAGE_TEAM)
@require_POST
def bring_back(request: HttpRequest, member: Member, pk: int) -> HttpResponseBase:
    """Make a former member a member again."""
    mate = get_object_or_404(Member.objects.select_related("user"), pk=pk, project=member.project)
    team.bring_back(mate, by=member)
    messages.success(request, _("%(name)s is back in the project.") % {"name": mate})
    return redirect("team", member.project.key)


@for_members(Action.SEE)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, member: Member) -> HttpResponseBase:
    """Leave the project, after a page that says what that means."""
    if request.method == "POST":
        try:
            team.leave(member, at=timezone.now())
        except team.TeamError as error:
            messages.error(request, str(error))
            return redirect("team", member.project.key)
        messages.success(request, _("You left “%(project)s”. Your work stays there.") % {"project": member.project})
        return redirect("projects")
    context = {"project": member.project, "member": member, "section": "team"}
    return render(request, "interviews/team/leave.html", context)


def _page(
    request: HttpRequest, member: Member, form: InvitationForm, *, link: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "project": member.project,
        "member": member,
        "section": "team",
        "team": team_of(member, at=timezone.now()),
        "form": form,
        "link": link,
        "days": team.INVITATION_LASTS.days,
    }
    return render(request, "interviews/team/index.html", context, status=status)


def _tell_about_mail(request: HttpRequest, invitation: Invitation, link: str) -> None:
    if not invitation.email:
        return
    if send_invitation(invitation, link=link):
        messages.success(request, _("The link was sent to %(email)s.") % {"email": invitation.email})
    else:
        messages.warning(
            request,
            _("No mail was sent to %(email)s. Copy the link below and send it yourself.") % {"email": invitation.email},
        )

"""What each person chooses for themselves: name, language, theme, single keys."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from interviews.access import for_users
from interviews.forms.people import PreferencesForm
from interviews.models import User
from interviews.services.accounts import choose_language


@for_users
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponseBase:
    """The page of one's own choices."""
    # A copy: a refused form must not rename the person in the page's bar.
    user = User.objects.get(username=request.user.get_username())
    form = PreferencesForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with override(user.language or request.LANGUAGE_CODE):
            messages.success(request, _("Your preferences are saved."))
        return redirect("preferences")
    status = 422 if form.is_bound else 200
    return render(request, "interviews/preferences/preferences.html", {"form": form}, status=status)


@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Change the language: of the account where someone is signed in, of this browser otherwise."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = redirect(target)
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        return response
    if isinstance(request.user, User):
        choose_language(request.user, code)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=31_536_000,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response

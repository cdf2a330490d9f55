"""The first visit to an empty site: the first account, guarded by the token that the server printed."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from interviews.forms.people import SetupForm
from interviews.models import User
from interviews.services.accounts import AccountError, set_up


@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponseBase:
    """Create the first account and sign in. Once there is an account, this page leads to the projects."""
    if User.objects.exists():
        return redirect("projects")
    form = SetupForm(request.POST or None, initial={"token": request.GET.get("token", "")})
    if request.method == "POST" and form.is_valid():
        try:
            user = set_up(form.cleaned_data["token"], **form.account())
        except AccountError as error:
            form.add_error("token", str(error))
        else:
            return perform_login(request, user)  # type: ignore[no-any-return]  # the library has no types
    return render(request, "interviews/setup/setup.html", {"form": form}, status=422 if form.is_bound else 200)

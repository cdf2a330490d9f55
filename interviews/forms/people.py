"""Forms of accounts: making one, preferences, closing one."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from interviews.models import User


def _password_rules() -> str:
    return " ".join(password_validators_help_texts())


class AccountForm(forms.Form):
    """A new account, for an invitation or the set-up page."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As your team knows you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("To sign in with: letters, digits and . - _ without spaces."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=lazy(_password_rules, str)(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("This user name is taken. Choose another, or sign in if it is yours."))
        return username

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("There is an account with this email. Sign in with it instead."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        person = User(
            username=cleaned.get("username", ""), email=cleaned.get("email", ""), name=cleaned.get("name", "")
        )
        if password:
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def account(self) -> dict[str, str]:
        """The fields that `create_account` takes."""
        return {name: str(self.cleaned_data[name]) for name in ("username", "name", "email", "password")}


class SetupForm(AccountForm):
    """The first account, with the token that the server printed."""

    token = forms.CharField(
        label=_("Set-up token"),
        help_text=_("The server printed it when it started, in the terminal or in its log."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("token", "name", "username", "email", "password")


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """How the site looks and answers to one person."""

    language = forms.ChoiceField(label=_("Language"), required=False, widget=forms.RadioSelect)

    class Meta:
        model = User
        fields = ("name", "language", "theme", "single_keys")
        labels = {"single_keys": _("Shortcuts with a single key")}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "name": _("As your team knows you. Without one, your user name is shown."),
            "single_keys": _(
                "While coding: ] for the next coding, 1 to 9 for quick codes. Turn them off if you dictate."
            ),
        }
        widgets = {"theme": forms.RadioSelect}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_names = {"en": "English", "fr": "Français"}
        self.fields["language"].choices = [  # type: ignore[attr-defined]  # it is a choice field
            ("", _("As the browser")),
            *((code, own_names.get(code, name)) for code, name in settings.LANGUAGES),
        ]


class DeactivateForm(forms.Form):
    """Closing one's own account, confirmed by the password."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your password. The account is still open."))
        return password

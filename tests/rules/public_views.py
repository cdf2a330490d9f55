"""The views that anybody may open, by URL name, each with its reason. All others carry a guard of access.py."""

PUBLIC: dict[str, str] = {
    "setup": "The first account is made by someone who has none; a printed token guards it, and it closes for good.",
    "invitation": "Whoever holds an invitation's secret link may not have an account yet.",
    "language": "Someone signed out chooses the language of the sign-in page too.",
    "password_reset": "Who has lost the password cannot sign in.",
    "healthz": "The host's monitor asks whether the site answers; it tells nothing of what is in it.",
}

# The sign-in library guards its own views: those of an account ask for a sign-in, some for a fresh one.
LIBRARY: dict[str, str] = {
    "account_login": "Signing in.",
    "account_logout": "Asks, then signs out; for someone signed out it only leads away.",
    "account_inactive": "Says that an account is closed; shows nothing of it.",
    "account_signup": "Says that accounts come by invitation, unless the host opened sign-up.",
    "account_reauthenticate": "Guarded by the library: asks a signed-in user for the password again.",
    "account_email": "Guarded by the library: one's own addresses.",
    "account_email_verification_sent": "Says that a mail was sent.",
    "account_confirm_email": "Opened from a mail; the key in the address is the guard.",
    "account_confirm_login_code": "Part of signing in; leads away when nobody is.",
    "account_change_password": "Guarded by the library: one's own password.",
    "account_set_password": "Guarded by the library: one's own password.",
    "account_reset_password": "Who has lost the password cannot sign in.",
    "account_reset_password_done": "Says that a mail was sent, whether there is an account or not.",
    "account_reset_password_from_key": "Opened from a mail or the host's message; the key in the address is the guard.",
    "account_reset_password_from_key_done": "Says that the password is changed.",
    "mfa_index": "Guarded by the library: one's own second factors.",
    "mfa_authenticate": "Part of signing in; leads away when nobody is.",
    "mfa_reauthenticate": "Guarded by the library.",
    "mfa_activate_totp": "Guarded by the library, with a fresh sign-in.",
    "mfa_deactivate_totp": "Guarded by the library, with a fresh sign-in.",
    "mfa_view_recovery_codes": "Guarded by the library, with a fresh sign-in.",
    "mfa_generate_recovery_codes": "Guarded by the library, with a fresh sign-in.",
    "mfa_download_recovery_codes": "Guarded by the library, with a fresh sign-in.",
    "mfa_list_webauthn": "Guarded by the library: one's own keys.",
    "mfa_add_webauthn": "Guarded by the library, with a fresh sign-in.",
    "mfa_edit_webauthn": "Guarded by the library: one's own keys.",
    "mfa_remove_webauthn": "Guarded by the library, with a fresh sign-in.",
    "mfa_reauthenticate_webauthn": "Guarded by the library.",
    "mfa_login_webauthn": "Signing in with a passkey.",
    "usersessions_list": "Guarded by the library: one's own sessions.",
}

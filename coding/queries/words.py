"""The sentences that the coding screen's module says.

A sentence with %(name)s is filled in by the module, so it goes out as it is. One that counts stands under `key.one`
and `key.other`; the module chooses by the page's language.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def workspace_words(*, can_create: bool, can_propose: bool) -> dict[str, str]:
    """Every sentence by its key, in the reader's language. `canCreate` is "1" where the palette makes new codes,
    `canPropose` where these are proposals.
    """
    flags = {"canCreate": "1" if can_create or can_propose else "", "canPropose": "1" if can_propose else ""}
    return {**flags, **_saving(), **_coding(), **_palette(), **(_proposing() if can_propose else {}), **_tools()}


def _saving() -> dict[str, str]:
    return {
        "saved": _("All saved"),
        "saving": _("Saving…"),
        "unsaved.one": ngettext("%(n)s unsaved, trying again", "%(n)s unsaved, trying again", 1),
        "unsaved.other": ngettext("%(n)s unsaved, trying again", "%(n)s unsaved, trying again", 2),
        "unsavedOffline.one": ngettext("%(n)s unsaved, offline", "%(n)s unsaved, offline", 1),
        "unsavedOffline.other": ngettext("%(n)s unsaved, offline", "%(n)s unsaved, offline", 2),
        "signIn.none": _("Sign in again"),
        "signIn.one": ngettext("Sign in again to save %(n)s change", "Sign in again to save %(n)s changes", 1),
        "signIn.other": ngettext("Sign in again to save %(n)s change", "Sign in again to save %(n)s changes", 2),
        "notDurable": _("This browser keeps no unsaved work: leave the page open until all is saved."),
        "placeAgain.one": ngettext("%(n)s change was not accepted", "%(n)s changes were not accepted", 1),
        "placeAgain.other": ngettext("%(n)s change was not accepted", "%(n)s changes were not accepted", 2),
        "refusedPlain": _("The server did not accept it. Try again, or discard it."),
        "tryAgain": _("Try again"),
        "codeSelectionInstead": _("Code the selection instead"),
        "discard": _("Discard"),
        "signOutTitle.one": ngettext("%(n)s change is not saved", "%(n)s changes are not saved", 1),
        "signOutTitle.other": ngettext("%(n)s change is not saved", "%(n)s changes are not saved", 2),
        "detailsLater": _("The details can’t be loaded now. Try again when you are online."),
    }


def _coding() -> dict[str, str]:
    return {
        "quoted": _("“%(text)s”"),
        "coded": _("Coded: %(code)s"),
        "removed": _("Removed: %(code)s"),
        "resized": _("Resized: %(code)s"),
        "code": _("Coding"),
        "change": _("Change of a coding"),
        "remove": _("Removal of a coding"),
        "selectFirst": _("Select a passage first."),
        "focusFirst": _("Choose a coding first, with ] or [ or a click on its stripe."),
        "notYours": _("This coding is another coder’s. You can open it, not change it."),
        "readOnly": _("You can read these codings, not change them."),
        "noMoreCodings": _("No more codings in this direction."),
        "noCodings": _("There is no coding here yet."),
        "noLast": _("No code was used yet."),
        "noQuick": _("No code has the key %(digit)s."),
        "assigned": _("%(code)s now has the key %(digit)s."),
        "affirms": _("affirms"),
        "denies": _("denies"),
        "mixed": _("mixed"),
    }


def _palette() -> dict[str, str]:
    return {
        "chooseCode": pgettext("qualitative", "Choose a code"),
        "chooseCodeTouch": pgettext("qualitative", "Code…"),
        "newCode": pgettext("qualitative", "New code “%(label)s”"),
        "noCode": pgettext("qualitative", "No code has this name."),
        "propose": _("Name of the code you propose"),
        "ownName": _("Write a name that no code has."),
        "noRound": _("No round is open: codes are not proposed now."),
        "refine": _("Direction and intensity, or Enter"),
        "finish": _("Code it so"),
        "chosen": _("chosen"),
        # The keys of affirms, denies and mixed: one letter each, all different.
        "key.affirms": pgettext("key for affirms", "a"),
        "key.denies": pgettext("key for denies", "d"),
        "key.mixed": pgettext("key for mixed", "m"),
        "useWhen": _("Use when:"),
        "useNot": _("Do not use:"),
    }


def _proposing() -> dict[str, str]:
    """What the palette says while a new code is a proposal."""
    return {"newCode": _("Propose “%(label)s”")}


def _tools() -> dict[str, str]:
    return {
        "hits": _("%(at)s of %(all)s"),
        "noHit": _("Not found"),
    }

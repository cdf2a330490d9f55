"""The sentences that the coding screen's module says.

A sentence with %(name)s is filled in by the module, so it goes out as it is. One that counts stands under `key.one`
and `key.other`; the module chooses by the page's language.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def workspace_words(*, can_create: bool) -> dict[str, str]:
    """Every sentence by its key, in the reader's language. `canCreate` is "1" where the reader may create codes."""
    return {"canCreate": "1" if can_create else "", **_saving(), **_coding(), **_palette(), **_tools(), **_help()}


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
        "signOutText": _(
            "The server could not be reached, or did not accept it. Signing out erases it from this computer."
        ),
        "signOutErase": _("Erase and sign out"),
        "stay": _("Stay signed in"),
        "detailsLater": _("The details can't be loaded now. Try again when you are online."),
    }


def _coding() -> dict[str, str]:
    return {
        "coded": _("Coded: %(code)s"),
        "removed": _("Removed: %(code)s"),
        "resized": _("Resized: %(code)s"),
        "code": _("Coding"),
        "change": _("Change of a coding"),
        "remove": _("Removal of a coding"),
        "selectFirst": _("Select a passage first."),
        "focusFirst": _("Choose a coding first, with ] or [ or a click on its stripe."),
        "notYours": _("This coding is another coder's. You can open it, not change it."),
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
        "codes": pgettext("qualitative", "Codes"),
        "chooseCode": pgettext("qualitative", "Choose a code"),
        "chooseCodeTouch": pgettext("qualitative", "Code…"),
        "codeSelection": _("Code the selection"),
        "newCode": pgettext("qualitative", "New code “%(label)s”"),
        "noCode": pgettext("qualitative", "No code has this name."),
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


def _tools() -> dict[str, str]:
    return {
        "searchHere": _("Search in this transcript"),
        "hits": _("%(at)s of %(all)s"),
        "noHit": _("Not found"),
        "previousHit": _("Previous place"),
        "nextHit": _("Next place"),
        "tint": _("Tint"),
        "tint.all": pgettext("tint of codings", "all"),
        "tint.mine": pgettext("tint of codings", "mine"),
        "tint.off": pgettext("tint of codings", "off"),
        "close": _("Close"),
    }


def _help() -> dict[str, str]:
    return {
        "help.title": _("Keys"),
        "help.singleOff": _("Keys of a single character are off. You can turn them on in your preferences."),
        "help.move": _("Move"),
        "help.code": pgettext("qualitative, verb", "Code"),
        "help.change": _("Change"),
        "help.page": _("Page"),
        "help.sentence": _("next, previous sentence"),
        "help.extend": _("extend, shrink by a sentence"),
        "help.wordEnd": _("move the end by a word"),
        "help.wordStart": _("move the start by a word"),
        "help.turns": _("next, previous turn"),
        "help.turn": _("the whole turn"),
        "help.codings": _("next, previous coding"),
        "help.palette": _("choose a code for the passage"),
        "help.paletteAlways": _("the same, also on a chosen coding"),
        "help.stay": _("apply and choose another"),
        "help.quick": _("quick code"),
        "help.repeat": _("repeat the last code"),
        "help.filter": _("filter the codes"),
        "help.details": _("details of the chosen coding; m: its memo"),
        "help.remove": _("remove the chosen coding"),
        "help.resizeEnd": _("move the chosen coding's end"),
        "help.resizeStart": _("move the chosen coding's start"),
        "help.assign": _("give its code this key"),
        "help.undo": _("undo"),
        "help.redo": _("redo"),
        "help.search": _("search in the transcript"),
        "help.columns": _("codebook, transcript, details"),
        "help.help": _("this list"),
        "help.clear": _("close, or clear the selection"),
    }

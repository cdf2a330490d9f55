"""What changed between two versions of a codebook, code by code, in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coding.models import Code
from coding.queries.versions import Document
from interviews.models.participants import in_language

Entry = dict[str, Any]


class Kind(StrEnum):
    """What can happen to a code between two versions; the order is that of the page."""

    ADDED = "added"
    REMOVED = "removed"
    REDEFINED = "redefined"
    RENAMED = "renamed"
    MOVED = "moved"
    USE = "use"
    RATING = "rating"
    DENIABLE = "deniable"
    GROUP = "group"
    OTHER = "other"


MEANING = ("definition", "use_when", "use_not")


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text that reads otherwise: its title, and both readings with their language; empty where there was none."""

    title: str
    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a code. `said` is the sentence; `texts` are the texts that changed."""

    kind: Kind
    key: str
    label: str
    slot: int
    said: str
    texts: tuple[TextChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Apart:
    """All that changed from one document to another, in the order of Kind, and of the tree inside a kind."""

    changes: tuple[Change, ...]

    @property
    def redefined(self) -> tuple[Change, ...]:
        return tuple(one for one in self.changes if one.kind is Kind.REDEFINED)

    def keys(self, *kinds: Kind) -> frozenset[str]:
        """The codes to which this happened."""
        return frozenset(one.key for one in self.changes if one.kind in kinds)

    @property
    def by_kind(self) -> list[tuple[str, str, list[Change]]]:
        """The kinds that have changes: name, title, and the changes."""
        titles = kind_titles()
        found = [(kind, [one for one in self.changes if one.kind is kind]) for kind in Kind]
        return [(kind.value, titles[kind], changes) for kind, changes in found if changes]


def kind_titles() -> dict[Kind, str]:
    """What each kind is called, of several codes."""
    return {
        Kind.ADDED: pgettext("codes", "Added"),
        Kind.REMOVED: pgettext("codes", "Removed"),
        Kind.REDEFINED: pgettext("codes", "Redefined"),
        Kind.RENAMED: pgettext("codes", "Renamed"),
        Kind.MOVED: pgettext("codes", "Moved"),
        Kind.USE: pgettext("codes", "Used otherwise"),
        Kind.RATING: pgettext("codes", "Rated otherwise"),
        Kind.DENIABLE: pgettext("codes", "Denial"),
        Kind.GROUP: pgettext("codes", "Only one of these"),
        Kind.OTHER: pgettext("codes", "Other changes"),
    }


def apart(before: Document, after: Document) -> Apart:
    """What happened to each code from one document to the other."""
    old = {entry["key"]: entry for entry in before["codes"]}
    new = {entry["key"]: entry for entry in after["codes"]}
    removed = (_removed(entry, old) for key, entry in old.items() if key not in new)
    changed = chain.from_iterable(_changes(old.get(key), entry, old, new) for key, entry in new.items())
    order = [*Kind]
    return Apart(tuple(sorted(chain(removed, changed), key=lambda one: order.index(one.kind))))


def _changes(old: Entry | None, new: Entry, before: dict[str, Entry], after: dict[str, Entry]) -> Iterator[Change]:
    if old is None:
        yield _change(Kind.ADDED, new, _under(new, after))
        return
    for tell in (_redefined, _renamed, _use, _rating, _deniable, _group, _other):
        yield from tell(old, new)
    if old["parent"] != new["parent"]:
        words = {"before": _place(old, before), "after": _place(new, after)}
        yield _change(Kind.MOVED, new, _("from %(before)s to %(after)s") % words)


def _change(kind: Kind, entry: Entry, said: str, texts: tuple[TextChange, ...] = ()) -> Change:
    return Change(kind, entry["key"], label_of(entry), entry["slot"], said, texts)


def label_of(entry: Entry) -> str:
    """The entry's name in the active language."""
    return in_language(entry["label"]["en"], entry["label"]["fr"])


def _removed(entry: Entry, old: dict[str, Entry]) -> Change:
    return _change(Kind.REMOVED, entry, _under(entry, old))


def _under(entry: Entry, codes: dict[str, Entry]) -> str:
    return _("under %(parent)s") % {"parent": _place(entry, codes)} if entry["parent"] else _("at the top")


def _place(entry: Entry, codes: dict[str, Entry]) -> str:
    return _("“%(code)s”") % {"code": label_of(codes[entry["parent"]])} if entry["parent"] else _("the top")


def _redefined(old: Entry, new: Entry) -> Iterator[Change]:
    texts = tuple(_texts(old, new, MEANING))
    if texts:
        yield _change(Kind.REDEFINED, new, "", texts)


def _texts(old: Entry, new: Entry, names: tuple[str, ...]) -> Iterator[TextChange]:
    titles = {
        "definition": _("Definition"),
        "use_when": _("Use when"),
        "use_not": _("Do not use"),
        "examples": _("Examples"),
    }
    for name in names:
        for language in ("en", "fr"):
            if old[name][language] != new[name][language]:
                yield TextChange(titles[name], language, old[name][language], new[name][language])


def _renamed(old: Entry, new: Entry) -> Iterator[Change]:
    said = [
        _("“%(before)s” is now “%(after)s” (%(language)s)")
        % {"before": old["label"][lang] or "—", "after": new["label"][lang] or "—", "language": lang.upper()}
        for lang in ("en", "fr")
        if old["label"][lang] != new["label"][lang]
    ]
    if said:
        yield _change(Kind.RENAMED, new, "; ".join(said))


def _use(old: Entry, new: Entry) -> Iterator[Change]:
    if old["active"] != new["active"]:
        yield _change(Kind.USE, new, _("now active") if new["active"] else _("now inactive: nobody codes with it"))
    if old["heading"] != new["heading"]:
        yield _change(Kind.USE, new, _("now a heading only") if new["heading"] else _("now a code of its own"))


def _rating(old: Entry, new: Entry) -> Iterator[Change]:
    if old["rated"] != new["rated"]:
        words = {"before": str(Code.Rated(old["rated"]).label), "after": str(Code.Rated(new["rated"]).label)}
        yield _change(Kind.RATING, new, _("%(before)s, now %(after)s") % words)
    if old["scale"] != new["scale"]:
        words = {"before": _scale(old) or "—", "after": _scale(new) or "—"}
        yield _change(Kind.RATING, new, _("scale: %(before)s; now %(after)s") % words)


def _scale(entry: Entry) -> str:
    levels = entry["scale"]
    return ", ".join(f"{one['value']} {in_language(one.get('en', ''), one.get('fr', ''))}".strip() for one in levels)


def _deniable(old: Entry, new: Entry) -> Iterator[Change]:
    if old["deniable"] != new["deniable"]:
        said = _("may be denied now") if new["deniable"] else _("can’t be denied any more")
        yield _change(Kind.DENIABLE, new, said)


def _group(old: Entry, new: Entry) -> Iterator[Change]:
    if old["only_one_of"] != new["only_one_of"]:
        words = {"before": old["only_one_of"] or "—", "after": new["only_one_of"] or "—"}
        yield _change(Kind.GROUP, new, _("%(before)s, now %(after)s") % words)


def _other(old: Entry, new: Entry) -> Iterator[Change]:
    tellers: tuple[tuple[str, Callable[[], str]], ...] = (
        ("slot", lambda: _("another colour and pattern")),
        ("origin", lambda: _("origin: %(origin)s") % {"origin": Code.Origin(new["origin"]).label}),
    )
    for name, tell in tellers:
        if old[name] != new[name]:
            yield _change(Kind.OTHER, new, tell())
    texts = tuple(_texts(old, new, ("examples",)))
    if texts:
        yield _change(Kind.OTHER, new, "", texts)

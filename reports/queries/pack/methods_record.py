"""What the record says of how a study was done, fact by fact in words. What it does not hold is left out."""

from collections.abc import Callable
from statistics import median

from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coding.models import CodebookVersion, Decision, Round
from coding.queries.agreement_method import version
from coding.queries.agreement_words import number, thresholds
from interviews.models import Turn
from reports.document import Share, listed
from reports.queries.basis.basis import BasisKind
from reports.queries.kinds.about_study import basis_note
from reports.queries.pack.codebook import Agreed
from reports.queries.pack.sources import Sources
from reports.queries.pack.tables import sample_table
from reports.queries.study.stamp import snapshot_name

Facts = dict[str, str]


def facts_of(sources: Sources, agreed: Agreed | None) -> Facts:
    """Each fact by its name, in the active language; one that the record lacks is not there."""
    found = {name: tell(sources, agreed) for name, tell in TELLS.items()}
    return {name: words for name, words in found.items() if words}


def _participants(sources: Sources, _agreed: Agreed | None) -> str:
    n = len(sources.frozen.document["participants"])
    return ngettext("%(n)s participant was interviewed.", "%(n)s participants were interviewed.", n) % {"n": n}


def _sample(sources: Sources, _agreed: Agreed | None) -> str:
    claims = [block.claim.rpartition(":")[2].strip() for block in sample_table(sources).blocks]
    if not any(claims):
        return ""
    parts = [part for claim in claims for part in claim.split(" · ") if part]
    return _("Sample: %(profile)s.") % {"profile": listed(parts)}


def _duration(sources: Sources, _agreed: Agreed | None) -> str:
    """Where every interview has its times: how long they are, from the last turn's beginning."""
    texts = [text for _pk, _title, text, _hash in sources.frozen.document["transcripts"] if text]
    ends = (
        Turn.objects.filter(text__in=texts).values("text").annotate(end=Max("begins_ms")).values_list("end", flat=True)
    )
    known = [end / 60_000 for end in ends if end is not None]
    if not known or len(known) < len(texts):
        return ""
    words = {"n": number(median(known), 0), "low": number(min(known), 0), "high": number(max(known), 0)}
    return (
        _("Interviews last %(n)s minutes in the median (%(low)s to %(high)s, to the beginning of the last turn).")
        % words
    )


def _transcripts(sources: Sources, _agreed: Agreed | None) -> str:
    n = len(sources.frozen.document["transcripts"])
    return ngettext("%(n)s transcript was coded from its text.", "%(n)s transcripts were coded from their text.", n) % {
        "n": n
    }


def _guide(sources: Sources, _agreed: Agreed | None) -> str:
    """The questions that are on record; whether they were tried out before is for people to say."""
    n = len(sources.frozen.document["guide"]["questions"])
    if not n:
        return ""
    return ngettext(
        "The interview guide has %(n)s question on record.", "The interview guide has %(n)s questions on record.", n
    ) % {"n": n}


def _repeats(sources: Sources, _agreed: Agreed | None) -> str:
    """How many were interviewed more than once, as far as transcripts tell."""
    counts = [len(some) for some in sources.study.ground.transcripts_of.values() if some]
    if not counts:
        return ""
    again = sum(n > 1 for n in counts)
    if not again:
        return _("No participant has more than one transcript.")
    return ngettext(
        "%(n)s participant has more than one transcript.", "%(n)s participants have more than one transcript.", again
    ) % {"n": again}


def _consistent(sources: Sources, _agreed: Agreed | None) -> str:
    """Whether the findings are still what the codings say."""
    findings = sources.frozen.document["findings"]
    if not findings:
        return ""
    held = Share(sum(one["outcome"] == "holds" for one in findings), len(findings))
    stale = sum(one["stale"] for one in findings)
    return _("%(held)s findings hold with the counts of this snapshot; %(stale)s rest on counts that have moved.") % {
        "held": held,
        "stale": stale,
    }


def _coders(sources: Sources, _agreed: Agreed | None) -> str:
    n = sum(basis.kind is BasisKind.CODER for basis in sources.frozen.bases())
    if not n:
        return ""
    return ngettext("%(n)s coder counts in the reports.", "%(n)s coders count in the reports.", n) % {"n": n}


def _double(sources: Sources, _agreed: Agreed | None) -> str:
    coded = sources.study.ground.coders_of
    if not coded:
        return ""
    twice = Share(sum(len(coders) > 1 for coders in coded.values()), len(coded))
    return _("Coded by two or more: %(share)s transcripts.") % {"share": twice}


def _rounds(sources: Sources, _agreed: Agreed | None) -> str:
    closed = Round.objects.filter(
        project=sources.reader.project_id, state=Round.State.CLOSED, closed_at__lte=sources.at, deleted_at=None
    )
    rounds = [*closed.order_by("closed_at").values_list("name", flat=True)]
    if not rounds:
        return ""
    words = {"n": len(rounds), "names": listed(rounds)}
    return (
        ngettext(
            "%(n)s round was coded without sight of others’ work (%(names)s).",
            "%(n)s rounds were coded without sight of others’ work (%(names)s).",
            len(rounds),
        )
        % words
    )


def _agreement(sources: Sources, agreed: Agreed | None) -> str:
    return agreed.method if agreed and sources.statistics else ""


def _by_code(sources: Sources, agreed: Agreed | None) -> str:
    if agreed is None or not sources.statistics:
        return ""
    rows = [row for row in agreed.table.rows if not row.branch and row.code.pk not in sources.unmeasured]
    alphas = [row.found.values.krippendorff_alpha for row in rows]
    known = [alpha for alpha in alphas if alpha is not None]
    if not known:
        return ""
    _dashed, solid = thresholds(agreed.table.scale)
    words = {
        "low": number(min(known)),
        "high": number(max(known)),
        "share": Share(sum(alpha >= solid for alpha in known), len(known)),
        "cut": number(solid),
    }
    return (
        _("By code, alpha is %(low)s to %(high)s; %(share)s codes reach %(cut)s (all with their ranges: Table 2).")
        % words
    )


def _decisions(sources: Sources, _agreed: Agreed | None) -> str:
    taken = Decision.objects.visible_to(sources.reader).filter(at__lte=sources.at)
    taken = taken.filter(Q(undone_at=None) | Q(undone_at__gt=sources.at))
    n, reasoned = taken.count(), taken.exclude(reason="").count()
    if not n:
        return ""
    told = ngettext(
        "%(n)s disagreement was decided, %(reasoned)s with a written reason.",
        "%(n)s disagreements were decided, %(reasoned)s with a written reason.",
        n,
    ) % {"n": n, "reasoned": reasoned}
    manners = [
        f"{label} {some}" for value, label in Decision.Manner.choices if (some := taken.filter(manner=value).count())
    ]
    return told + " " + _("How: %(manners)s.") % {"manners": ", ".join(manners)}


def _versions(sources: Sources, _agreed: Agreed | None) -> str:
    versions = CodebookVersion.objects.filter(project=sources.reader.project_id, frozen_at__lte=sources.at)
    days = [
        date_format(localtime(one), "DATE_FORMAT")
        for one in versions.order_by("number").values_list("frozen_at", flat=True)
    ]
    if not days:
        return ""
    return ngettext(
        "The codebook has %(n)s version, frozen on %(days)s.",
        "The codebook has %(n)s versions, frozen on %(days)s.",
        len(days),
    ) % {"n": len(days), "days": listed(days)}


def _origin(sources: Sources, _agreed: Agreed | None) -> str:
    codes = [node.code for node in sources.nodes if not node.code.heading]
    emergent = sum(code.origin == "emergent" for code in codes)
    if not codes:
        return ""
    return _("Of %(n)s codes, %(prior)s were a priori (deductive) and %(emergent)s emerged (inductive).") % {
        "n": len(codes),
        "prior": len(codes) - emergent,
        "emergent": emergent,
    }


def _tree(sources: Sources, _agreed: Agreed | None) -> str:
    if not sources.branches:
        return ""
    names = ", ".join(f"{node.code.label} ({len([*node.within()])})" for node in sources.branches)
    return _("The coding tree has these branches, with the number of codes below each: %(names)s. Table 2 has all.") % {
        "names": names
    }


def _saturation(sources: Sources, _agreed: Agreed | None) -> str:
    report = sources.report("saturation")
    return " ".join(report.paragraphs[2:]) if report else ""


def _stance(sources: Sources, _agreed: Agreed | None) -> str:
    declaration = sources.declared.declaration
    if not sources.declared.number:
        return _("Nothing was declared beforehand: exploratory.")
    words = {"stance": declaration.get_stance_display(), "test": declaration.get_test_display()}
    return _("Declared before the results: stance %(stance)s; %(test)s.") % words


def _basis(sources: Sources, _agreed: Agreed | None) -> str:
    return basis_note(sources.basis)


def _findings(sources: Sources, _agreed: Agreed | None) -> str:
    findings = sources.frozen.document["findings"]
    if not findings:
        return ""
    quoted = sum(bool(one["quotes"]) for one in findings)
    against = sum(any(quote["role"] == "against" for quote in one["quotes"]) for one in findings)
    return _(
        "%(n)s findings, bound to counts; %(quoted)s have quotes under pseudonyms, %(against)s a negative case."
    ) % {"n": len(findings), "quoted": quoted, "against": against}


def _sensitivity(sources: Sources, _agreed: Agreed | None) -> str:
    findings = sources.frozen.document["findings"]
    if not findings:
        return ""
    steady = sum({*one["sensitivity"].values()} == {"holds"} for one in findings)
    return _("%(share)s findings hold whoever’s codings are counted.") % {"share": Share(steady, len(findings))}


def _software(sources: Sources, _agreed: Agreed | None) -> str:
    return _("Software: OMSRP %(version)s. %(snapshot)s (SHA-256).") % {
        "version": version(),
        "snapshot": snapshot_name(sources.snapshot),
    }


TELLS: dict[str, Callable[[Sources, Agreed | None], str]] = {
    "participants": _participants,
    "sample": _sample,
    "duration": _duration,
    "transcripts": _transcripts,
    "guide": _guide,
    "repeats": _repeats,
    "coders": _coders,
    "double": _double,
    "rounds": _rounds,
    "versions": _versions,
    "origin": _origin,
    "agreement": _agreement,
    "by_code": _by_code,
    "decisions": _decisions,
    "tree": _tree,
    "saturation": _saturation,
    "stance": _stance,
    "basis": _basis,
    "findings": _findings,
    "consistent": _consistent,
    "sensitivity": _sensitivity,
    "software": _software,
}


def lacks() -> dict[str, str]:
    """What a reviewer asks and no record of ours holds, or may not hold: how to name each blank."""
    return {
        "approach": pgettext("methods", "how participants were approached, and who refused"),
        "duration": pgettext("methods", "how long the interviews lasted"),
        "rounds": pgettext("methods", "rounds of coding"),
        "agreement": pgettext("methods", "agreement between coders"),
        "decisions": pgettext("methods", "how disagreements were settled"),
        "versions": pgettext("methods", "versions of the codebook"),
        "researchers": pgettext(
            "methods", "who interviewed and coded, with what training and relation to participants"
        ),
        "ethics": pgettext("methods", "ethics approval and consent"),
    }

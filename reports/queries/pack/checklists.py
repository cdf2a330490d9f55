"""Reporting checklists for interview studies, and which facts of the record answer which of their items.

COREQ: Tong, Sainsbury & Craig 2007. SRQR: O'Brien et al. 2014. JARS-Qual: Levitt et al. 2018. Items without facts are
for people: no record of ours knows them. COREQ 1 to 9 are about the researchers and stay with them.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Item:
    code: str
    label: Promise
    domain: Promise
    facts: tuple[str, ...] = ()


TEAM = _("Research team and reflexivity")
DESIGN = _("Study design")
ANALYSIS = _("Analysis and findings")
COREQ = (
    Item("1", _("Interviewer or facilitator"), TEAM),
    Item("2", _("Credentials"), TEAM),
    Item("3", _("Occupation"), TEAM),
    Item("4", _("Gender"), TEAM),
    Item("5", _("Experience and training"), TEAM),
    Item("6", _("Relationship established"), TEAM),
    Item("7", _("What participants knew of the interviewer"), TEAM),
    Item("8", _("Interviewer characteristics"), TEAM),
    Item("9", _("Methodological orientation and theory"), DESIGN),
    Item("10", _("Sampling"), DESIGN),
    Item("11", _("Method of approach"), DESIGN),
    Item("12", _("Sample size"), DESIGN, ("participants",)),
    Item("13", _("Non-participation"), DESIGN),
    Item("14", _("Setting of data collection"), DESIGN),
    Item("15", _("Presence of non-participants"), DESIGN),
    Item("16", _("Description of sample"), DESIGN, ("sample",)),
    Item("17", _("Interview guide"), DESIGN, ("guide",)),
    Item("18", _("Repeat interviews"), DESIGN, ("repeats",)),
    Item("19", _("Audio or visual recording"), DESIGN),
    Item("20", _("Field notes"), DESIGN),
    Item("21", _("Duration"), DESIGN, ("duration",)),
    Item("22", _("Data saturation"), DESIGN, ("saturation",)),
    Item("23", _("Transcripts returned"), DESIGN),
    Item("24", _("Number of data coders"), ANALYSIS, ("coders", "double", "rounds")),
    Item("25", _("Description of the coding tree"), ANALYSIS, ("tree", "versions")),
    Item("26", _("Derivation of themes"), ANALYSIS, ("origin",)),
    Item("27", _("Software"), ANALYSIS, ("software",)),
    Item("28", _("Participant checking"), ANALYSIS),
    Item("29", _("Quotations presented"), ANALYSIS, ("findings",)),
    Item("30", _("Data and findings consistent"), ANALYSIS, ("consistent",)),
    Item("31", _("Clarity of major themes"), ANALYSIS, ("findings",)),
    Item("32", _("Clarity of minor themes"), ANALYSIS, ("sensitivity",)),
)

OPENING = _("Title, abstract, introduction")
METHODS = pgettext_lazy("of an article", "Methods")
RESULTS = pgettext_lazy("of an article", "Results and discussion")
OTHER = pgettext_lazy("of an article", "Other")
SRQR = (
    Item("S1", _("Title"), OPENING),
    Item("S2", _("Abstract"), OPENING),
    Item("S3", _("Problem formulation"), OPENING),
    Item("S4", _("Purpose or research question"), OPENING),
    Item("S5", _("Qualitative approach and research paradigm"), METHODS, ("stance",)),
    Item("S6", _("Researcher characteristics and reflexivity"), METHODS),
    Item("S7", _("Context"), METHODS, ("sample",)),
    Item("S8", _("Sampling strategy"), METHODS, ("saturation",)),
    Item("S9", _("Ethical issues pertaining to human subjects"), METHODS),
    Item("S10", _("Data collection methods"), METHODS, ("repeats", "duration")),
    Item("S11", _("Data collection instruments and technologies"), METHODS, ("guide",)),
    Item("S12", _("Units of study"), METHODS, ("participants", "sample")),
    Item("S13", _("Data processing"), METHODS, ("transcripts", "software")),
    Item("S14", _("Data analysis"), METHODS, ("coders", "versions", "origin", "basis")),
    Item("S15", _("Techniques to enhance trustworthiness"), METHODS, ("double", "rounds", "agreement", "decisions")),
    Item("S16", _("Synthesis and interpretation"), RESULTS, ("findings",)),
    Item("S17", _("Links to empirical data"), RESULTS, ("findings",)),
    Item("S18", _("Integration with prior work, implications, transferability"), RESULTS),
    Item("S19", _("Limitations"), RESULTS, ("sensitivity",)),
    Item("S20", _("Conflicts of interest"), OTHER),
    Item("S21", _("Funding"), OTHER),
)

JARS_QUAL = (
    Item("Q1", _("Title, authors’ note, abstract"), OPENING),
    Item("Q2", _("Description of the research problem, objectives, questions"), OPENING),
    Item("Q3", _("Research design overview"), METHODS, ("stance",)),
    Item("Q4", _("Researcher description"), METHODS),
    Item("Q5", _("Participants or other data sources"), METHODS, ("participants", "sample", "transcripts")),
    Item("Q6", _("Researcher and participant relationship"), METHODS),
    Item("Q7", _("Recruitment process"), METHODS),
    Item("Q8", _("Participant selection"), METHODS, ("saturation",)),
    Item("Q9", _("Data collection or identification procedures"), METHODS, ("guide", "repeats", "duration")),
    Item("Q10", _("Recording and data transformation"), METHODS, ("transcripts",)),
    Item(
        "Q11", _("Data-analytic strategies"), METHODS, ("coders", "rounds", "versions", "origin", "basis", "software")
    ),
    Item("Q12", _("Methodological integrity"), METHODS, ("double", "agreement", "by_code", "decisions", "sensitivity")),
    Item("Q13", _("Findings"), RESULTS, ("findings",)),
    Item("Q14", _("Discussion: contributions, limitations, implications"), RESULTS),
)

CHECKLISTS: tuple[tuple[str, str, str, tuple[Item, ...]], ...] = (
    ("coreq", "COREQ", "Tong, Sainsbury & Craig 2007", COREQ),
    ("srqr", "SRQR", "O’Brien et al. 2014", SRQR),
    ("jars", "JARS-Qual", "Levitt et al. 2018", JARS_QUAL),
)

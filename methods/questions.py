"""Where an interviewer asks the questions of a guide: proposals by shared content words, for a person to confirm.

A wording and a sentence are alike by Dice's coefficient of their content words: twice the shared ones over all of both,
where a side of one word counts as two, for one word in common is little. Words are compared without accents and
capitals, by their first letters; common words of French and English are left out. Source: Dice 1945, Measures of the
amount of ecologic association between species; docs/methods.md.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from methods.sentences import sentences

Question = TypeVar("Question", bound=Hashable)

# From here on it is a proposal. What that finds in the demo study, and what it gets wrong, stands in docs/methods.md.
THRESHOLD = 0.4
FEWEST = 2
# "planifié", "planifiez" and "planification" begin alike.
STEM = 6
WORD = re.compile(r"[^\W\d_]{2,}")

# Folded: articles, pronouns, prepositions, conjunctions, auxiliaries, and the words that only make a question of it.
COMMON = frozenset(
    """
    a ai aie ait alors apres as au aucun aussi autre autres aux avait avec avez avoir avons bien bon ca car ce ceci
    cela celle celles celui ces cet cette ceux chaque chez ci combien comme comment compte dans de depuis des deux dit
    dire dites diriez disiez donc dont du elle elles en encore entre es est et etaient etait etes etiez etre eu eux
    fait faire faites font il ils je justement juste la le les leur leurs lui ma mais me meme mes moi mon ne ni non nos
    notre nous on ont or ou oui par parce parlez parler parlons parliez pas passons peu peut pouvez plus pour pourquoi
    pourriez qu quand que quel quelle quelles quels quelqu quelque quelques qui quoi racontez revenons sa sans se selon
    ses si son sont sous sur ta te tes toi ton tous tout toute toutes toutefois tres trop tu un une va vers vos votre
    vous voudriez vraiment voulez faut ici la pis chose choses gens personne vais vont
    about after again all also am an and any are at be been before but by can could did do does doing down for from
    get had has have he her here him his how if in into is it its just let me more most my no nor not now of off once
    only other our out over own people please really same say she should so some such tell than that the their them
    then there these they thing things this those through to too under up us very was we were what when where which
    while who whom whose why will with would yes you your yours
    """.split()  # noqa: SIM905  # a list of two hundred words in quotation marks can't be read
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A turn that may ask a question: the turn's number as given, and how alike the two are, 0 to 1."""

    turn: int
    score: float


def content_words(text: str) -> frozenset[str]:
    """The stems of a text's content words, folded. Source: the module's; folding as in search, docs/methods.md."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return frozenset(word[:STEM] for word in WORD.findall(plain) if word not in COMMON)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Twice the shared words over all of both, a side of fewer than two counted as two. Source: Dice 1945."""
    return 2 * len(one & other) / (max(len(one), FEWEST) + max(len(other), FEWEST))


def likeliest_turns(
    questions: Mapping[Question, Sequence[str]], turns: Iterable[tuple[int, str]], *, threshold: float = THRESHOLD
) -> dict[Question, Likeness]:
    """For each question the interviewer's turn that most likely asks it; none where nothing reaches the threshold.

    `questions` have their wordings, in whatever languages; `turns` are (number, words) in order. The likest pair is
    taken first, and its question and its turn are gone; of equals the earlier turn, then the earlier question.
    Source: Dice 1945; docs/methods.md.
    """
    heard = [(number, _said(text)) for number, text in turns]
    pairs = []
    for place, (question, wordings) in enumerate(questions.items()):
        wanted = [content_words(wording) for wording in wordings]
        for number, said in heard:
            score = max((likeness(words, one) for words in wanted for one in said), default=0.0)
            pairs += [(-score, number, place, question)] if score >= threshold else []
    found: dict[Question, Likeness] = {}
    taken: set[int] = set()
    for below, number, _place, question in sorted(pairs, key=lambda pair: pair[:3]):
        if question not in found and number not in taken:
            found[question] = Likeness(number, -below)
            taken.add(number)
    return found


def _said(text: str) -> list[frozenset[str]]:
    """The content words of each sentence."""
    return [content_words(text[start:end]) for start, end in sentences(text)]

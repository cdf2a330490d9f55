"""Pseudonyms to propose for people whose real names should not be in a study."""

import re
from collections.abc import Collection, Iterator
from itertools import chain, islice
from itertools import count as counted

from interviews.importers.roles import bare

# First names that say little about a person, most of them given to anybody.
FRENCH = """
Anouk Camille Dominique Alix Sacha Claude Maxime Andréa Lou Morgan Ariel Noa Charlie Frédérique Gabriel Eden
Pascale Joëlle Michelle Rafaël Emmanuelle Danièle Loïs Yaël Céleste Solène Valère Marin Florence Aubin Flore
Aurèle Maïa Justin Romane Émile Blanche Tristan Nadège Octave Delphine Ulysse Mireille Théo Odile Félix Ondine
Barthélemy Clémence Zoé
"""
ENGLISH = """
Robin Alex Jordan Taylor Morgan Casey Riley Quinn Avery Rowan Sasha Jamie Ellis Frankie Harper Kit Lee Marlow
Noel Parker Reese Sage Shay Skyler Sidney Blake Cameron Charlie Dana Devon Drew Eden Emery Finley Hayden Indigo
Jesse Jules Kerry Lane Leslie London Micah Oakley Phoenix Remy River Shannon Toby Wren
"""
NAMES = {"fr": tuple(FRENCH.split()), "en": tuple(ENGLISH.split())}


def proposed_names(language: str, *, text: str, taken: Collection[str], count: int) -> list[str]:
    """`count` different first names that nobody in the study has and that do not stand in the text."""
    spoken = {bare(word) for word in re.findall(r"[^\W\d_]+", text)}
    held = {bare(name) for name in taken}
    names = (name for name in NAMES.get(language, NAMES["en"]) if bare(name) not in spoken | held)
    numbered = (name for name in _numbered() if bare(name) not in held)
    return list(islice(chain(names, numbered), count))


def _numbered() -> Iterator[str]:
    return (f"P{number}" for number in counted(1))

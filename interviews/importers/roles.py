"""The words by which transcripts name their speakers, and those that look like names but are not."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

Role = Literal["interviewer", "participant", "unknown"]


def words(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


# Seen in public transcripts in English, French, German, Spanish and Dutch; compared without case, accents and numbers.
INTERVIEWERS = words(
    """
    interviewer interviewers intervieweur intervieweuse interviewerin interviewster researcher chercheur
    chercheure chercheuse enqueteur enquetrice enqueteuse moderator moderateur moderatrice moderatorin moderador
    moderadora animateur animatrice facilitator facilitateur facilitatrice investigator investigateur
    entrevistador entrevistadora investigador investigadora forscher forscherin befrager befragerin onderzoeker
    """
)
PARTICIPANTS = words(
    """
    interviewee interviewees interviewe interviewte interviewter interviewpartner interviewpartnerin respondent
    respondente repondant repondante participant participante enquete enquetee informant informante informateur
    informatrice entrevistado entrevistada befragte befragter befragten teilnehmer teilnehmerin proband
    probandin geinterviewde deelnemer deelneemster
    """
)
NAMELESS = words(
    """
    speaker unknownspeaker sprecher sprecherin locuteur locutrice hablante spreker spreekster orateur
    intervenant intervenante
    """
)
INTERVIEWER_HINTS = words(
    """
    i q e int question pregunta frage vraag host animation
    """
)
PARTICIPANT_HINTS = words(
    """
    a b r p answer reponse respuesta antwort antwoord guest temoin witness subject
    """
)
LETTERS = frozenset("IQEABRP")

HEADER_WORDS = words(
    """
    date fecha datum place lieu lugar ort plaats location time heure hora uhrzeit tijd duration duree duracion
    dauer duur length audio audiofile fichieraudio archivo archivodeaudio audiodatei file fichier datei filename
    nomdufichier transcriber transcribedby transcriptor transcripteur transcriptrice transcriptionby
    transcription transkription transcript transcrit transcritpar title titre titulo titel interview entretien
    entrevue entrevista gesprach interviewnumber interviewno numerodentretien project projet proyecto projekt
    study etude age edad alter leeftijd gender sex sexe sexo geschlecht id code pseudonym pseudonyme recording
    enregistrement grabacion aufnahme opname note notes nota notas legend legende leyenda key subjectline email
    courriel language langue idioma sprache taal city ville ciudad stadt country pays pais profession occupation
    poste dateofinterview datedelentretien interviewdate placeofinterview lieudelentretien recordedby present
    presents
    """
)
NOT_LABELS = words(
    """
    rires rire laughs laughter laughing lacht lachen risas inaudible unintelligible crosstalk pause silence
    musique music applause applaudissements bruit noise soupir sigh sighs donc alors oui non ok okay bon ben
    voila parexemple exemple forexample example yes no so well right zumbeispiel beispiel ja nein porejemplo
    ejemplo si bijvoorbeeld nee etpuis puis ensuite enfin bref http https www
    """
)
KINDS_OF_PERSON = words(
    """
    mujer hombre femme homme woman man female male frau mann vrouw mujeres hombres femmes hommes
    """
)

_NUMBER_AT_END = re.compile(r"[\s_.#-]*\d{1,3}$")


def guess_role(label: str) -> Role:
    """What the label itself says: "interviewer", "participant", or "unknown" for a name."""
    word = bare(_NUMBER_AT_END.sub("", label.strip()))
    if word in INTERVIEWERS or word in INTERVIEWER_HINTS:
        return "interviewer"
    return "participant" if word in PARTICIPANTS or word in PARTICIPANT_HINTS else "unknown"


def names_a_role(label: str) -> bool:
    """Whether the label is a role word with at most a number after it, so that once is enough."""
    word = bare(_NUMBER_AT_END.sub("", label.strip()))
    return word in INTERVIEWERS or word in PARTICIPANTS or word in NAMELESS


def is_header_word(label: str) -> bool:
    """Whether the label opens a field about the interview, such as "Date:", and no turn."""
    return bare(_NUMBER_AT_END.sub("", label.strip())) in HEADER_WORDS


def is_no_label(label: str) -> bool:
    """Whether the words are a sound, a discourse marker or a number: never a speaker."""
    word = bare(label)
    return word in NOT_LABELS or word.isdigit() or not word


def names_a_kind_of_person(value: str) -> bool:
    """Whether a legend could end so: "M: Mujer", "I: Interviewer"."""
    words = [bare(word) for word in value.split()]
    return any(word in KINDS_OF_PERSON or word in INTERVIEWERS or word in PARTICIPANTS for word in words)


@lru_cache(maxsize=4096)
def bare(label: str) -> str:
    """The letters and digits of a label, without case and accents: "Interviewé 1" is "interviewe1"."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", label.casefold()) if letter.isalnum())

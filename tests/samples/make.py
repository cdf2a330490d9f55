"""Makes interview.docx, the one sample that an editor cannot write: python -m tests.samples.make."""

from pathlib import Path

import docx

TURNS = (
    ("Interviewer", "Comment planifiez-vous vos publications ?"),
    ("Maëlle", "On s’assoit le lundi, puis on note tout dans un calendrier."),
    ("Interviewer", "Et quand il arrive quelque chose ?"),
    ("Maëlle", "Alors on change tout. Ça arrive une fois par semaine, à peu près."),
    ("Interviewer", "Qui décide ?"),
    ("Maëlle", "Moi, la plupart du temps. La direction lit après."),
)


def main() -> None:
    """Write the sample beside this file."""
    document = docx.Document()
    for who, words in TURNS:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{who} : ").bold = True
        paragraph.add_run(words)
    document.save(str(Path(__file__).with_name("interview.docx")))


if __name__ == "__main__":
    main()

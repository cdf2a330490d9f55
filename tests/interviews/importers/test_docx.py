"""Word files: the body in order, changes accepted, nothing from outside it, and nothing dangerous opened."""

import docx
import pytest

from interviews.importers import UnreadableFile, read
from tests.interviews.importers.files import messages, paragraph, saved, spoken, word, word_body, zipped

TWO_TURNS = paragraph("Interviewer: Bonjour.") + paragraph("Marie: Oui.")


def read_body(body, *, before="", styles=""):
    return read("a.docx", word_body(body, before=before, styles=styles))


def test_a_paragraph_is_a_line_and_lines_are_counted_by_paragraphs():
    draft = read("a.docx", word("Entretien 1", "", "Interviewer : Bonjour.", "Encore.", "", "Marie : Oui."))
    assert draft.format == "docx"
    assert spoken(draft) == [("Interviewer", "Bonjour.\nEncore."), ("Marie", "Oui.")]
    assert [turn.line for turn in draft.turns] == [3, 6]
    assert [line.text for line in draft.header] == ["Entretien 1"]


@pytest.mark.parametrize("part", ["word/document.xml", "word/document2.xml", "/word/document2.xml"])
def test_the_main_part_is_found_by_the_relationships(part):
    assert spoken(read("a.docx", word_body(TWO_TURNS, part=part))) == [("Interviewer", "Bonjour."), ("Marie", "Oui.")]


def test_a_bold_beginning_is_a_label_without_a_colon():
    file = docx.Document()
    for who, words in [
        ("Interviewer", " Pourquoi ?"),
        ("Marie", " Parce que."),
        ("Interviewer", " Ah."),
        ("Marie", " Oui."),
    ]:
        added = file.add_paragraph()
        added.add_run(who).bold = True
        added.add_run(words)
    draft = read("a.docx", saved(file))
    assert spoken(draft)[:2] == [("Interviewer", "Pourquoi ?"), ("Marie", "Parce que.")]
    assert draft.speakers == {"Interviewer": 2, "Marie": 2}


def test_teams_writes_a_bold_name_and_the_time_before_a_line_break():
    file = docx.Document()
    for who, at, words in [("Marie Roy", "0:03", "Un."), ("Jean", "0:09", "Deux."), ("Marie Roy", "1:00:12", "Trois.")]:
        added = file.add_paragraph()
        added.add_run(who).bold = True
        added.add_run(f"   {at}\n{words}")
    draft = read("a.docx", saved(file))
    assert spoken(draft) == [("Marie Roy", "Un."), ("Jean", "Deux."), ("Marie Roy", "Trois.")]
    assert [turn.begins_ms for turn in draft.turns] == [3_000, 9_000, 3_612_000]


def test_word_transcribe_writes_headings_then_the_time_and_the_speaker():
    file = docx.Document()
    file.add_heading("Audio file", 2)
    file.add_paragraph("entrevue.mp3")
    file.add_heading("Transcript", 2)
    for line in (
        "00:00:03 Speaker 1",
        "Un.",
        "00:00:09 Speaker 2",
        "Deux.",
        "00:00:12",
        "Trois.",
        "00:00:20 Speaker 1",
        "Q.",
    ):
        file.add_paragraph(line)
    draft = read("a.docx", saved(file))
    assert [line.text for line in draft.header] == ["Audio file", "entrevue.mp3", "Transcript"]
    assert spoken(draft) == [("Speaker 1", "Un."), ("Speaker 2", "Deux."), (None, "Trois."), ("Speaker 1", "Q.")]
    assert draft.turns_labelled == 4


def test_a_question_all_in_bold_is_speech():
    file = docx.Document()
    file.add_paragraph("[Chercheur] (0:01 - 0:11)")
    file.add_paragraph().add_run("1 - Est-ce que vous planifiez ?").bold = True
    file.add_paragraph("[Interviewe] (0:11 - 0:15)")
    file.add_paragraph("Oui.")
    assert spoken(read("a.docx", saved(file))) == [
        ("Chercheur", "1 - Est-ce que vous planifiez ?"),
        ("Interviewe", "Oui."),
    ]


def test_headings_may_name_the_speakers():
    file = docx.Document()
    for who in ("Product Owner", "Developer", "Product Owner", "Developer"):
        file.add_heading(who, 2)
        file.add_paragraph("Words.")
    assert read("a.docx", saved(file)).speakers == {"Product Owner": 2, "Developer": 2}


def test_a_line_break_is_a_newline_and_a_tab_is_a_tab():
    body = paragraph("Interviewer: un</w:t><w:br/><w:t>deux</w:t><w:tab/><w:t>trois</w:t><w:noBreakHyphen/><w:t>quatre")
    assert read_body(body).text == "un\ndeux\ttrois-quatre"


def test_a_label_after_a_line_break_begins_a_turn_on_the_same_line():
    draft = read_body(paragraph("Interviewer: Bonjour.</w:t><w:br/><w:t>Interviewee: Oui."))
    assert [(turn.label, turn.line) for turn in draft.turns] == [("Interviewer", 1), ("Interviewee", 1)]


def test_insertions_are_kept_and_deletions_dropped():
    body = (
        "<w:p><w:r><w:t>Interviewer: </w:t></w:r><w:ins><w:r><w:t>Bonjour</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Salut</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>ailleurs</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t> ici</w:t></w:r></w:moveTo><w:r><w:t>.</w:t></w:r></w:p>"
    )
    draft = read_body(body)
    assert draft.text == "Bonjour ici."
    assert messages(draft) == [
        (1, "This file has tracked changes. Insertions are kept and deletions dropped, as if all were accepted.")
    ]


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    body = (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Interviewer: un</w:t></w:r></w:p>"
        "<w:p><w:r><w:t> deux</w:t></w:r></w:p>"
    )
    assert read_body(body).text == "un deux"


def test_a_deleted_paragraph_mark_at_the_end_of_the_file_loses_no_words():
    body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Interviewer: un</w:t></w:r></w:p>"
    assert read_body(body).text == "un"


def test_comments_and_footnotes_are_never_in_the_text_and_are_told():
    body = paragraph(
        'Interviewer: Oui</w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t> bien</w:t></w:r>'
        '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.'
    )
    draft = read_body(body)
    assert draft.text == "Oui bien."
    assert [message for _line, message in messages(draft)] == [
        "This file has comments. They are not part of the text.",
        "This file has footnotes or endnotes. They are not part of the text. Copy what was said into the paragraph.",
    ]


def test_numbers_that_word_makes_are_told_once():
    numbered = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Pourquoi ?</w:t></w:r></w:p>'
    draft = read_body(paragraph("Interviewer: Bon.") + numbered * 3)
    assert messages(draft) == [
        (2, "Word numbers these paragraphs by itself. The numbers are not part of the text. Type those that you need.")
    ]


def test_a_text_box_is_left_out_and_told():
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>Marge</w:t></w:r></w:p></w:txbxContent></w:pict>"
    draft = read_body(f"<w:p><w:r><w:t>Interviewer: Oui.</w:t></w:r><w:r>{box}</w:r></w:p>")
    assert draft.text == "Oui."
    assert draft.problems[0].what == "There is a text box."


@pytest.mark.parametrize(
    "contents",
    [
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('1.1 Méthode 3')}</w:sdtContent></w:sdt>",
        '<w:p><w:pPr><w:pStyle w:val="TM1"/></w:pPr><w:r><w:t>1.1 Méthode 3</w:t></w:r></w:p>',
        '<w:p><w:pPr><w:pStyle w:val="x"/></w:pPr><w:r><w:t>1.1 Méthode 3</w:t></w:r></w:p>',
    ],
)
def test_a_table_of_contents_is_skipped(contents):
    styles = '<w:style w:styleId="x"><w:name w:val="toc 1"/></w:style>'
    draft = read_body(contents + paragraph("Un rapport."), styles=styles)
    assert draft.text == "Un rapport."
    assert draft.turns_labelled == 0
    assert draft.problems[0].what == "There is a table of contents."


def test_words_in_links_and_content_controls_are_kept():
    body = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Interviewer: la </w:t></w:r>"
        "<w:hyperlink><w:r><w:t>page</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>"
    )
    assert read_body(body).text == "la page"


def test_a_table_is_read_row_by_row_with_its_first_cells_as_labels():
    file = docx.Document()
    grid = file.add_table(rows=0, cols=3)
    for cells in [("0:00", "Interviewer", "Un."), ("0:09", "Marie", "Deux."), ("0:12", "Interviewer", "Trois.")]:
        for cell, words in zip(grid.add_row().cells, cells, strict=True):
            cell.text = words
    draft = read("a.docx", saved(file))
    assert spoken(draft) == [("Interviewer", "Un."), ("Marie", "Deux."), ("Interviewer", "Trois.")]
    assert [turn.begins_ms for turn in draft.turns] == [0, 9000, 12000]


def test_a_table_without_speakers_keeps_its_cells_in_order():
    file = docx.Document()
    grid = file.add_table(rows=0, cols=2)
    for cells in [("Thème", "Ce qui est dit"), ("Planifier", "On planifie peu")]:
        for cell, words in zip(grid.add_row().cells, cells, strict=True):
            cell.text = words
    assert read("a.docx", saved(file)).text == "Thème\tCe qui est dit\nPlanifier\tOn planifie peu"


def test_a_table_inside_a_cell_is_read_in_its_place():
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('dedans')}</w:tc></w:tr></w:tbl>"
    row = f"<w:tr><w:tc>{paragraph('avant')}{inner}</w:tc><w:tc>{paragraph('après')}</w:tc></w:tr>"
    assert read_body(f"<w:tbl>{row}</w:tbl>").text == "avant\ndedans\naprès"


def test_paragraphs_inserted_as_a_block_are_kept():
    assert read_body(f"<w:ins>{paragraph('Interviewer: Bonjour.')}</w:ins>").text == "Bonjour."


def test_hostile_names_are_text():
    draft = read("a.docx", word(*["<script>alert(1)</script> : Bonjour.", "=1+1 : Oui."] * 3))
    assert "<script>alert(1)</script>" in draft.text
    assert "=1+1" in draft.text


def test_right_to_left_and_combining_marks_survive():
    words = "שלום e\u0301 👩\u200d🔬"
    assert read("a.docx", word(f"Interviewer: {words}")).text == words


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(kept):
    whole = word("Interviewer: Bonjour.")
    with pytest.raises(UnreadableFile, match="damaged or cut off"):
        read("a.docx", whole[: int(len(whole) * kept)])


def test_a_file_with_damaged_bytes_inside_is_refused():
    whole = bytearray(word_body(paragraph("Interviewer: " + "mot " * 500)))
    whole[whole.index(b"word/document.xml") + 30] ^= 0xFF
    with pytest.raises(UnreadableFile, match="damaged or cut off"):
        read("a.docx", bytes(whole))


@pytest.mark.parametrize(
    "relations",
    [
        b"<Relationships/>",
        b'<Relationships><R Type="x/officeDocument" Target="word/absent.xml"/></Relationships>',
        b"<",
    ],
)
def test_a_package_without_its_document_is_refused(relations):
    with pytest.raises(UnreadableFile, match="damaged or cut off"):
        read("a.docx", zipped({"_rels/.rels": relations, "word/x.xml": b"<a/>"}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = zipped({"_rels/.rels": b"", "word/document.xml": b" " * 150_000_000})
    assert len(bomb) < 1_000_000
    with pytest.raises(UnreadableFile, match="unpack to far more than a document holds"):
        read("a.docx", bomb)


def test_a_bomb_of_many_parts_is_refused():
    with pytest.raises(UnreadableFile, match="unpack to far more than a document holds"):
        read("a.docx", zipped({f"word/{n}.xml": b"" for n in range(5_001)}))


def test_a_part_larger_than_it_announces_is_refused():
    content = word_body(paragraph("Interviewer: " + "mot " * 500))
    # The size stands in the central directory; a lying one must not make the reader unpack more.
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/document.xml"))
    lying = content[: at + 24] + (10).to_bytes(4, "little") + content[at + 28 :]
    with pytest.raises(UnreadableFile, match=r"damaged or cut off|unpack to far more"):
        read("a.docx", lying)


@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE w [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w SYSTEM "http://example.org/evil.dtd">',
    ],
)
def test_xml_entities_are_refused_and_never_resolved(document_type):
    with pytest.raises(UnreadableFile, match="defines XML entities"):
        read_body(paragraph("Interviewer: Oui."), before=document_type)


def test_a_document_nested_too_deep_is_refused():
    with pytest.raises(UnreadableFile, match="damaged or cut off"):
        read_body("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000)


def test_a_document_without_words_is_refused():
    with pytest.raises(UnreadableFile, match="no words in this file"):
        read("a.docx", word("", " "))


def test_plain_text_named_docx_is_refused_with_advice():
    with pytest.raises(UnreadableFile, match="rename it to .txt"):
        read("a.docx", b"Interviewer: Bonjour.")

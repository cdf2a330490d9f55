"""The handout of a talk pack: findings with their evidence, tables and figures on paper, numbered as everywhere."""

from base64 import b64encode
from io import BytesIO
from typing import Any, BinaryIO

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from interviews.exporters.table import NOT_IN_XML
from reports.exporters.errors import CannotWrite
from reports.exporters.figures import draw, height
from reports.exporters.pdf import font_faces, refusing_fetcher
from reports.exporters.still import stop_the_clock_of_fonts
from reports.pack import HANDOUT, Pack, PackFigure, PackTable, as_report, bare, closed_title, notes_of

NAME = "handout.pdf"
LONG = 1500  # characters in a cell, from which on its row may be cut by the end of a page
TALL = 6  # inches, from which on a figure has a page of its own


def write(pack: Pack, target: BinaryIO) -> None:
    """The handout in the pack's language. Raises CannotWrite where pango, which draws it, is missing."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise CannotWrite(
            _("The handout needs the system library pango (Debian: libpango-1.0-0 and libpangoft2-1.0-0).")
        ) from error
    stop_the_clock_of_fonts()
    fonts, fetcher = FontConfiguration(), refusing_fetcher()
    html = NOT_IN_XML.sub("", render_to_string("reports/handout.html", context(pack)))
    faces = CSS(string=font_faces(), font_config=fonts, url_fetcher=fetcher)
    HTML(string=html, url_fetcher=fetcher).write_pdf(target, stylesheets=[faces], font_config=fonts)


def context(pack: Pack) -> dict[str, Any]:
    """What the template needs: cells as text, spanners with their widths, figures as pictures."""
    return {
        "pack": pack,
        "closed_title": closed_title(),
        "tables": [_table(table) for table in pack.tables_in(HANDOUT)],
        "figures": [(figure, _picture(pack, figure), height(figure.figure) > TALL) for figure in pack.figures],
    }


def _table(table: PackTable) -> dict[str, Any]:
    parts = sum(head.wide for head in table.heads)
    spanners: list[list[Any]] = []
    for head in table.heads if table.spanned else ():
        if spanners and head.spanner and spanners[-1][0] == head.spanner:
            spanners[-1][1] += 1
        else:
            spanners.append([head.spanner, 1])
    return {
        "table": table,
        "widths": [f"{100 * head.wide / parts:.1f}%" for head in table.heads],
        "spanners": spanners,
        "rows": [
            {
                "row": row,
                "long": any(len(bare(value)) > LONG for value in row.cells),
                "cells": [(bare(value), head.numeric) for value, head in zip(row.cells, table.heads, strict=True)],
            }
            for row in table.rows
        ],
        "notes": notes_of(table),
        "wide": any(len(bare(value)) > 80 for row in table.rows for value in row.cells),
    }


def _picture(pack: Pack, figure: PackFigure) -> str:
    """The figure as an address that holds its own content."""
    drawing = BytesIO()
    draw(as_report(pack, figure, alone=False), drawing, form="svg")
    return "data:image/svg+xml;base64," + b64encode(drawing.getvalue()).decode()

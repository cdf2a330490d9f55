"""PDF by WeasyPrint: our own template and fonts, no network, no files."""

from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from interviews.exporters.table import NOT_IN_XML
from reports.charts import drawn
from reports.document import Report, Table, said_fictional, worded
from reports.exporters.errors import CannotWrite
from reports.exporters.still import stop_the_clock_of_fonts

KIND = "pdf"
CONTENT_TYPE = "application/pdf"
FONTS = (
    ("Inter", "vendor/inter/inter-latin.woff2", "U+0000-00FF, U+0152-0153, U+2000-206F, U+2190-2193, U+2212"),
    ("Inter", "vendor/inter/inter-latin-ext.woff2", "U+0100-0151, U+0154-02BA"),
)


def write(report: Report, target: BinaryIO) -> None:
    """The report as PDF in the active language. Raises CannotWrite where pango, which draws it, is missing."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise CannotWrite(
            _(
                "PDF needs the system library pango, which is not installed on this server (Debian: libpango-1.0-0 "
                "and libpangoft2-1.0-0). The table can be downloaded as xlsx or csv meanwhile."
            )
        ) from error
    stop_the_clock_of_fonts()
    fonts = FontConfiguration()
    fetcher = refusing_fetcher()
    html = NOT_IN_XML.sub("", render_to_string("reports/pdf.html", context(report)))
    faces = CSS(string=font_faces(), font_config=fonts, url_fetcher=fetcher)
    HTML(string=html, url_fetcher=fetcher).write_pdf(target, stylesheets=[faces], font_config=fonts)


def context(report: Report) -> dict[str, Any]:
    """What the template needs."""
    return {
        "report": report,
        "tables": [printed(table) for table in report.tables if not table.listing],
        "fictional": said_fictional(report),
        "drawings": [drawn(chart, number) for number, chart in enumerate(report.charts)],
        "language": get_language() or "en",
    }


def printed(table: Table) -> dict[str, Any]:
    """A table with its cells as text, each with whether it stands to the right."""
    numeric = [column.numeric for column in table.columns]
    rows = [
        (row, [(worded(cell), right) for cell, right in zip(row.cells, numeric, strict=True)]) for row in table.rows
    ]
    return {"title": table.title, "columns": table.columns, "rows": rows}


def refusing_fetcher() -> Any:
    """A fetcher that opens nothing but data: addresses, which hold their content, and our fonts: no network, no files.

    A font in the style sheet itself would be read character by character each time.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Refusing(URLFetcher):  # type: ignore[misc]  # not typed
        def fetch(self, url: str, headers: Any = None) -> Any:
            fonts = font_files()
            if url in fonts:
                return URLFetcherResponse(url, fonts[url], {"Content-Type": "font/woff2"})
            return super().fetch(url, headers)

    return Refusing(allowed_protocols=("data",), allow_redirects=False)


@cache
def font_files() -> dict[str, bytes]:
    """The bytes of our fonts by the address that the style sheet has for them, those that are there."""
    found = {f"font:{name}": finders.find(name) for _family, name, _characters in FONTS}
    return {address: Path(str(path)).read_bytes() for address, path in found.items() if path}


def font_faces() -> str:
    """Our fonts as @font-face rules; the system's stand where a font is not there."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: 100 900; unicode-range: {characters}; '
        f'src: url("font:{name}") format("woff2"); }}'
        for family, name, characters in FONTS
        if f"font:{name}" in font_files()
    )

"""PDF by WeasyPrint: our own template and fonts, no network, no files."""

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from interviews.exporters.table import NOT_IN_XML
from reports.charts import drawn
from reports.document import Report, said_fictional
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
        "fictional": said_fictional(report),
        "drawings": [drawn(chart, number) for number, chart in enumerate(report.charts)],
        "language": get_language() or "en",
    }


def refusing_fetcher() -> Any:
    """A fetcher that opens nothing but data: addresses, which hold their content: no network, no files."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


@cache
def font_faces() -> str:
    """Our fonts as @font-face rules with their bytes in them; the system's where a font is not there."""
    rules = []
    for family, name, characters in FONTS:
        found = finders.find(name)
        if found:
            encoded = b64encode(Path(str(found)).read_bytes()).decode()
            rules.append(
                f'@font-face {{ font-family: "{family}"; font-weight: 100 900; unicode-range: {characters}; '
                f'src: url("data:font/woff2;base64,{encoded}") format("woff2"); }}'
            )
    return "\n".join(rules)

"""What the pages and the PDF of reports need: a cell as text."""

from django import template

from reports.document import Cell, worded

register = template.Library()
register.filter("worded", worded)

__all__ = ["Cell", "register"]

"""What a team declares about its analysis."""

from reports.models.declarations import Declaration

__all__ = ["Declaration"]

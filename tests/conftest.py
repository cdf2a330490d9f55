"""Fixtures that every test may use."""

from tests.people import karim, lea, lena, olga, project, rita, sam

__all__ = ["karim", "lea", "lena", "olga", "project", "rita", "sam"]

"""Fixtures that every test may use."""

from hypothesis import HealthCheck, settings

from tests.people import karim, lea, lena, olga, project, rita, sam

__all__ = ["karim", "lea", "lena", "olga", "project", "rita", "sam"]

# A shared machine has slow moments: they say nothing about the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

"""Fixtures that every test may use."""

import os

from hypothesis import HealthCheck, settings

from tests.people import karim, lea, lena, olga, project, rita, sam

__all__ = ["karim", "lea", "lena", "olga", "project", "rita", "sam"]

# A busy machine is no mistake of ours; and what decides about a change tries the same examples each time.
settings.register_profile(
    "ours", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ours")

"""`python -m benchmarks [NAME...]`: run every module's `measure()`, print one table, keep it in var/bench/.

`measure()` returns rows of (work, ours, floor, allowed ratio): medians in one unit, named in `work` where it is not
milliseconds. Where there is a bound instead of a floor, the floor is that bound and the ratio 1.
"""

import argparse
import json
import os
import pkgutil
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Row = tuple[str, float, float, float]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these modules")
    asked = parser.parse_args().names
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omsrp.settings")
    os.environ.setdefault("DEBUG", "1")
    import django

    django.setup()
    rows: list[Row] = []
    print(f"{'work':<66}{'ours':>10}{'floor':>10}{'ratio':>8}{'budget':>8}  verdict")
    for name in names():
        if not asked or name in asked:
            for row in import_module(f"benchmarks.{name}").measure():
                rows.append(row)
                print(line(row), flush=True)
    print(f"\nKept in {keep(rows).relative_to(ROOT)}.")
    return 0 if all(is_within(row) for row in rows) else 1


def names() -> list[str]:
    """Modules of this folder that measure something, in order."""
    found = sorted(module.name for module in pkgutil.iter_modules([str(ROOT / "benchmarks")]))
    return [name for name in found if not name.startswith("_") and _measures(name)]


def _measures(name: str) -> bool:
    return "def measure(" in (ROOT / "benchmarks" / f"{name}.py").read_text()


def ratio(row: Row) -> float:
    return row[1] / row[2] if row[2] else float("inf")


def is_within(row: Row) -> bool:
    return ratio(row) <= row[3]


def line(row: Row) -> str:
    work, ours, floor, allowed = row
    verdict = "ok" if is_within(row) else "OVER"
    return f"{work[:65]:<66}{ours:>10.2f}{floor:>10.2f}{ratio(row):>8.2f}{allowed:>8.2f}  {verdict}"


def keep(rows: list[Row]) -> Path:
    """Write the results, with the machine they were measured on, to var/bench/TIME.json."""
    now = datetime.now(UTC)
    target = ROOT / "var" / "bench" / f"{now:%Y%m%dT%H%M%SZ}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    keys = ("work", "ours", "floor", "allowed")
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "database": _database()}
    results = [dict(zip(keys, row, strict=True)) | {"ratio": ratio(row), "ok": is_within(row)} for row in rows]
    target.write_text(json.dumps({"at": now.isoformat(), "machine": machine, "results": results}, indent=1))
    return target


def _database() -> str:
    from django.db import connection

    return connection.vendor


if __name__ == "__main__":
    sys.exit(main())

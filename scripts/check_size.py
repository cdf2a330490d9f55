"""The coding page's own JavaScript and htmx, each file gzipped as it is served, stay within 40 kB together."""

import gzip
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
sys.path.insert(0, str(ROOT))

from omsrp.statics import smaller  # noqa: E402  # found beside this script's folder

BUDGET = 40_000
NAME = r"""["']((?:\.{1,2}|#js)/[^"']+)["']"""
IMPORT = re.compile(rf"""(?:^|[;\s])(?:import|export)\b[^"';]*?{NAME}|import\(\s*{NAME}""")


def modules() -> set[Path]:
    """The coding page's modules, all they import, and htmx."""
    found: set[Path] = set()
    waiting = [*STATIC.glob("js/workspace*.js"), *STATIC.glob("js/workspace/*.js"), *STATIC.glob("vendor/htmx/*.js")]
    while waiting:
        file = waiting.pop().resolve()
        if file not in found:
            found.add(file)
            imported = IMPORT.findall(file.read_text()) if "vendor" not in file.parts else []
            waiting += [_path(first or second, file.parent) for first, second in imported]
    return found


def _path(name: str, folder: Path) -> Path:
    # The import map of base.html names our modules "#js/...".
    return STATIC / name.removeprefix("#") if name.startswith("#") else folder / name


def served(file: Path) -> int:
    content = file.read_bytes()
    return len(gzip.compress(content if "vendor" in file.parts else smaller(content), 6))


def main() -> int:
    sizes = {file.relative_to(STATIC): served(file) for file in sorted(modules())}
    for name, size in sizes.items():
        print(f"{size:7,}  {name}")
    total = sum(sizes.values())
    print(f"{total:7,}  of {BUDGET:,} bytes")
    return 0 if total <= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())

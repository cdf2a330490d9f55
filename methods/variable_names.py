"""Names of variables that statistics programs take: SPSS, R and Python alike. Source: docs/methods.md, data out."""

import re
from hashlib import sha256

LONGEST = 64  # bytes; SPSS since version 12
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OTHER = re.compile(r"[^a-z0-9]+")


def variable_name(prefix: str, key: str) -> str:
    """A name for a key under a prefix, such as `c_planning`: letters, digits and underscores of ASCII, at most 64.

    The prefix is a letter or a plain word that begins with one. Two keys never have one name (but for chance in 48
    bits), and a name never depends on the other keys: what is not plain, or too long, ends in six bytes of its hash.
    Source: docs/methods.md, data out; the rules are those of SPSS.
    """
    name = f"{prefix}_{_OTHER.sub('_', key.casefold()).strip('_')}"
    if _PLAIN.fullmatch(key) and len(name) <= LONGEST:
        return name
    mark = sha256(key.encode()).hexdigest()[:12]
    return f"{name[: LONGEST - len(mark) - 1].rstrip('_')}_{mark}"

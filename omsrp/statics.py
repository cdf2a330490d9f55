"""Static files as they are served: our JavaScript without its comments and white space, everything else as it is."""

from typing import Any

import rjsmin
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

OURS = "js/"


def smaller(source: bytes) -> bytes:
    """A module without comments and needless white space; names stay, so that errors can be read."""
    return str(rjsmin.jsmin(source.decode())).encode()


class SmallerFiles(FileSystemStorage):
    """Reads our modules made smaller; `collectstatic` copies and hashes what this gives."""

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        file: File[Any] = super()._open(name, mode)  # type: ignore[misc]  # the stubs lack Django's own hook
        if not (name.startswith(OURS) and name.endswith(".js")):
            return file
        with file:
            return ContentFile(smaller(file.read()), name=name)


class SmallerFilesFinder(FileSystemFinder):
    """Django's finder of the static folders, over `SmallerFiles`. The development server reads the files themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for prefix, root in self.locations:
            storage = SmallerFiles(location=root)
            storage.prefix = prefix  # type: ignore[attr-defined]  # the finder's own mark
            self.storages[root] = storage

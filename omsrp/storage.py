"""Files on disk: whole or absent."""

from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Keeps uploaded files in DATA_DIR/files. A file that could not be written to its end leaves nothing behind."""

    def _save(self, name: str, content: Any) -> str:
        known = self.exists(name)
        try:
            return str(super()._save(name, content))  # type: ignore[misc]  # the stubs lack Django's own hook
        except OSError:
            if not known:
                Path(self.path(name)).unlink(missing_ok=True)
            raise

"""What can keep an exporter from writing."""


class CannotWrite(RuntimeError):
    """The file can't be made here; the text says why and what to do."""

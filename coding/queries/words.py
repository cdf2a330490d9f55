"""The sentences that the coding screen's module says."""


def workspace_words(*, can_create: bool) -> dict[str, str]:
    """Every sentence by its key."""
    return {"canCreate": "1" if can_create else ""}

"""Why a file cannot be read, told to the person who chose it."""


class UnreadableFile(Exception):
    """The file cannot become a transcript or a table.

    `str()` is the whole message: what is wrong, where, and what to do next, in the language active when it was raised.
    """

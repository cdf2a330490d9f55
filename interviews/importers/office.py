"""Opening .docx and .xlsx safely: a zip of XML parts, each bounded before it is read, none with a document type."""

import re
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zipfile import BadZipFile, LargeZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - zlib names its exception like a function

from django.utils.translation import gettext as _
from lxml import etree

from interviews.importers.errors import UnreadableFile

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_PARTS = 5_000
MAX_PART_BYTES = 100_000_000
MAX_ALL_BYTES = 300_000_000
MAX_RATIO = 200
RATIO_MATTERS_FROM = 5_000_000
OFFICE_DOCUMENT = "/officeDocument"


class Package:
    """The parts of an Office file. Nothing is read before its size and its ratio were checked."""

    def __init__(self, content: bytes) -> None:
        """Raises UnreadableFile when the zip is cut off, or would unpack to more than a document can be."""
        try:
            self.zip = ZipFile(BytesIO(content))
        except (BadZipFile, LargeZipFile, ValueError, NotImplementedError):
            raise UnreadableFile(cut_off()) from None
        self.sizes = {member.filename: member.file_size for member in self.zip.infolist()}
        self.check_bomb()

    def check_bomb(self) -> None:
        """Refuse what unpacks to far more than it holds."""
        members = self.zip.infolist()
        swollen = any(
            member.file_size > MAX_PART_BYTES
            or (member.file_size > RATIO_MATTERS_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1))
            for member in members
        )
        if swollen or len(members) > MAX_PARTS or sum(self.sizes.values()) > MAX_ALL_BYTES:
            raise UnreadableFile(bomb())

    def has(self, name: str) -> bool:
        """Whether the file holds this part."""
        return name in self.sizes

    def part(self, name: str) -> bytes:
        """One part's bytes. Raises UnreadableFile when it is absent or damaged."""
        if name not in self.sizes:
            raise UnreadableFile(cut_off())
        try:
            # zipfile stops at the size that the part announced, which was checked.
            return self.zip.read(name)
        except (BadZipFile, EOFError, OSError, ZlibError, NotImplementedError, RuntimeError):
            raise UnreadableFile(cut_off()) from None

    def xml(self, name: str) -> "Element":
        """One part as XML, without entities, network or document type."""
        return parse_xml(self.part(name))

    def main_part(self) -> str:
        """The name of the document's own part, as the package's relationships tell it (Word on the web renames it)."""
        for relation in self.xml("_rels/.rels"):
            if relation.get("Type", "").endswith(OFFICE_DOCUMENT):
                return relation.get("Target", "").lstrip("/")
        raise UnreadableFile(cut_off())

    def sibling(self, part: str, name: str) -> str:
        """The name of a part that lies in the same folder as `part`."""
        return str(PurePosixPath(part).parent / name)


def parse_xml(content: bytes) -> "Element":
    """The root of an XML part. Raises UnreadableFile when it is damaged or brings a document type of its own."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise UnreadableFile(cut_off()) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(
            _(
                "This file defines XML entities, which no office program writes. Open it, save it under a new name, "
                "and choose that one."
            )
        )
    return root


def declares_entities(content: bytes) -> bool:
    """Whether an XML part begins with a document type, for parts that another library will parse."""
    return re.search(rb"<!(?:DOCTYPE|ENTITY)", content[:10_000].replace(b"\0", b"")) is not None


def cut_off() -> str:
    return _(
        "This file is damaged or cut off: its parts cannot be unpacked. Copy or download it again, or open "
        "it and save it anew."
    )


def bomb() -> str:
    return _(
        "This file would unpack to far more than a document holds, so it was not opened. Open it, save it "
        "under a new name, and choose that one."
    )

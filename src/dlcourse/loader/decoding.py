"""The bytes of a lesson in, its text out: UTF-8, lines ended by a line feed, no control characters."""

import codecs

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.schema.fieldtypes import UNWANTED

_SAVE_AS_UTF8 = "save it as UTF-8"


def decode(data: bytes, file: str) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """Return the text of `data`, or None when it is not UTF-8.

    A byte order mark is dropped, `\\r\\n` and `\\r` become `\\n`, and what no text should hold becomes U+FFFD
    (the renderer relies on that: it marks places with noncharacters).
    """
    encoding = _foreign_encoding(data)
    if encoding:
        message = f"the file is written in {encoding}, not in UTF-8"
        return None, (diagnostic("L101", Place(file, 1), message, _SAVE_AS_UTF8),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # With a byte order mark the positions of the error count from behind it.
        plain = data.removeprefix(codecs.BOM_UTF8)
        return None, (_bad_byte(plain, error.start, file),)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = UNWANTED.search(text)
    if not found:
        return text, ()
    message = f"the file holds a control character (U+{ord(found[0]):04X}), shown as \N{REPLACEMENT CHARACTER}"
    place = place_at(file, text, found.start())
    return UNWANTED.sub("\N{REPLACEMENT CHARACTER}", text), (diagnostic("L116", place, message, "take it out"),)


def place_at(file: str, text: str, index: int, first_line: int = 1) -> Place:
    """Return the place of the character `index` of `text`, whose first line is `first_line` of the file."""
    line = text.count("\n", 0, index)
    return Place(file, first_line + line, index - text.rfind("\n", 0, index))


def _foreign_encoding(data: bytes) -> str | None:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    start = data[:4]
    if len(start) == 4 and (start[0::2] == b"\0\0") != (start[1::2] == b"\0\0"):
        return "UTF-16"
    return None


def _bad_byte(data: bytes, index: int, file: str) -> Diagnostic:
    before = data[:index].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    message = f"the byte 0x{data[index]:02X} is not valid UTF-8"
    return diagnostic("L101", place_at(file, before, len(before)), message, _SAVE_AS_UTF8 + _guess(data))


def _guess(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "; it may be written in GBK (GB18030)"

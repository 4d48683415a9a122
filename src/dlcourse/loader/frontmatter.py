"""One lesson file's bytes in, its typed front matter and its body out, every value with its line."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.loader.decoding import decode, place_at
from dlcourse.loader.header import Header, read_header
from dlcourse.model import FrontMatter, Language, LocalText, Source
from dlcourse.patterns import lazy
from dlcourse.schema import FaultKind, LessonTable, read_table

_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
# Two hyphens, or what a word processor makes of three.
_NEARLY_OPEN = lazy(r"(?:-{2,}|[\u2010-\u2015\uff0d]+)[ \t]*(?:ya?ml|json|toml)?(?:[ \t]*#.*)?", re.IGNORECASE)
_COMMENTS = lazy(r"(?:<!--.*?-->\s*)+", re.DOTALL)
_UNSEEN = " \t\n\xa0\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\u3000\ufeff\ufffd"
"""What nobody sees around a line `---`; U+FFFD stands for control characters."""
_NEARLY_CLOSE = lazy(r"^(?:-{3,}|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY = lazy(r"[A-Za-z_][\w-]*[ \t]*(?::(?:\s|$)|：)")
_KNOWN_KEY = lazy(rf"^(?:{'|'.join(LessonTable.rules())})[ \t]*:", re.MULTILINE)
_CODES = {
    FaultKind.VALUE: "L107",
    FaultKind.LANGUAGE: "L113",
    FaultKind.UNKNOWN: "L108",
    FaultKind.STYLE: "L115",
}


def parse_source(
    data: bytes,
    path: PurePosixPath,
    file: str,
    languages: tuple[Language, ...],
    language: Language | None = None,
) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """Read the lesson `data`, which lies at `path` and which diagnostics name `file`.

    `languages` are those of the course, `language` what the file name says. A faulty key has its default in the
    source that comes back; None comes back when there is no telling header from body.
    """
    text, decoding = decode(data, file)
    if text is None:
        return None, decoding
    parts, fault = _split(text, file)
    if parts is None:
        return None, (*decoding, *fault)
    header = Header() if parts.header is None else read_header(parts.header, file, 2)
    fields, typing = _fields(header, file, languages, language)
    source = Source(
        path=path,
        file=file,
        fields=fields,
        places=header.places,
        body=parts.body,
        body_line=parts.body_line,
        language=language,
    )
    return source, (*decoding, *header.diagnostics, *typing)


def body_of(data: bytes, file: str) -> str:
    """Return the body of the lesson `data`, of which `parse_source` made a source."""
    text, _ = decode(data, file)
    parts, _ = _split(text or "", file)
    return parts.body if parts else ""


@dataclass(frozen=True, slots=True)
class _Parts:
    header: str | None
    body: str
    body_line: int


def _split(text: str, file: str) -> tuple[_Parts | None, tuple[Diagnostic, ...]]:
    """Tell the header from the body; a text that is meant to have a header and has none is a fault, so that a draft
    whose header is damaged never goes public."""
    first, _, rest = text.partition("\n")
    if first.rstrip(" \t") != "---":
        return _without_header(text, file)
    close = _CLOSE.search(rest)
    if close is None:
        if not _is_header_like(rest):
            return _Parts(None, text, 1), ()
        message = "front matter is opened in line 1 and never closed"
        return None, (diagnostic("L103", Place(file, 1), message, "write a line `---` behind its last key"),)
    body = rest[close.end() + 1 :]
    body_line = 2 + rest.count("\n", 0, close.end() + 1)
    if close.end() == len(rest):  # the closing line ends the file: nothing follows it
        body_line += 1
    return _Parts(rest[: close.start()], body, body_line), ()


def _without_header(text: str, file: str) -> tuple[_Parts | None, tuple[Diagnostic, ...]]:
    stripped = text.lstrip(_UNSEEN)
    comments = _COMMENTS.match(stripped)
    stripped = stripped[comments.end() :] if comments else stripped
    first, _, rest = stripped.partition("\n")
    first = first.rstrip(_UNSEEN)
    if first == "+++" and re.search(r"^\+\+\+[ \t]*$", rest, re.MULTILINE):
        message = "front matter between +++ (TOML) is not read"
        return None, (diagnostic("L105", Place(file, 1), message, "write it as YAML between two lines `---`"),)
    if _NEARLY_OPEN.fullmatch(first) and _KNOWN_KEY.search(_likely_header(rest)):
        place = place_at(file, text, len(text) - len(stripped))
        message = "front matter does not start with a line `---` as the first of the file"
        hint = "begin the file with `---` alone on its line, with nothing before it"
        return None, (diagnostic("L103", place, message, hint),)
    return _Parts(None, text, 1), ()


def _likely_header(rest: str) -> str:
    """Return what would be the header if the line before `rest` opened one."""
    text = re.sub(r"^[ \t]+", "", rest, flags=re.MULTILINE)
    close = _NEARLY_CLOSE.search(text)
    return text[: close.start()] if close else text.lstrip("\n").partition("\n\n")[0]


def _is_header_like(rest: str) -> bool:
    """Tell whether what follows an opening `---` is keys rather than the prose behind a rule."""
    lines = [line for line in rest.lstrip("\n").split("\n\n", 1)[0].split("\n") if not line.startswith("#")]
    return any(_KEY.match(line) for line in lines) or bool(_KNOWN_KEY.search(rest[:4000]))


def _fields(
    header: Header, file: str, languages: tuple[Language, ...], language: Language | None
) -> tuple[FrontMatter, tuple[Diagnostic, ...]]:
    reading = read_table(LessonTable, header.values, languages=languages, written=header.written)
    found = [
        diagnostic(_CODES[fault.kind], header.places.get(fault.key, Place(file, 1)), fault.message, fault.hint)
        for fault in reading.faults
    ]
    values = {name: getattr(reading.values, name) for name in LessonTable.rules()}
    if language is not None:
        values |= {name: _in(language, values[name]) for name in ("title", "description")}
    values["is_published"], remarks = _publication(header, values["is_published"], file)
    return FrontMatter(**values, extra=dict(reading.extra)), (*found, *remarks)


def _in(language: Language, text: LocalText) -> LocalText:
    """Say that a text without a language is in the language that the file name tells."""
    return {key or language: value for key, value in text.items()}


def _publication(header: Header, said: bool | None, file: str) -> tuple[bool | None, tuple[Diagnostic, ...]]:
    """Decide `is_published`, of which the header `said` what it does under this name.

    Other tools' ways to mark a draft count too, so that an imported draft does not leak. To Hugo, `Draft` is `draft`.
    """
    drafts = [key for key, value in header.values.items() if _is_draft_mark(key.casefold(), value)]
    if not drafts:
        return said, ()
    place = header.places.get(drafts[0], Place(file, 1))
    if said:
        message = f"is_published: it is true, but `{drafts[0]}` says that this is a draft"
        return False, (diagnostic("L107", place, message, "keep one of the two; dlcourse reads `is_published`"),)
    message = f"{drafts[0]}: taken as `is_published: false`"
    return False, (diagnostic("L115", place, message, "write `is_published: false`"),)


def _is_draft_mark(key: str, value: object) -> bool:
    if key not in {"draft", "published", "publish"} or not (isinstance(value, bool | str) or value in (0, 1)):
        return False
    said = str(value).strip().casefold()
    return said in ({"true", "yes", "on", "y", "1"} if key == "draft" else {"false", "no", "off", "n", "0"})

"""The kinds of values an author may write, as pydantic types that say in plain words why a value does not fit."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from dlcourse.schema.moments import loose_moment, whole_moment

# Control characters and the noncharacters that the renderer keeps for itself.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG_LENGTH = 100
_DECIMAL = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
_SITE_PATH_UNFIT = re.compile(r'[\\?#:*"<>|\u2028-\u202e\u2066-\u2069]')
# Names that no system or host serves well: hidden ones, those ending in a dot or space, Windows' devices.
_SEGMENT_UNFIT = re.compile(r"\..*|.*[. ]|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
# What the templates of VitePress, VuePress, Jekyll and Hexo call a plain page.
_LESSON_LAYOUTS = frozenset({"lesson", "doc", "post", "page", "default", "article", "home"})


@dataclass(slots=True)
class Surroundings:
    """What a value is read with: the course's languages (none: any will do), each scalar as it was written, and the
    remarks (key, message, hint) that values leave when they are understood but not written as they should be."""

    languages: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    remarks: list[tuple[str, str, str]] = field(default_factory=list)


def shorten(text: str, limit: int = 60) -> str:
    """Return `text` on one line and at most `limit` characters long."""
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def show(value: object) -> str:
    """Return a bounded picture of `value` for a message: text in quotes, lists and mappings by name only."""
    if isinstance(value, str):
        return f'"{shorten(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 180:
        return "a very long number"
    if isinstance(value, int | float | datetime.date):
        return str(value)
    return kind_of(value)


def kind_of(value: object) -> str:
    """Name the kind of `value` in an author's words."""
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (str, "text"),
        (bool, "a truth value"),
        ((int, float), "a number"),
        (datetime.date, "a date"),
        (datetime.time, "a time"),
        ((list, tuple), "a list"),
        (Mapping, "a mapping"),
        (type(None), "nothing"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "something else")


def misfit(reason: str, hint: str = "", *, is_language: bool = False) -> PydanticCustomError:
    """Make the error that `schema` turns into a fault; without a hint the field's example is shown."""
    return PydanticCustomError("language" if is_language else "misfit", "{reason}", {"reason": reason, "hint": hint})


def _surroundings(info: ValidationInfo) -> Surroundings:
    assert isinstance(info.context, Surroundings)  # noqa: S101 - read_table always passes them
    return info.context


def _remark(info: ValidationInfo, message: str, hint: str) -> None:
    _surroundings(info).remarks.append((str(info.field_name), message, hint))


def _written(info: ValidationInfo, value: object) -> str:
    """Return a scalar as the author wrote it (`1.10`, not 1.1), else as we show it."""
    return shorten(_surroundings(info).written.get(str(info.field_name), "")) or show(value)


def _decimal(value: object, info: ValidationInfo) -> object:
    # YAML 1.1 reads 010 as 8 and 1:30 as 90; nobody means that.
    written = _surroundings(info).written.get(str(info.field_name))
    if type(value) is int and written is not None and not _DECIMAL.fullmatch(written):
        raise misfit(f"{shorten(written)} is not written in plain digits", "write the number without leading zeros")
    return value


def _text(value: object, info: ValidationInfo) -> object:
    """Let text pass, on one line; a number or date that was meant as text gets the hint to quote it."""
    if isinstance(value, str):
        if UNWANTED.search(value):
            raise misfit("it holds a control character", "take it out")
        return " ".join(value.split())
    if isinstance(value, int | float | datetime.date):
        written = _written(info, value)
        raise misfit(f"{written} is {kind_of(value)}, not text", f'put it in quotes: {info.field_name}: "{written}"')
    return value


def _local_text(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, Mapping):
        text = _text(value, info)
        return {"": text} if isinstance(text, str) else text
    languages = _surroundings(info).languages
    for language, text in value.items():
        if languages and language not in languages:
            reason = f'"{shorten(str(language))}" is not a language of this course'
            raise misfit(reason, f"its languages are {', '.join(languages)}", is_language=True)
        if not isinstance(text, str | None):
            raise misfit(f"{language}: {show(text)} is {kind_of(text)}, not text", "put it in quotes")
    return {language: _text(text, info) for language, text in value.items() if text and text.strip()}


def _list(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, list | tuple):
        return value
    entries = [entry for entry in value if entry is not None]
    for entry in entries:
        if not isinstance(entry, str):
            raise misfit(f"its entry {show(entry)} is {kind_of(entry)}, not text", "put the entry in quotes")
    return tuple(text for entry in entries if isinstance(text := _text(entry, info), str) and text)


def _local_list(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, Mapping):
        return {"": value} if isinstance(value, list | tuple) else value
    languages = _surroundings(info).languages
    for language, texts in value.items():
        if languages and language not in languages:
            reason = f'"{shorten(str(language))}" is not a language of this course'
            raise misfit(reason, f"its languages are {', '.join(languages)}", is_language=True)
        if not isinstance(texts, list | tuple):
            raise misfit(f"{language}: {show(texts)} is not a list of texts")
    return value


def _kind_list(value: object, info: ValidationInfo) -> object:
    """Read a list as `_list` does, but take one text for a list of one, and numbers for text, with a remark."""
    if isinstance(value, str):
        _remark(info, f"{show(value)} is text, not a list", f"write `{info.field_name}: [{shorten(value)}]`")
        value = [value]
    if not isinstance(value, list | tuple):
        return value
    return _list([_kind_entry(entry, info) for entry in value], info)


def _kind_entry(entry: object, info: ValidationInfo) -> object:
    if isinstance(entry, Mapping) and info.field_name == "authors":  # Docusaurus: {name:, url:}
        return entry.get("name", entry)
    if isinstance(entry, int | float | datetime.date) and not isinstance(entry, bool):
        _remark(info, f"its entry {show(entry)} is {kind_of(entry)}, read as text", "put the entry in quotes")
        return show(entry)
    return entry


def _slug(value: object, info: ValidationInfo) -> object:
    text = _text(value, info)
    if isinstance(text, str) and not (_SLUG.fullmatch(text) and len(text) <= _SLUG_LENGTH):
        better = plain_slug(text)
        raise misfit(
            f"{show(text)} is not words of a-z and 0-9 joined by single hyphens, {_SLUG_LENGTH} characters at most",
            f"write `slug: {better}`" if better else "write it like `slug: deep-learning`",
        )
    return text


def plain_slug(text: str) -> str:
    """Return the letters and digits of `text` as a slug of at most 100 characters; "" if nothing is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
    if len(words) <= _SLUG_LENGTH:
        return words
    return words[: _SLUG_LENGTH + 1].rpartition("-")[0] or words[:_SLUG_LENGTH]


def _day(value: object, info: ValidationInfo) -> object:
    if isinstance(value, datetime.datetime):
        return value.date()
    moment = _told(value, loose_moment)
    if moment is None:
        return value
    _remark_date(info, value, str(moment.date()))
    return moment.date()


def _moment(value: object, info: ValidationInfo) -> object:
    if isinstance(value, datetime.datetime):
        moment = value
    elif isinstance(value, datetime.date):
        moment = datetime.datetime.combine(value, datetime.time())
    else:  # only what is complete: a date that is read wrong would publish a draft
        told = _told(value, whole_moment)
        if told is None:
            return value
        moment = told
        _remark_date(info, value, moment.isoformat().removesuffix("T00:00:00"))
    try:
        return moment.astimezone(datetime.UTC) if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
    except OverflowError:
        raise misfit(f"{show(value)} lies outside the calendar") from None


def _told(value: object, read: Callable[[str], datetime.datetime | None]) -> datetime.datetime | None:
    try:
        return read(value) if isinstance(value, str) else None
    except ValueError:
        raise misfit(f"{show(value)} is no day of the calendar") from None


def _remark_date(info: ValidationInfo, value: object, right: str) -> None:
    hint = f"write `{info.field_name}: {right}`, without quotes"
    _remark(info, f"{show(value)} is text, read as the date {right}", hint)


def _site_path(value: object, info: ValidationInfo) -> object:
    path = _text(value, info)
    if not isinstance(path, str):
        return path
    plain = unquote(path)
    is_climbing = any(part in {".", ".."} for part in plain.split("/"))
    if not path.startswith("/") or path.startswith("//") or is_climbing:
        raise misfit(f"{show(path)} is not a path from the root of the site")
    segments = plain.strip("/").split("/")
    is_unfit = any(_SEGMENT_UNFIT.fullmatch(segment) or len(segment.encode()) > 200 for segment in segments)
    if is_unfit or _SITE_PATH_UNFIT.search(plain) or UNWANTED.search(plain) or "\n" in plain or len(plain) > 500:
        raise misfit(f"{show(path)} is too long or holds characters that a file cannot have")
    return path


def _languages(value: object, info: ValidationInfo) -> object:
    tags = [value] if isinstance(value, str) else value
    if not isinstance(tags, list | tuple):
        return value
    known = _surroundings(info).languages
    for tag in tags:
        if not isinstance(tag, str) or not LANGUAGE_TAG.fullmatch(tag):
            raise misfit(f"{show(tag)} is not a language tag such as zh or en")
        if tag == "bi":
            raise misfit('"bi" is kept for the side-by-side pages')
        if known and tag not in known:
            reason = f"{show(tag)} is not a language of this course"
            raise misfit(reason, f"its languages are {', '.join(known)}", is_language=True)
    if len({tag.casefold() for tag in tags}) < len(tags):
        raise misfit("it names a language twice")
    if not 1 <= len(tags) <= 2:
        raise misfit(f"it names {len(tags)} languages, not one or two")
    return tuple(tags)


def _bilingual(value: object) -> object:
    if value is False:  # YAML reads a bare `off` as false
        return "off"
    if value not in ("auto", "pairs", "off"):
        raise misfit(f"{show(value)} is not auto, pairs or off")
    return value


def _layout(value: object, info: ValidationInfo) -> object:
    name = _text(value, info)
    if not isinstance(name, str):
        return name
    if name.casefold() in _LESSON_LAYOUTS:
        return "lesson"
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}", name):
        raise misfit(f"{show(name)} is not the name of a template")
    return name


def _web_address(value: object, info: ValidationInfo) -> object:
    address = _text(value, info)
    return check_web_address(address) if isinstance(address, str) else address


def check_web_address(address: str, written: str = "") -> str:
    """Return `address`, which a fault calls as it was `written`. Raises a misfit if it is not on the web."""
    try:
        parts = urlsplit(address)
        is_fit = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_fit = False
    if not is_fit or re.search(r"""[\s"'<>\\]""", address) or "@" in parts.netloc:
        raise misfit(f"{show(written or address)} is not an http or https address")
    return address


def _base_url(value: object, info: ValidationInfo) -> object:
    address = _web_address(value, info)
    if isinstance(address, str) and ("?" in address or "#" in address):
        raise misfit(f"{show(address)} has a query or a fragment", "end it with the folder of the site")
    return address if not isinstance(address, str) or address.endswith("/") else address + "/"


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[Mapping[str, str], BeforeValidator(_local_text)]
TextList = Annotated[tuple[str, ...], BeforeValidator(_list)]
TextLists = Annotated[Mapping[str, TextList], BeforeValidator(_local_list)]
KindTextList = Annotated[tuple[str, ...], BeforeValidator(_kind_list)]
Slug = Annotated[str, BeforeValidator(_slug)]
SequenceNumber = Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(_decimal)]
Minutes = Annotated[int, Field(ge=1, le=1000), BeforeValidator(_decimal)]
Day = Annotated[datetime.date, BeforeValidator(_day)]
Moment = Annotated[datetime.datetime, BeforeValidator(_moment)]
SitePath = Annotated[str, BeforeValidator(_site_path)]
Languages = Annotated[tuple[str, ...], BeforeValidator(_languages)]
Bilingual = Annotated[str, BeforeValidator(_bilingual)]
Layout = Annotated[str, BeforeValidator(_layout)]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
BaseUrl = Annotated[str, BeforeValidator(_base_url)]

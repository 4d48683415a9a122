"""content/references.bib in, the works that lessons may cite and everything found wrong with the file out."""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from dlcourse.config import Project
from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.lately import Lately
from dlcourse.model import Work
from dlcourse.patterns import lazy
from dlcourse.schema.showing import shorten, show

FILE = PurePosixPath("references.bib")
MAX_BYTES = 1024 * 1024
BRACES = lazy(r"(?<!\\)[{}]")
CONTAINERS = ("journal", "journaltitle", "booktitle", "howpublished", "school", "institution")


def read_bibliography(
    project: Project, lately: Lately | None = None
) -> tuple[Mapping[str, Work], tuple[Diagnostic, ...]]:
    """Read the bibliography; entries that cannot be read are left out. A course without one has no works."""
    name = f"{project.content_name}/{FILE}"
    text, fault = _read(project, name)
    if text is None:
        return {}, (fault,) if fault else ()
    return (lately or Lately()).made(_works, "", text, name)


def _works(text: str, name: str) -> tuple[Mapping[str, Work], tuple[Diagnostic, ...]]:
    # Lazy: it takes 0.1 s to import, and most courses cite nothing.
    import logging  # noqa: PLC0415

    from bibtexparser import middlewares  # noqa: PLC0415
    from bibtexparser.entrypoint import parse_string  # noqa: PLC0415

    for library_name in ("bibtexparser", "pylatexenc"):  # they would write to the terminal, just as the file has it
        logging.getLogger(library_name).setLevel(logging.CRITICAL)
    stack = [
        middlewares.NormalizeFieldKeys(),
        middlewares.LatexDecodingMiddleware(),
        middlewares.SeparateCoAuthors(),
        middlewares.SplitNameParts(),
    ]
    library = parse_string(text, append_middleware=stack)
    works: dict[str, Work] = {}
    for entry in library.entries:
        works[entry.key] = _work(entry, Place(name, (entry.start_line or 0) + 1))
    return works, tuple(_faults(library.failed_blocks, name))


def _read(project: Project, name: str) -> tuple[str | None, Diagnostic | None]:
    path = project.content / FILE
    try:
        if not Path(os.path.realpath(path)).is_relative_to(project.content.resolve()):
            return None, _fault(name, f"this link leads out of {project.content_name}", "put a copy in its place")
        if path.exists() and not path.is_file():  # a pipe or a device would never end
            return None, _fault(name, "this is no file", "put a text file in its place")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except OSError as error:
        return None, _fault(name, f"it cannot be read ({error.strerror})", "make it a file that you may read")
    if len(data) > MAX_BYTES:
        return None, _fault(name, f"it is larger than {MAX_BYTES // 1024} KiB", "keep the works that lessons cite")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, diagnostic("L118", Place(name, line), "this is not UTF-8", "save the file as UTF-8")


def _fault(name: str, message: str, hint: str) -> Diagnostic:
    return diagnostic("L118", Place(name), message, hint)


def _faults(blocks: Iterable[Any], name: str) -> Iterable[Diagnostic]:
    for block in blocks:
        yield diagnostic("L118", Place(name, (block.start_line or 0) + 1), *_complaint(block))


def _complaint(block: Any) -> tuple[str, str]:
    from bibtexparser.middlewares.names import InvalidNameError  # noqa: PLC0415 - as above

    key = getattr(block, "key", "")
    if key:
        return f"there is a second entry {key[:60]}", "give one of them another key"
    doubled = sorted(getattr(block, "duplicate_keys", ()))
    if doubled:
        return f"this entry has {shorten(doubled[0])} twice", "keep one of them"
    if isinstance(block.error, InvalidNameError):
        hint = "write each person as `Family, Given`, and join several by `and`"
        return f"the name {show(block.error.name)} cannot be taken apart", hint
    return "this entry cannot be read", "close its braces and quotes, and put a comma behind each field"


def _work(entry: Any, place: Place) -> Work:
    fields = {field.key: field.value for field in entry.fields}

    def text(*names: str) -> str:
        found = next((fields[name] for name in names if isinstance(fields.get(name), str) and fields[name].strip()), "")
        return " ".join(BRACES.sub("", found).split())

    doi = text("doi").removeprefix("https://doi.org/")
    url = text("url")
    address = f"https://doi.org/{quote(doi, safe='/.:;()-_')}" if doi else url if url.startswith("http") else ""
    eprint = text("eprint")
    if not address and re.fullmatch(r"\d{4}\.\d{4,5}(?:v\d+)?", eprint):
        address = f"https://arxiv.org/abs/{eprint}"
    return Work(
        key=entry.key,
        place=place,
        authors=tuple(_names(fields.get("author") or fields.get("editor") or ())),
        title=text("title"),
        container=text(*CONTAINERS) or (f"arXiv:{eprint}" if eprint else ""),
        publisher=text("publisher", "organization"),
        year=text("year", "date")[:4],
        volume=text("volume"),
        number=text("number", "issue"),
        pages=text("pages"),
        address=address,
    )


def _names(people: Any) -> Iterable[str]:
    """Yield names as readers read them: `Ada Lovelace`, and `周志华` without a space."""
    if isinstance(people, str):
        people = [people]
    for person in people:
        if isinstance(person, str):
            yield BRACES.sub("", person).strip()
            continue
        given, family = [*person.first, *person.von], person.last
        words = [BRACES.sub("", word).strip() for word in (*given, *family, *person.jr)]
        if given and all(_is_han(word) for word in words):
            words = [*family, *given]
            yield "".join(BRACES.sub("", word) for word in words)
        else:
            yield " ".join(word for word in words if word)


def _is_han(word: str) -> bool:
    return all("CJK UNIFIED" in unicodedata.name(character, "") for character in word)

"""What has a number: figures, tables, equations, exercises, cited works. Tokens in, their numbers written into them.

Both sides of a pair count as one, so that a number is the same in every view.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from dlcourse.diagnostics import Place
from dlcourse.model import Label, Language, label_key
from dlcourse.patterns import lazy
from dlcourse.renderer.sheet import Page, Set, Sheet

LABEL = lazy(r"\\label\s*\{([^{}]+)\}")
TAG = lazy(r"\\tag\*?\s*\{([^{}]+)\}")
ROW = lazy(r"\\\\")
MATH = frozenset({"math_block", "math_inline_double", "amsmath"})
NUMBERED = MATH | {"inline", "figure_open", "code_open", "box_open", "fence"}
"""What may have a number, or hold what has one."""


@dataclass(frozen=True, slots=True)
class _Item:
    """Something to be numbered: `name` is its label as written, or "", `own` a number that its author gave."""

    kind: str
    token: Token
    name: str
    place: Place
    own: str = ""
    title: Token | None = None


def number_side(tokens: Sequence[Token], sheet: Sheet) -> None:
    """Number what stands in the tokens of a lesson in one language."""
    number_sides({sheet.language: (tokens, sheet)}, sheet.page)


def number_sides(sides: Mapping[Language, tuple[Sequence[Token], Sheet]], page: Page) -> None:
    """Number what stands in the sides of one row: each element of one side has its fellow in the other.

    Fellows have the same label, else the same place among those of their kind that have none.
    """
    sheets = {language: sheet for language, (_, sheet) in sides.items()}
    fellows: dict[tuple[str, str], dict[Language, _Item]] = {}
    for language, (tokens, sheet) in sides.items():
        unnamed: dict[str, int] = {}
        for item in _items(tokens, sheet):
            name = label_key(item.name)
            if not name:
                unnamed[item.kind] = unnamed.get(item.kind, 0) + 1
                name = f"#{unnamed[item.kind]}"
            same = fellows.setdefault((item.kind, name), {})
            if language in same:
                _report_double(item, same[language].place, sheet)
            else:
                same[language] = item
    for (kind, name), same in fellows.items():
        _number(kind, "" if name.startswith("#") else name, same, page, sheets)
    _name_boxes([tokens for tokens, _ in sides.values()], page)


def section_labels(tokens: Sequence[Token], anchors: Mapping[str, str], sheet: Sheet) -> Iterator[tuple[str, Label]]:
    """Return a label for each heading that its author gave an id, by the name that references use."""
    for index in [index for index, token in enumerate(tokens) if token.type == "heading_open"]:
        inline = tokens[index + 1]
        if inline.meta.get("id"):
            wanted = str(inline.meta["id"])
            label = Label(kind="section", number="", id=anchors.get(wanted, wanted), place=sheet.place(inline))
            yield label_key(wanted), label


def _name_boxes(sides: Sequence[Sequence[Token]], page: Page) -> None:
    """Give boxes that have no number the id that their author gave; the sides of a pair may share one."""
    taken: set[str] = set()
    for tokens in sides:
        own: set[str] = set()
        for token in tokens:
            if token.type != "box_open" or token.info == "exercise":
                continue
            name = str(token.meta["attributes"].id)
            if name and name not in own and (name in taken or page.anchors.claim(name)):
                own.add(name)
                token.meta["id"] = name
        taken |= own


def _number(kind: str, name: str, same: Mapping[Language, _Item], page: Page, sheets: Mapping[Language, Sheet]) -> None:
    known = page.labels.get(name) if name else None
    if known and (known.kind != kind or not _is_translation(name, same, page)):
        language, item = next(iter(same.items()))
        _report_double(item, known.place, sheets[language])
        known = None
        name = ""
    first = next(iter(same.values()))
    if known:
        number, anchor = known.number, known.id
    else:
        own = next((item.own for item in same.values() if item.own), "")
        if not own:
            page.numbers[kind] = page.numbers.get(kind, 0) + 1
        number = own or str(page.numbers[kind])
        anchor = page.anchors.new(name or f"{kind}-{number}") if name or kind == "exercise" else ""
    if name and not known:
        page.labels[name] = Label(kind=kind, number=number, id=anchor, place=first.place)
    page.labelled_in.setdefault(name, set()).update(same)
    for item in same.values():
        if kind == "equation":
            item.token.meta.setdefault("numbers", {})[item.name] = number
            item.token.meta.setdefault("id", anchor)
            item.token.meta.setdefault("ids", {})[item.name] = anchor
        else:
            item.token.meta["number"] = number
            if anchor:
                item.token.meta["id"] = anchor
    if kind == "exercise":
        titles = {language: item.title for language, item in same.items() if item.title}
        page.exercises.append(Set(number, anchor, titles))


def _is_translation(name: str, same: Mapping[Language, _Item], page: Page) -> bool:
    """Tell whether a label was met in the other language alone: there its element stands in another row.

    What both languages share (its language is "") has no other.
    """
    seen = page.labelled_in.get(name, set())
    return "" not in seen | same.keys() and seen.isdisjoint(same)


def _report_double(item: _Item, first: Place, sheet: Sheet) -> None:
    message = f"the label {item.name[:60]} is taken already, in line {first.line}"
    sheet.report("R219", item.place, message, "give one of them another name")


def _items(tokens: Sequence[Token], sheet: Sheet) -> Iterator[_Item]:
    for index, token in [(index, token) for index, token in enumerate(tokens) if token.type in NUMBERED]:
        if token.type == "inline":
            for child in token.children or ():
                if child.type in MATH:
                    yield from _equations(child, sheet)
                elif child.type == "citation":
                    _count_works(child, sheet)
        elif token.type == "figure_open":
            if _has_caption(tokens, index):
                yield _Item(
                    str(token.meta.get("kind", "figure")), token, str(token.meta.get("name", "")), sheet.place(token)
                )
        elif token.type == "code_open":
            if token.meta["name"]:
                yield _Item("listing", token, token.meta["name"], sheet.place(token))
        elif token.type == "box_open":
            if token.info == "exercise":
                title = tokens[index + 2] if tokens[index + 1].type == "box_title_open" else None
                name = str(token.meta["attributes"].id)
                yield _Item("exercise", token, name, sheet.place(token), title=title)
        elif token.type != "fence" or token.info.strip() == "math":
            yield from _equations(token, sheet)


def _has_caption(tokens: Sequence[Token], index: int) -> bool:
    level = tokens[index].level
    for token in tokens[index + 1 :]:
        if token.type == "figure_close" and token.level == level:
            return False
        if token.type == "caption_open" and token.level == level + 1:
            return True
    return False


def _equations(token: Token, sheet: Sheet) -> Iterator[_Item]:
    """Yield an item for each `\\label` of a formula; `{#eq-x}` behind it (`meta["name"]`) is the label of it all."""
    given = str(token.meta.get("name", ""))
    if given:
        tag = TAG.search(token.content)
        yield _Item("equation", token, given, _place(token, 0, sheet), tag[1] if tag else "")
    if "\\label" not in token.content:
        return
    start = 0
    for row in ROW.split(token.content):
        label, tag = LABEL.search(row), TAG.search(row)
        if label:
            yield _Item("equation", token, label[1], _place(token, start + label.start(), sheet), tag[1] if tag else "")
        start += len(row) + 2


def _place(token: Token, offset: int, sheet: Sheet) -> Place:
    return sheet.place(token, offset) if token.block else sheet.place_of(token, len(token.markup) + offset)


def _count_works(citation: Token, sheet: Sheet) -> None:
    works = sheet.page.works
    for key in citation.meta["keys"]:
        if key in sheet.background.works:
            works.setdefault(key, len(works) + 1)

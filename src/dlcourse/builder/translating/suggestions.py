"""What a glossary could hold: the lessons of a course in, proposals out, taken from the author's own `术语（Term）`."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dlcourse.languages import HAN
from dlcourse.model import Course, Language
from dlcourse.renderer.termuse import BEFORE_TERM, Use, native_language, prose_only, uses_in
from dlcourse.termforms import folded, forms_of

MOST_OTHERS = 5
SURE = 6
"""A text of so many letters between two marks of punctuation is a term, rather than a clause that ends in one."""

MOST = 12
NO_TERM = re.compile(
    r"(?:what|how|why|when|which|see|figure|fig|table|eq|section|chapter|page|part|the)\b", re.IGNORECASE
)
LIST_WORDS = re.compile(r"\s(?:and|or|&)\s", re.IGNORECASE)
CHINESE = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A term that lessons translate: in its own language, and each translation with its uses, the commonest first."""

    name: str
    translations: tuple[tuple[str, tuple[Use, ...]], ...]
    shorts: tuple[str, ...]

    @property
    def count(self) -> int:
        """The number of uses."""
        return sum(len(uses) for _, uses in self.translations)

    @property
    def first(self) -> Use:
        """The first use in the order of the course."""
        return min((uses[0] for _, uses in self.translations), key=lambda use: use.place)


def propose_terms(course: Course, languages: tuple[Language, ...]) -> tuple[Proposal, ...]:
    """Return the terms that lessons of `course` translate in brackets and its glossary lacks, the commonest first.

    Only what is beyond reasonable doubt: a term that nothing sets off from its sentence is proposed when other uses
    show where it begins. None in a course without two languages of which one is written in Latin letters.
    """
    native = native_language(languages)
    if native is None:
        return ()
    uses = [use for lesson in course.lessons for source in lesson.sources for use in uses_in(source, native)]
    uses = [use for use in uses if not NO_TERM.match(use.said) and not LIST_WORDS.search(use.said)]
    corpus = (
        "\n".join(prose_only(source.body) for lesson in course.lessons for source in lesson.sources) if uses else ""
    )
    by_term: dict[str, list[Use]] = {}
    for name, use in _named(uses, corpus):
        by_term.setdefault(name, []).append(use)
    known = {folded(form) for term in course.glossary for form in forms_of(term, native)}
    proposals = [_proposal(name, found) for name, found in by_term.items() if folded(name) not in known]
    return tuple(sorted(proposals, key=lambda each: (-each.count, each.first.place)))


def as_toml(proposals: Iterable[Proposal], languages: tuple[Language, ...]) -> str:
    """Return `proposals` as entries of glossary.toml, with comments that say where they come from."""
    native = native_language(languages) or languages[0]
    return "\n".join(_entry(each, languages, native) for each in proposals)


def _entry(proposal: Proposal, languages: tuple[Language, ...], native: Language) -> str:
    (said, _), *others = proposal.translations
    lines = [f"# {_uses(proposal.count)}, first {_where(proposal.first)}", "[[term]]"]
    lines += [f"{each} = {_quoted(proposal.name if each == native else said)}" for each in languages]
    lines += [f"also = [{', '.join(map(_quoted, proposal.shorts))}]"] if proposal.shorts else []
    for other, uses in others[:MOST_OTHERS]:
        lines.append(f"# also translated as {_quoted(other)}: {_uses(len(uses))}, first {_where(uses[0])}")
    return "\n".join(lines) + "\n"


def _uses(count: int) -> str:
    return f"{count} use{'' if count == 1 else 's'}"


def _where(use: Use) -> str:
    return f"{use.place.file}:{use.place.line}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _proposal(name: str, uses: Sequence[Use]) -> Proposal:
    groups: dict[str, list[Use]] = {}
    for use in uses:
        groups.setdefault(_key(use.said), []).append(use)
    full = [group for group in groups.values() if not group[0].is_short] or list(groups.values())[:1]
    shorts = [short for use in uses for short in (*use.shorts, *([use.said] if use.is_short else []))]
    ordered = sorted(full, key=lambda group: (-len(group), group[0].place))
    translations = [(_usual(use.said for use in group), tuple(group)) for group in ordered]
    rest = [use for group in groups.values() if group not in full for use in group]
    if rest:
        said, first = translations[0]
        translations[0] = said, tuple(sorted([*first, *rest], key=lambda use: use.place))
    return Proposal(
        name=name,
        translations=tuple(translations),
        shorts=tuple(short for short in dict.fromkeys(shorts) if short != translations[0][0]),
    )


def _usual(written: Iterable[str]) -> str:
    """Return the commonest way to write a name; of equally common ones that with the fewest capitals."""
    counts = Counter(written)
    return min(counts, key=lambda each: (-counts[each], sum(map(str.isupper, each)), each))


def _named(uses: Sequence[Use], corpus: str) -> list[tuple[str, Use]]:
    """Return the uses of which it is known what the term is, with the term."""
    by_said: dict[str, list[Use]] = {}
    for use in uses:
        by_said.setdefault(_key(use.said), []).append(use)
    found: list[tuple[str, Use]] = []
    for group in by_said.values():
        exact = sorted({use.written for use in group if use.is_exact}, key=len, reverse=True)
        ends = _shared_ends([use.written for use in group])
        for use in group:
            name = use.written if use.is_exact else _end_of(use.written, [*exact, *ends], corpus)
            is_told = not use.is_line or _is_in_running_text(name, corpus)
            if name and is_told and not _is_person(name, use.said):
                found.append((name, use))
    return found


def _is_in_running_text(name: str, corpus: str) -> bool:
    """Tell whether sentences use `name`: what only headings and items say ("练习 (Exercises)") need not be a term."""
    return re.search(f"[{HAN}]{re.escape(name)}[{HAN}，。]|[，。]{re.escape(name)}[{HAN}]", corpus) is not None


def _key(said: str) -> str:
    """Return what two ways to write a name have in common; a plural s does not count."""
    plain = folded(said)
    return plain[:-1] if len(plain) > 3 and plain[-1] == "s" and plain[-2] != "s" else plain


def _shared_ends(written: Sequence[str]) -> list[str]:
    """Return the ends that several of `written` have behind different letters, the longest first."""
    before: dict[str, set[str]] = {}
    for text in set(written):
        for length in range(2, len(text) + 1):
            before.setdefault(text[-length:], set()).add(text[-length - 1 : -length])
    ends = [end for end, letters in before.items() if len(letters) > 1]
    return sorted(ends, key=lambda end: (-len(end), end))


def _end_of(written: str, known: Sequence[str], corpus: str) -> str:
    """Return the term that `written` ends with: one that is `known`, else what follows a word that terms follow.

    A long text without such a word is cut to an end that the lessons use again; "" if there is none.
    """
    end = next((each for each in known if written.endswith(each)), "")
    cut = _behind_words(end or written)
    if end or cut != written or len(cut) <= SURE:
        return cut if len(cut) <= MOST else ""
    ends = (written[-length:] for length in range(min(len(written), MOST), 2, -1))
    return next((each for each in ends if corpus.count(each) > 1), "")


def _behind_words(text: str) -> str:
    cut = 0
    for match in BEFORE_TERM.finditer(text):
        if len(text) - match.end() >= 2:
            cut = match.end()
    return text[cut:]


def _is_person(name: str, said: str) -> bool:
    """Tell whether `said` only spells the sound of a Chinese name: 李沐（Mu Li）."""
    if len(name) > 4 or not CHINESE.match(name):
        return False
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - it takes 0.3 s to import, and only Chinese terms need it

    return sorted("".join(lazy_pinyin(name))) == sorted(folded(said))

"""What dlcourse knows of languages, in one table: their own names, their scripts, how Open Graph calls them.

Everything else works for any BCP 47 tag. To teach it a language, add a row here, and its words of the pages' own in
`templates/strings/`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
KANA = "\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\uff66-\uff9d"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
CYRILLIC = "\u0400-\u052f"
GREEK = "\u0370-\u03ff\u1f00-\u1fff"
ARABIC = "\u0600-\u06ff\u0750-\u077f"
HEBREW = "\u0590-\u05ff"
DEVANAGARI = "\u0900-\u097f"
THAI = "\u0e00-\u0e7f"


@dataclass(frozen=True, slots=True)
class Facts:
    """A language's name for itself, the letters it is written in (a regular expression's class), its locale."""

    name: str
    script: str
    locale: str


KNOWN = {
    "zh": Facts("中文", HAN, "zh_CN"),
    "zh-hant": Facts("繁體中文", HAN, "zh_TW"),
    "en": Facts("English", LATIN, "en_US"),
    "ja": Facts("日本語", HAN + KANA, "ja_JP"),
    "ko": Facts("한국어", HANGUL, "ko_KR"),
    "fr": Facts("Français", LATIN, "fr_FR"),
    "de": Facts("Deutsch", LATIN, "de_DE"),
    "es": Facts("Español", LATIN, "es_ES"),
    "it": Facts("Italiano", LATIN, "it_IT"),
    "pt": Facts("Português", LATIN, "pt_PT"),
    "nl": Facts("Nederlands", LATIN, "nl_NL"),
    "vi": Facts("Tiếng Việt", LATIN, "vi_VN"),
    "id": Facts("Bahasa Indonesia", LATIN, "id_ID"),
    "tr": Facts("Türkçe", LATIN, "tr_TR"),
    "pl": Facts("Polski", LATIN, "pl_PL"),
    "ru": Facts("Русский", CYRILLIC, "ru_RU"),
    "uk": Facts("Українська", CYRILLIC, "uk_UA"),
    "el": Facts("Ελληνικά", GREEK, "el_GR"),
    "ar": Facts("العربية", ARABIC, "ar_AR"),
    "fa": Facts("فارسی", ARABIC, "fa_IR"),
    "he": Facts("עברית", HEBREW, "he_IL"),
    "hi": Facts("हिन्दी", DEVANAGARI, "hi_IN"),
    "th": Facts("ไทย", THAI, "th_TH"),
}


def named_language(name: str, languages: Sequence[str]) -> str | None:
    """Return which of `languages` the tag `name` means; `zh-CN` means zh unless the course has that very Chinese."""
    wanted = name.casefold().replace("_", "-")
    exact = [language for language in languages if language.casefold() == wanted]
    if exact or not re.fullmatch(r"[a-z]{2,3}-[a-z]{2,4}", wanted):
        return exact[0] if exact else None
    near = [language for language in languages if language.casefold() == wanted.partition("-")[0]]
    return near[0] if near else None


def own_name(language: str) -> str:
    """Return what the language calls itself, or its tag."""
    facts = _facts(language)
    return facts.name if facts else language


def script_of(language: str) -> str:
    """Return the letters of `language` as the inside of a regular expression's class; "" where it is not known."""
    facts = _facts(language)
    return facts.script if facts else ""


def locale_of(language: str) -> str:
    """Return the locale for Open Graph: `zh_CN`; the tag's own region where it has one."""
    parts = language.split("-")
    region = next((part.upper() for part in parts[1:] if re.fullmatch(r"[A-Za-z]{2}", part)), "")
    if region:
        return f"{parts[0].lower()}_{region}"
    facts = _facts(language)
    return facts.locale if facts else language.replace("-", "_")


def _facts(language: str) -> Facts | None:
    tag = language.lower()
    if tag in ("zh-tw", "zh-hk", "zh-mo"):
        tag = "zh-hant"
    return KNOWN.get(tag) or KNOWN.get(tag.partition("-")[0])

"""What search engines are told of the course, as JSON-LD (schema.org's `Course`): a home page's facts in, JSON out."""

import json
import re
from typing import Any

from markupsafe import Markup

from dlcourse.builder.pages.desk import Desk
from dlcourse.builder.pages.frames import Context
from dlcourse.patterns import lazy
from dlcourse.renderer.words import Words

LICENCE = lazy(r"CC[- ](?P<kind>BY(?:-(?:NC|SA|ND|NC-SA|NC-ND))?)[- ](?P<version>[1-4]\.[05])", re.IGNORECASE)
MOST_SECTIONS = 100
"""How many modules are told of."""


def course_data(desk: Desk, facts: Context) -> Markup:
    """Return the JSON-LD of the course for a `<script type="application/ld+json">`; nothing in it can end the element.

    `facts` are what the template of the home page is given.
    """
    settings, addresses = desk.edition.settings, desk.edition.addresses
    title = desk.frame.site["title"]
    description = desk.edition.words(settings.description, desk.tree)
    address = facts["page"]["canonical"]
    data = {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": f"{addresses.base_url}#course" if address else "",
        "url": address,
        "name": _text(title),
        "alternateName": [text for text, _ in title.parts[1:]],
        "description": _text(description),
        "inLanguage": list(desk.tree.languages),
        "author": [{"@type": "Person", "name": name} for name in settings.authors],
        "license": _licence(settings.licence),
        "timeRequired": _duration(facts["minutes"]),
        "teaches": [_text(each) for each in facts["objectives"]],
        "coursePrerequisites": [_text(each) for each in facts["prerequisites"]],
        "syllabusSections": [_section(module) for module in facts["modules"][:MOST_SECTIONS] if module["title"]],
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "Online",
            "courseWorkload": _duration(facts["minutes"]),
        },
    }
    return _embedded(_without_blanks(data))


def _section(module: Context) -> dict[str, Any]:
    section = {
        "@type": "Syllabus",
        "name": _text(module["title"]),
        "description": _text(module["description"]),
        "timeRequired": _duration(module["minutes"]),
        "teaches": [_text(each) for each in module["objectives"]],
    }
    return _without_blanks(section)


def _text(words: Words) -> str:
    """Return what `words` say in the first of their languages."""
    return words.parts[0][0] if words.parts else ""


def _licence(licence: str) -> str | dict[str, str]:
    """Return the address of a Creative Commons licence, else the licence by its name."""
    known = LICENCE.fullmatch(licence.strip())
    if known:
        return f"https://creativecommons.org/licenses/{known['kind'].lower()}/{known['version']}/"
    return {"@type": "CreativeWork", "name": licence} if licence else ""


def _duration(minutes: int) -> str:
    """Return minutes as ISO 8601 writes them: `PT2H5M`."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


def _without_blanks(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value}


def _embedded(data: dict[str, Any]) -> Markup:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  # nothing in it can be read as HTML

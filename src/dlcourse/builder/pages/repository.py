"""Where readers mend and report: a lesson in, the links to its files in the source repository and to a form out."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.desk import Desk
from dlcourse.builder.pages.frames import Context
from dlcourse.model import BOTH, Lesson, Source
from dlcourse.renderer.words import Words

# What the address of a repository becomes: that of its editor, and of its form for a new issue.
_EDITORS = {
    "github": ("/edit/{branch}/{path}", "/issues/new?title={title}&body={url}"),
    "gitlab": ("/-/edit/{branch}/{path}", "/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={url}"),
    "gitee": ("/edit/{branch}/{path}", "/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={url}"),
    "codeberg": ("/_edit/{branch}/{path}", "/issues/new?title={title}&body={url}"),
}
_HOSTS = {"github.com": "github", "gitlab.com": "gitlab", "gitee.com": "gitee", "codeberg.org": "codeberg"}
_PLACE = re.compile(r"\{(\w+)\}")


def source_links(desk: Desk, lesson: Lesson) -> Context:
    """Return what a lesson's page offers at its foot: `edits` (a link for each file that it shows), and `report`."""
    edit, report, below = desk.edition.memo.kept("repository", lambda: _patterns(desk.edition))
    return {"edits": _edits(desk, lesson, edit, below), "report": _report(desk, lesson, report)}


def _patterns(edition: Edition) -> tuple[str, str, PurePosixPath]:
    """Return the addresses of editor and form with places in braces, and the folder that {path} begins with.

    In the author's own address {path} is that of the file below content/, in ours that in the repository.
    """
    settings = edition.settings
    parts = urlsplit(settings.repository)
    host = (parts.hostname or "").removeprefix("www.")
    kind = _HOSTS.get(host, "gitlab" if host.startswith("gitlab.") else "")
    names = parts.path.removesuffix("/").removesuffix(".git").strip("/").split("/")
    is_repository = len(names) == 2 or (kind == "gitlab" and len(names) > 2)
    editor, form = _EDITORS[kind] if kind and is_repository else ("", "")
    root = f"https://{parts.netloc}/{'/'.join(names)}"
    edit, below = settings.edit_url, PurePosixPath()
    if edit is None:
        edit, below = (root + editor if editor else ""), edition.folder
    report = settings.issues_url
    if report is None:
        report = root + form if form else ""
    return edit, report, below


def _edits(desk: Desk, lesson: Lesson, pattern: str, below: PurePosixPath) -> list[Context]:
    """Return the links to the files of the page; where there are two, each is named in its own language."""
    if not pattern:
        return []
    edition, label = desk.edition, desk.strings["edit_page"]
    view = edition.face(lesson, desk.tree)
    if view.name == BOTH and len(lesson.sources) > 1:
        named = {language: text for text, language in label.parts} if isinstance(label, Words) else {}
        each = [(edition.source(lesson, language), language) for language in desk.tree.languages]
        return [
            {"href": _edit(desk, source, pattern, below), "label": Words((named.get(language, str(label)), language))}
            for source, language in each
        ]
    return [{"href": _edit(desk, edition.source(lesson, view.language), pattern, below), "label": label}]


def _edit(desk: Desk, source: Source, pattern: str, below: PurePosixPath) -> str:
    return _filled(pattern, path=(below / source.path).as_posix(), branch=desk.edition.settings.branch)


def _report(desk: Desk, lesson: Lesson, pattern: str) -> str:
    edition = desk.edition
    view = edition.face(lesson, desk.tree)
    page = edition.addresses.lesson(view.name, lesson.slug)
    return _filled(
        pattern,
        path=edition.source(lesson, view.language).path.as_posix(),
        branch=edition.settings.branch,
        title=edition.face(lesson, edition.tree(view.language)).title,
        url=edition.addresses.absolute(page) or page.parent.as_posix() + "/",
    )


def _filled(pattern: str, **values: str) -> str:
    """Put values into the places of an address; what follows a `?` has no bare `/` either."""
    where, mark, query = pattern.partition("?")
    return _replaced(where, values, "/") + mark + _replaced(query, values, "")


def _replaced(part: str, values: Mapping[str, str], safe: str) -> str:
    return _PLACE.sub(lambda place: quote(values.get(place[1], ""), safe=safe), part)

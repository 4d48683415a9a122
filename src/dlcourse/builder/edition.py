"""Everything that outputs are made from: the course, its documents, and how they are addressed."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath

from markupsafe import Markup

from dlcourse.builder.addresses import Addresses
from dlcourse.builder.assets import ThemeAssets
from dlcourse.builder.links import Directory, ToAsset, ToHome, ToLesson
from dlcourse.config import Options, Settings
from dlcourse.diagnostics import Diagnostic
from dlcourse.model import Course, Document, Image, Language, Lesson, Source, View
from dlcourse.renderer.html import attributes_html
from dlcourse.renderer.templates import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A course that may be published. `languages` are those that at least one lesson is written in."""

    settings: Settings
    options: Options
    course: Course
    documents: Mapping[str, Document]
    directory: Directory
    addresses: Addresses
    theme: ThemeAssets
    templates: Templates
    strings: Mapping[Language, Mapping[str, str]]
    languages: tuple[Language, ...]

    def view(self, lesson: Lesson, language: Language) -> View:
        """Return the view of `lesson` that a reader of `language` sees."""
        return self.documents[lesson.slug].view(language)

    def source(self, lesson: Lesson, view: View) -> Source:
        """Return the source that `view` of `lesson` was made from."""
        return lesson.sources[self.documents[lesson.slug].views.index(view)]

    def body(self, view: View, language: Language, page: PurePosixPath) -> Markup:
        """Return the HTML of `view` as it stands on `page` of the tree of `language`, every address filled in."""
        return Markup("".join(self._piece(piece, language, page) for piece in view.body))  # noqa: S704  # ours

    def _piece(self, piece: object, language: Language, page: PurePosixPath) -> str:
        if isinstance(piece, str):
            return piece
        if isinstance(piece, Image):
            return self._image(piece, page)
        found = self.directory.find(piece)  # type: ignore[arg-type]  # a body holds text, images and targets only
        if isinstance(found, Diagnostic):
            message = "" if self.directory.is_hidden(piece) else escape(found.message)  # type: ignore[arg-type]  # as above
            return f'#page-main" class="fault" title="{message}'
        if isinstance(found, ToAsset):
            return self.addresses.href(page, found.asset.path)
        if isinstance(found, ToHome):
            return self.addresses.href(page, self.addresses.home(language))
        return escape(self.lesson_href(found, language, page))

    def lesson_href(self, to: ToLesson, language: Language, page: PurePosixPath) -> str:
        """Return the link from `page` to a lesson in the tree of `language`; an anchor its view lacks is left out."""
        fragment = to.fragment if to.fragment in self.view(to.lesson, language).anchors else ""
        return self.addresses.href(page, self.addresses.lesson(language, to.lesson.slug), fragment)

    def _image(self, image: Image, page: PurePosixPath) -> str:
        found = self.directory.find_image(image)
        if isinstance(found, Diagnostic):
            if self.directory.is_hidden(image.target):
                return f'<code class="fault">{escape(image.alt)}</code>'
            source = f"![{image.alt}]({image.target.source})"
            return f'<code class="fault" title="{escape(found.message)}">{escape(source)}</code>'
        attributes = {"src": self.addresses.href(page, found.asset.path), "alt": image.alt}
        if image.title:
            attributes["title"] = image.title
        if image.style_class:
            attributes["class"] = image.style_class
        width, height = found.asset.width, found.asset.height
        if image.width and width:
            width, height = image.width, max(1, round(height * image.width / width))
        if width:
            attributes |= {"width": str(width), "height": str(height)}
        attributes |= {"loading": "lazy", "decoding": "async"}
        return f"<img{attributes_html(attributes)}>"

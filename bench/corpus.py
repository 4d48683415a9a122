"""The benchmark's own lessons: a number in, `content/` with that many lessons in two languages out.

Every five lessons hold one of each of five shapes, which have the sizes and the constructs of lessons of real courses:
an outline (2.6 KB), notes (3.6 KB), an article (3.5 KB), a long lesson with diagrams, formulas and code (37 KB), a
catalogue (6.1 KB). The words are drawn by chance but the same each time: the same number, the same bytes.
"""

import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from words import ACTS, KINDS, THINGS, chinese, english, term, value

EMOJI = ("🎯", "🧠", "🔧", "💡", "⚡", "🔗", "🔍", "📚")
GREEK = (r"\alpha", r"\beta", r"\gamma", r"\theta", r"\lambda", r"\mu", r"\sigma", r"\eta")
FORMULAS = (
    r"\frac{\partial J}{\partial <one>} = \frac{1}{<count>} \sum_{k=1}^{n} \frac{\partial J}{<two>} \cdot x_k^{(i)}",
    r"g(x) = \frac{<value>}{1 + \exp(-<one> x)}",
    r"<one> \leftarrow <one> - <greek> \nabla_{<two>} J + <value>",
    r"J = -\frac{1}{n} \sum_{i=1}^{<count>} \sum_{c=1}^{C} y_{ic} \log(<one>) + <greek> \lVert <two> \rVert^2",
    r"\mathrm{softmax}\left(\frac{A B^\top}{\sqrt{<count>}} + <one>\right) V",
    r"\begin{pmatrix} <one> & <value> \\ 0 & <two> \end{pmatrix} \begin{pmatrix} u_1 \\ u_2 \end{pmatrix}",
)


def write_corpus(content: Path, lessons: int, *, is_plain: bool = False) -> None:
    """Write `lessons` files into the folder `content`, which must not exist; plain: no formulas, no diagrams."""
    content.mkdir(parents=True)
    names = [_name(number) for number in range(1, lessons + 1)]
    order = random.Random("shapes")
    shapes: list[str] = []
    while len(shapes) < lessons:
        shapes += order.sample(tuple(SHAPES), len(SHAPES))
    for index, shape in enumerate(shapes[:lessons]):
        text = _lesson(names, index, shape, is_plain)
        (content / f"{names[index][0]}.md").write_text(text, encoding="utf-8", newline="\n")


def _name(number: int) -> tuple[str, str, str]:
    """Return a lesson's file name and its title in both languages."""
    source = random.Random(f"name {number}")
    kind, thing, act = source.choice(KINDS), source.choice(THINGS), source.choice(ACTS)
    slug = f"{number:05d}-{kind[1]}-{thing[1]}".replace(" ", "-").lower()
    english_title = f"Where The {kind[1]} {thing[1]} {act[1]}, Lesson {number}".title()
    return slug, f"{kind[0]}{thing[0]}在哪里{act[0]}之{number}", english_title


def _lesson(names: list[tuple[str, str, str]], index: int, shape: str, is_plain: bool) -> str:
    source = random.Random(f"lesson {index}")
    slug, title, english_title = names[index]
    page = Page(source, is_plain)
    page.add(f"# {title} ({english_title})")
    near = [f"[{names[other][1]}]({names[other][0]}.md)" for other in (index - 1, index + 1) if 0 <= other < len(names)]
    page.add(f"{chinese(source, 1)}相关：" + "、".join(near))
    make, size = SHAPES[shape]
    wanted = size * source.uniform(0.75, 1.1)
    sections = make(page)
    while page.size < wanted:
        next(sections)
    page.add(f"*修订 {source.randint(1, 10**6)} / Revision of {source.randint(2021, 2026)}*")
    front = (
        f'---\ntitle: "{title}"\nslug: "{slug[6:]}-{index + 1}"\nsequence: {index + 1}\n'
        f'description: "{chinese(source, 1)}"\nis_published: true\n---\n\n'
    )
    return front + "\n\n".join(page.blocks) + "\n"


class Page:
    """A lesson that is being written: blocks are added until it is long enough."""

    def __init__(self, source: random.Random, is_plain: bool) -> None:
        self.source = source
        self.is_plain = is_plain
        self.blocks: list[str] = []
        self.size = 0

    def add(self, block: str) -> None:
        self.blocks.append(block)
        self.size += len(block.encode()) + 2

    def chance(self, share: float) -> bool:
        return self.source.random() < share

    def heading(self, level: int, prefix: str = "", *, is_bilingual: bool = True) -> None:
        own, other = term(self.source)
        self.add("#" * level + f" {prefix}{own}" + (f" ({other})" if is_bilingual else ""))

    def prose(self, sentences: int, english_sentences: int = 0) -> None:
        text = chinese(self.source, sentences)
        if self.chance(0.5):
            own, other = term(self.source)
            text += f"这里的**{own}（{other}）**写作 `{self.name()}`。"
        if not self.is_plain and self.chance(0.35):
            text += f"设 ${self.symbol()}$，而且 ${self.symbol()} < {value(self.source)}$。"
        self.add(text)
        if english_sentences:
            self.add(english(self.source, english_sentences))

    def items(self, count: int, *, is_ordered: bool = False) -> None:
        self.add("\n".join((f"{row}. " if is_ordered else "- ") + self.item() for row in range(1, count + 1)))

    def item(self) -> str:
        own, other = term(self.source)
        forms = (f"**{own}**：{chinese(self.source, 1)}", f"{own} ({other})", f"{own}（{other}）：{value(self.source)}")
        return self.source.choice((forms[0], *forms))

    def nested(self) -> None:
        rows = []
        for _ in range(self.source.randint(2, 3)):
            rows.append(f"- {term(self.source)[0]}：")
            for _ in range(self.source.randint(2, 3)):
                own, other = term(self.source)
                address = f"https://example.org/{other.lower().replace(' ', '-')}/{self.source.randint(1, 9999)}"
                rows.append(f"    - [{own}]({address}) - {other}")
        rows.append(f"- {term(self.source)[0]}：\n\n" + _indented(self.python(3)))
        self.add("\n".join(rows))

    def steps(self) -> None:
        """Add numbered steps; some hold code, a formula or a list."""
        rows = []
        for row in range(1, self.source.randint(4, 6)):
            body = chinese(self.source, 1)
            kind = self.source.random()
            if kind < 0.3:
                body += "\n\n" + self.python(self.source.randint(2, 4))
            elif kind < 0.5 and not self.is_plain:
                body += f"\n\n$$\n{self.formula()}\n$$"
            elif kind < 0.65:
                body += "\n\n" + "\n".join("- " + self.item() for _ in range(3))
            rows.append(f"{row}. **{term(self.source)[0]}**\n\n" + _indented(body))
        self.add("\n\n".join(rows))

    def table(self) -> None:
        rows = ["| " + " | ".join("{} ({})".format(*term(self.source)) for _ in range(3)) + " |", "| --- | :-: | --: |"]
        for _ in range(self.source.randint(3, 6)):
            thing = self.source.choice(THINGS)[0]
            rows.append(f"| {term(self.source)[0]} | {thing}、{term(self.source)[0]} | {value(self.source)} |")
        self.add("\n".join(rows))

    def quote(self) -> None:
        words = "、".join(thing[0] for thing in self.source.sample(THINGS, 5))
        self.add(f"> 关键词：{words}\n>\n> 提要：{chinese(self.source, 2)}")

    def name(self) -> str:
        thing = self.source.choice(THINGS)[1].replace(" ", "_").replace("-", "_")
        return f"{thing}_{self.source.choice(('size', 'rate', 'map', 'loss'))}{self.source.randint(1, 999)}"

    def python(self, lines: int) -> str:
        source, names = self.source, [self.name() for _ in range(5)]
        rows = ["# {} ({})".format(*term(source))]
        while sum(row.count("\n") + 1 for row in rows) < lines:
            one, two = source.sample(names, 2)
            number, size = value(source), source.randint(2, 512)
            rows.append(
                source.choice(
                    (
                        f"{one} = np.zeros(({size}, {source.randint(2, 512)})) + {number}",
                        f"{one} = network({two}, is_training={source.choice((True, False))})  # {term(source)[0]}",
                        f"while {one} > {number}:\n    {one} -= {value(source)} * {two}.grad",
                        f'def {self.name()}(x, width={size}):\n    """{english(source, 1)}"""\n'
                        f"    return torch.tanh(x @ {one} + width)",
                        f"class Layer{size}(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                        f"        self.linear = nn.Linear({size}, {source.randint(8, 999)})\n\n"
                        f"    def forward(self, x):\n        return torch.relu(self.linear(x))",
                        f"print(f'{one}: {{{two}}} of {number}', \"{term(source)[0]}\")",
                    )
                )
            )
        return "```python\n" + "\n".join(rows) + "\n```"

    def fence(self) -> None:
        kind = self.source.random()
        if kind < 0.75:
            self.add(self.python(self.source.randint(5, 18)))
        elif kind < 0.87:
            self.add(
                f"```bash\npip install {self.name()}\npython fit.py --rate {value(self.source)} --to {self.name()}\n```"
            )
        else:
            self.add("```\n" + " → ".join(thing[0] for thing in self.source.sample(THINGS, 5)) + "\n```")

    def symbol(self) -> str:
        number = self.source.randint(1, 99)
        letter = self.source.choice("hijk")
        return self.source.choice(
            (
                f"{self.source.choice(GREEK)}_{{{number}}}",
                f"\\hat{{x}}_{{{letter}{number}}}",
                f"w_{letter}^{{({number})}}",
            )
        )

    def formula(self) -> str:
        formula = self.source.choice(FORMULAS)
        for name, text in (
            ("<one>", self.symbol()),
            ("<two>", self.symbol()),
            ("<greek>", self.source.choice(GREEK)),
            ("<value>", value(self.source)),
            ("<count>", str(self.source.randint(2, 999))),
        ):
            formula = formula.replace(name, text)
        return formula

    def math(self) -> None:
        self.add(f"$$\n{self.formula()}\n$$")
        own, other = term(self.source)[0], term(self.source)[0]
        self.add(
            f"式中，${self.symbol()}$为{own}，${self.symbol()}$为{other}，${self.source.choice(GREEK)}$取{value(self.source)}。"
        )

    def diagram(self) -> None:
        letters = "ABCDEFGHI"[: self.source.randint(4, 9)]
        rows = [f"graph {self.source.choice(('TD', 'LR'))}"]
        rows += [f"    {letter}[{term(self.source)[0]}{self.source.randint(1, 99)}]" for letter in letters]
        for one, two in pairwise(letters):
            label = f"|{self.source.choice(ACTS)[0]}|" if self.chance(0.3) else ""
            rows.append(f"    {one} -->{label} {two}")
        if len(letters) > 5:
            rows.append(f"    {letters[1]} -.-> {letters[-2]}")
        self.add("```mermaid\n" + "\n".join(rows) + "\n```")


def _outline(page: Page) -> Iterator[None]:
    while True:
        page.heading(2)
        page.prose(1, 1)
        for _ in range(2):
            page.heading(3)
            page.add("\n".join("- {} ({})".format(*term(page.source)) for _ in range(3)))
            yield
        page.heading(3)
        page.add(page.python(12))
        yield


def _notes(page: Page) -> Iterator[None]:
    while True:
        page.heading(2, page.source.choice(EMOJI) + " ", is_bilingual=False)
        page.prose(1)
        for number in (1, 2):
            page.heading(3, f"{number}. ", is_bilingual=page.chance(0.5))
            page.items(3)
            if page.chance(0.6):
                page.fence()
            yield


def _article(page: Page) -> Iterator[None]:
    page.quote()
    while True:
        page.heading(2, is_bilingual=False)
        page.prose(2)
        page.items(3)
        yield
        page.heading(3, is_bilingual=False)
        page.items(3, is_ordered=True)
        page.table()
        yield
        page.nested()
        page.add("---")
        yield


def _long(page: Page) -> Iterator[None]:
    page.quote()
    number = 0
    while True:
        number += 1
        page.heading(2, f"{number}. ")
        page.prose(4)
        if not page.is_plain and number % 2:
            page.diagram()
        page.items(5)
        yield
        for part in (1, 2):
            page.heading(3, f"{number}.{part} ")
            page.prose(3, part - 1)
            page.steps()
            yield
            page.heading(4, is_bilingual=False)
            page.prose(2)
            if page.is_plain:
                page.table()
            else:
                for _ in range(page.source.randint(1, 2)):
                    page.math()
                if page.chance(0.2):
                    page.diagram()
            yield
            page.heading(5, is_bilingual=False)
            page.fence()
            page.items(4, is_ordered=True)
            if page.chance(0.3):
                page.table()
            yield


def _catalogue(page: Page) -> Iterator[None]:
    while True:
        page.heading(2, page.source.choice(EMOJI) + " ", is_bilingual=False)
        for _ in range(3):
            page.heading(3, is_bilingual=False)
            page.items(4)
            yield


# The shapes, and how many bytes a lesson of each has, about.
SHAPES: dict[str, tuple[Callable[[Page], Iterator[None]], int]] = {
    "outline": (_outline, 2_600),
    "notes": (_notes, 3_600),
    "article": (_article, 3_500),
    "long": (_long, 37_000),
    "catalogue": (_catalogue, 6_100),
}


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))

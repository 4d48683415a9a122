"""What authors, their machines and bad luck do to a project between two builds, drawn by chance.

Each change is a function of the project's folder and a source of randomness. It says in a word what it did, or does
nothing where there is nothing to do it to.
"""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from factories import PIXEL, write_tree

Change = Callable[[Path, random.Random], str]

BOTH = """\
---
title: {title}
tags: [甲, b]
---

## 一 (One)

小批量有{n}个样本，步长是一个小于一的数，见 [下一课](../b/02-pair.zh.md)。

A mini-batch has {n} samples and the step is a number below one, see the next lesson.

$$
w_{{{n}}} \\leftarrow w - \\eta \\nabla L
$$

训练误差先下降，然后停在一个很小的数上。

The error falls during training and then stays at a small number.
"""
CHINESE = """\
# 只有中文的第{n}课

梯度下降一步一步走，第{n}步最长。见[第一课](../a/01-both.md#一)。

```mermaid
graph LR
  A[数据{n}] --> B[模型]
```

![图](../p.png)

<<< ../net.py
"""
PROJECT: dict[str, str | bytes] = {
    "content/course.toml": 'title = { zh = "课", en = "Course" }\n',
    "content/glossary.toml": '[[term]]\nzh = "梯度"\nen = "gradient"\nnote.zh = "偏导数排成的向量。"\n',
    "content/references.bib": "@book{one, title = {One}, author = {A. Author}, year = {2001}}\n",
    "content/net.py": "def net(x):\n    return x\n",
    "content/p.png": PIXEL,
    "content/a/module.toml": 'title = { zh = "甲", en = "A" }\n',
    "content/a/01-both.md": BOTH.format(title="第一课 (First)", n=1),
    "content/a/05-other.md": BOTH.format(title="另一课 (Another)", n=5),
    "content/b/02-pair.zh.md": "# 一双\n\n梯度是向量 [@one]。\n\n## 第二节\n\n第二段。\n",
    "content/b/02-pair.en.md": "# A pair\n\nA gradient is a vector [@one].\n\n## Section two\n\nParagraph two.\n",
    "content/b/03-chinese.md": CHINESE.format(n=3),
    "content/b/04-draft.md": "---\nis_published: false\n---\n# 草稿\n\n还没有写完的课。\n",
}


def edit_text(project: Path, source: random.Random) -> str:
    path = _lesson(project, source)
    lines = path.read_text(encoding="utf-8").split("\n")
    lines.insert(source.randrange(8, len(lines) + 8), f"\n又写了一句，第{source.randint(1, 99)}句。\n")
    return _write(path, "\n".join(lines))


def edit_pair(project: Path, source: random.Random) -> str:
    path = _lesson(project, source)
    number = source.randint(1, 99)
    text = f"\n## 节{number} (Part {number})\n\n这里有{number}个词。\n\nThere are {number} words in this place.\n"
    return _write(path, path.read_text(encoding="utf-8") + text)


def retitle(project: Path, source: random.Random) -> str:
    path = _lesson(project, source)
    lines = path.read_text(encoding="utf-8").split("\n")
    for index, line in enumerate(lines):
        if line.startswith(("title:", "# ")):
            lines[index] = f"{line.split(maxsplit=1)[0]} 新题{source.randint(1, 99)}"
            break
    return _write(path, "\n".join(lines))


def rename(project: Path, source: random.Random) -> str:
    path = _lesson(project, source)
    path.rename(path.with_name(f"{source.randint(10, 99)}-new{path.name[2:]}"))
    return path.name


def remove_lesson(project: Path, source: random.Random) -> str:
    path = _lesson(project, source)
    path.unlink()
    return path.name


def add_lesson(project: Path, source: random.Random) -> str:
    number = source.randint(10, 99)
    text = source.choice((CHINESE.format(n=number), BOTH.format(title=f"加{number} (Added {number})", n=number)))
    return _write(project / "content" / source.choice("ab") / f"{number}-added{number}.md", text)


def copy_lesson(project: Path, source: random.Random) -> str:
    """The same text in two places: nothing that is kept for one must pass for the other."""
    path = _lesson(project, source)
    return _write(path.with_name(f"{source.randint(10, 99)}-copy.md"), path.read_text(encoding="utf-8"))


def swap_lessons(project: Path, source: random.Random) -> str:
    one, two = _lesson(project, source), _lesson(project, source)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    return f"{one.name} {two.name}"


def publish_or_not(project: Path, source: random.Random) -> str:
    path = _lesson(project, source)
    text = path.read_text(encoding="utf-8")
    if "is_published: " in text:
        return _write(path, text.replace("is_published: false", "is_published: true"))
    field = source.choice(("is_published: false", "publish_on: 2026-02-02", "publish_on: 2025-02-02"))
    return _write(path, text.replace("---\n", f"---\n{field}\n", 1) if "---" in text else f"---\n{field}\n---\n{text}")


def add_sibling(project: Path, source: random.Random) -> str:
    path = _lesson(project, source)
    if path.suffixes[:-1] in ([".zh"], [".en"]):
        other = path.with_name(path.name.replace(".zh.", ".xx.").replace(".en.", ".zh.").replace(".xx.", ".en."))
        if other.exists():
            other.unlink()
            return f"no {other.name}"
        return _write(other, f"# Sibling\n\nText {source.randint(1, 99)}.\n")
    path.rename(path.with_name(f"{path.stem}.zh.md"))
    return _write(path.with_name(f"{path.stem}.en.md"), "# Sibling\n\nNow in English too.\n")


def change_setting(project: Path, source: random.Random) -> str:
    setting = source.choice(
        (
            'title = { zh = "新课", en = "New course" }',
            'base_url = "https://example.com/y/"',
            'languages = ["en", "zh"]',
            'authors = ["A", "B"]',
            'repository = "https://example.org/repo"',
            'macros = { R = "X" }',
            "publish_by_default = false",
        )
    )
    return _write(project / "content/course.toml", setting + "\n")


def change_module(project: Path, source: random.Random) -> str:
    title = f'title = "模块{source.randint(1, 99)}"\n'
    sequence = f"sequence = {source.randint(1, 9)}\n" if source.random() < 0.5 else ""
    return _write(project / "content" / source.choice("ab") / "module.toml", title + sequence)


def change_glossary(project: Path, source: random.Random) -> str:
    zh, en = source.choice((("梯度", "slope"), ("向量", "vector"), ("步长", "step"), ("误差", "error")))
    return _write(project / "content/glossary.toml", f'[[term]]\nzh = "{zh}"\nen = "{en}"\nnote.en = "A {en}."\n')


def change_works(project: Path, source: random.Random) -> str:
    year = source.randint(1990, 2026)
    return _write(
        project / "content/references.bib", f"@book{{one, title = {{N}}, author = {{B. B}}, year = {{{year}}}}}\n"
    )


def change_listing(project: Path, source: random.Random) -> str:
    return _write(project / "content/net.py", f"def net(x):\n    return x + {source.randint(1, 99)}\n")


def change_picture(project: Path, source: random.Random) -> str:
    path = project / "content/p.png"
    if source.random() < 0.2:
        path.unlink(missing_ok=True)
        return "no p.png"
    path.write_bytes(PIXEL + bytes([source.randrange(256)]))
    return "p.png"


def change_template(project: Path, source: random.Random) -> str:
    folder = project / "templates"
    if folder.exists() and source.random() < 0.3:
        shutil.rmtree(folder)
        return "no templates"
    number = source.randint(1, 99)
    name, text = source.choice(
        (
            ("_footer.html", f"<footer><p>{number}</p></footer>\n"),
            ("assets/style.css", f"p {{ margin: {number}px }}\n"),
            ("assets/own.js", f"window.own = {number};\n"),
            ("strings/zh.toml", f'next = "下{number}"\n'),
            ("lesson.html", f'{{% extends "shipped/lesson.html" %}}\n{{# {number} #}}\n'),
        )
    )
    return _write(folder / name, text)


def accept(project: Path, source: random.Random) -> str:
    """Stamps as `dlcourse accept` may have left them, for a text that has since been changed, or for none."""
    stamps = '{"version": 1, "lessons": {}}' if source.random() < 0.5 else "{}"
    return _write(project / "content/.dlcourse/translations.json", stamps)


def touch(project: Path, source: random.Random) -> str:
    path = _lesson(project, source)
    moment = source.randint(1, 2_000_000_000)
    os.utime(path, (moment, moment))
    return path.name


def keep_size_and_time(project: Path, source: random.Random) -> str:
    """A change that the file's size and time do not tell of."""
    path = _lesson(project, source)
    facts = path.stat()
    text = path.read_text(encoding="utf-8")
    _write(path, text.replace("一", "三") if "一" in text else text.replace("步", "部"))
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    return path.name


def nothing(_: Path, __: random.Random) -> str:
    return "-"


def damage_cache(project: Path, source: random.Random) -> str:
    """Cut off, spoil, empty, swap or remove some of what the last builds have kept."""
    files = sorted(path for path in (project / ".dlcourse").rglob("*") if path.is_file())
    kind = source.choice(("cut", "spoil", "swap", "remove", "foreign", "all"))
    if kind == "all":
        shutil.rmtree(project / ".dlcourse", ignore_errors=True)
        return kind
    for path in source.sample(files, min(len(files), source.randint(1, 30))):
        _damage(path, source.choice(files), kind, source)
    return kind


def _damage(path: Path, other: Path, kind: str, source: random.Random) -> None:
    if not path.exists() or not other.exists():
        return
    data = bytearray(path.read_bytes())
    if kind == "remove":
        path.unlink()
    elif kind == "cut":
        path.write_bytes(data[: source.randrange(len(data) + 1)])
    elif kind == "swap":
        path.write_bytes(other.read_bytes())
        other.write_bytes(data)
    elif kind == "foreign":
        path.write_bytes(source.randbytes(source.randint(0, 200)))
    elif data:
        data[source.randrange(len(data))] ^= 1 << source.randrange(8)
        path.write_bytes(data)


def damage_site(project: Path, source: random.Random) -> str:
    """Remove, change or cut off files of the site, or put something among them.

    Not its manifest: a folder without one is not ours to replace.
    """
    files = sorted(path for path in (project / "dist").rglob("*") if path.is_file() and path.name != "manifest.json")
    for path in source.sample(files, min(len(files), 3)):
        kind = source.choice(("remove", "change", "cut"))
        if kind == "remove":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:5] if kind == "cut" else b"changed")
    if files and source.random() < 0.3:
        (files[0].parent / "stray.html").write_bytes(b"stray")
    return str(len(files))


CHANGES: tuple[Change, ...] = (
    edit_text,
    edit_text,
    edit_pair,
    retitle,
    rename,
    remove_lesson,
    add_lesson,
    add_lesson,
    copy_lesson,
    swap_lessons,
    publish_or_not,
    publish_or_not,
    add_sibling,
    change_setting,
    change_module,
    change_glossary,
    change_works,
    change_listing,
    change_picture,
    change_template,
    accept,
    touch,
    keep_size_and_time,
    nothing,
    damage_cache,
    damage_cache,
    damage_site,
)


def new_project(folder: Path) -> Path:
    """Write the project that all sequences begin with."""
    return write_tree(folder, PROJECT)


def _lesson(project: Path, source: random.Random) -> Path:
    """Choose a lesson's file; one is written if none is left."""
    files = sorted((project / "content").rglob("*.md"))
    if files:
        return source.choice(files)
    path = project / "content/a/01-again.md"
    _write(path, CHINESE.format(n=1))
    return path


def _write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path.name

"""What templates/assets becomes: the shipped files made small, the author's as they are."""

from pathlib import Path

from factories import built, write_tree

from dlcourse.builder.assets import ThemeAssets


def test_the_authors_own_scripts_are_published_as_they_are(tmp_path: Path) -> None:
    own = {"reader.js": b"// mine\nlet a = 1 ;\n", "more.js": b"/* more */ let b ;\n"}
    (tmp_path / "assets").mkdir()
    for name, script in own.items():
        (tmp_path / "assets" / name).write_bytes(script)
    theme = ThemeAssets(tmp_path)
    published = {one.path: one.content for one in theme.artifacts if isinstance(one.content, bytes)}
    assert {name: published[theme.path(name)] for name in own} == own
    assert b"//" not in published[theme.path("theme.js")]


def test_the_logo_stands_in_the_page_unless_the_author_has_another(tmp_path: Path) -> None:
    content = write_tree(tmp_path / "content", {"01-a.md": "# 课\n\n文。\n"})
    icon = '<link rel="icon" href="../assets/favicon.'
    shipped = built(content)["zh/index.html"]
    assert "<img" not in shipped and 'viewBox="0 0 32 32"' in shipped and icon in shipped
    own = tmp_path / "templates"
    write_tree(own, {"assets/favicon.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'})
    other = built(content, templates=own)["zh/index.html"]
    assert '<img src="../assets/favicon.' in other and "<svg xmlns" not in other and icon in other

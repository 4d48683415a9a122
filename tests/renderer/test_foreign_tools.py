"""Constructs of other tools: what they mean is kept, the rest is said once with its place, never shown as garbage."""

import time

import pytest
from factories import a_document, a_pair, html_of

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.model import Document, Reference
from dlcourse.renderer.markdown.importing.tags import address_of, read_tag
from dlcourse.renderer.moderation import moderated


def body(text: str) -> str:
    return html_of(a_document(text, languages=("zh",))).strip()


def said(text: str, code: str = "R216", **given: int) -> list[str]:
    document = a_document(text, languages=("zh",), **given)  # type: ignore[arg-type]  # the line
    return [f"{d.place.line}:{d.place.column} {d.message}" for d in document.diagnostics if d.code == code]


def references(document: Document) -> list[Reference]:
    return [piece for piece in document.views[0].body if isinstance(piece, Reference)]


CONSTRUCTS = [
    ("import A from 'b'\n", "1:1 `import A from 'b'` is for MDX"),
    ("甲\nexport const a = 1;\n", "2:1 `export const a = 1;` is for MDX"),
    ("文 {{ x.y }}。", "1:3 `{{ x.y }}` is filled in by another tool"),
    ("- 甲\n  {{ x }}", "2:3 `{{ x }}` is filled in"),
    ("> 甲 {% cite b %}", "1:5 the tag `{% cite b %}` of Jekyll, Jinja and the like is left out"),
    ("{{< gallery >}}\n", "1:1 the tag `{{< gallery >}}` of Hugo is left out"),
    ("> - {{< x\n>   y=1 >}}\n", "1:5 the tag `{{< x > y=1 >}}` of Hugo"),
    ("| a |\n| - |\n| {{ b }} |", "3:3 `{{ b }}`"),
    ("## 甲 {{ b }}\n\n## 乙", "1:6 `{{ b }}`"),
    ("文^[一 则 {{ b }}。]", "1:8 `{{ b }}`"),
    ("::: tip {{ t }}\n甲\n:::", "1:9 `{{ t }}`"),
    ("![a](x.png '题 {{ t }}')", "`{{ t }}`"),
    ("<div>\n\n甲</div>\n\n<p>\n乙 {{ b }}</p>", "6:3 `{{ b }}`"),
    ("[a]({{ page.url }})", "1:1 the address `{{ page.url }}` is made by another tool: the link is left out"),
    ("![a]({% x %}b.png)", "1:1 the address `{% x %}b.png` is made by another tool: the picture is left out"),
    ("--8<-- 'a.md'", "1:1 the file `a.md` is included by another tool"),
    ("--8<--\na.md\n--8<--", "1:1 the file `a.md` is included"),
    ("{! a.md !}", "1:1 the file `a.md` is included"),
    (":material-star: 甲", "1:1 the icon `:material-star:` is left out"),
    ("![[甲]]", "1:1 `![[甲]]` shows a page inside this one"),
    ("{nosuch}`x`", "1:1 the role `:nosuch:` is of another tool"),
    (".. toctree::\n\n   a\n", "1:1 the directive `.. toctree::` of reStructuredText is left out"),
    ("`x`{.python}", "1:4 the attributes `{.python}` are left out"),
    ("甲\n{: .lead}", "2:1 the attributes `{: .lead}` are left out"),
    ("甲 <Badge text='新' />", "1:3 the component <Badge> is not drawn: its text is shown"),
    ("{% youtube a %}", "1:1 what `{% youtube a %}` shows is linked, not shown"),
]


@pytest.mark.parametrize(("text", "message"), CONSTRUCTS, ids=[text[:20] for text, _ in CONSTRUCTS])
def test_each_construct_is_said_once_with_its_place(text: str, message: str) -> None:
    messages = said(f"{text}\n\n文。\n")
    assert len(messages) == 1
    assert message in messages[0]


@pytest.mark.parametrize(("text", "message"), CONSTRUCTS, ids=[text[:20] for text, _ in CONSTRUCTS])
def test_inside_code_nothing_is_touched(text: str, message: str) -> None:
    fenced = f"```text\n{text}\n```\n"
    assert said(fenced) == []
    shown = body(fenced)
    for part in text.split():
        assert part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in shown
    if "\n" not in text and "`" not in text:
        assert said(f"见 `{text}` 一例。\n") == []


def test_lines_of_a_file_count_from_its_top() -> None:
    assert said("{{ a }}\n", body_line=5)[0].startswith("5:1 ")


def test_the_fourth_of_a_kind_says_how_many_more_there_are() -> None:
    messages = said("".join(f"{{{{ a{number} }}}}\n\n" for number in range(9)) + "{% x %}\n")
    assert [message.split()[0] for message in messages] == ["1:1", "3:1", "5:1", "7:1", "19:1"]
    assert messages[3].startswith("7:1 from here on 6 more like this: `{{ a3 }}`")
    assert len(said("{{ a }}\n\n{{ b }}\n\n{{ c }}\n\n{{ d }}\n")) == 4


def test_a_tag_that_html_does_not_know_is_said_three_times_too() -> None:
    messages = said("文 <Foo a={1}>甲</Foo>\n\n" * 8, "R203")
    assert len(messages) == 4
    assert messages[3] == "7:3 from here on 5 more like this: the tag <Foo> is left out, its content stays"


def test_moderation_keeps_what_is_said_of_other_files_and_other_codes() -> None:
    def fault(code: str, file: str, line: int) -> Diagnostic:
        return diagnostic(code, Place(file, line), "it is left out", "remove it")

    both = [fault("R203", file, line) for file in ("a", "b") for line in (4, 3, 2, 1)]
    assert len(moderated([*both, *both])) == 8
    assert len(moderated(fault("R201", "a", line) for line in range(9))) == 9


def test_what_both_files_of_a_lesson_hold_is_said_of_each_with_its_own_line() -> None:
    document = a_pair("# 题\n\n{{ a }}\n", "# T\n\nText.\n\n{{ a }}\n")
    places = [str(each.place) for each in document.diagnostics if each.code == "R216"]
    assert places == ["content/01-cnn.zh.md:3:1", "content/01-cnn.en.md:5:1"]


def test_what_is_left_out_leaves_no_empty_paragraph() -> None:
    assert body("{% x %} {% y %}\n\n甲\n\n{::nomarkdown}\n") == "<p>甲</p>"
    assert body("甲\n{% x %}\n乙") == "<p>甲</p>\n<p>乙</p>"
    assert body("甲\n{% x %} {# y #}\n乙") == "<p>甲乙</p>"
    assert body("甲 {% x %}  \n{% y %} 乙") == "<p>甲 <br>\n 乙</p>"


def test_a_sentence_about_a_tag_in_html_code_is_left_alone() -> None:
    text = "<code>{{ a }} :cat: ++b++</code> 与 <kbd>{% c %}</kbd> 与 <code/> {{ d }}"
    assert "<code>{{ a }} :cat: ++b++</code> 与 <kbd>{% c %}</kbd>" in body(text)
    assert len(said(text)) == 1


def test_raw_text_ends_with_the_file_if_nothing_ends_it() -> None:
    assert body("{% raw %}\n\n{{ a }}\n\n- {% b %}\n") == "<p>{{ a }}</p>\n<ul>\n<li>{% b %}</li>\n</ul>"
    assert body("{% endraw %}\n\n{{ a }}") == "<p><code>{{ a }}</code></p>"


def test_tags_in_code_end_nothing() -> None:
    html = body("{% note %}\n甲\n\n```\n{% endnote %}\n```\n\n乙\n{% endnote %}\n\n丙")
    assert html.endswith("<p>乙</p>\n</div>\n<p>丙</p>")


def test_a_tag_that_is_never_ended_leaves_its_content() -> None:
    assert body("{% note %}\n甲\n") == "<p>甲</p>"
    assert body("- {% note %}\n  甲\n\n{% endnote %}\n").startswith("<ul>\n<li>甲</li>")


@pytest.mark.parametrize(
    ("tag", "html"),
    [
        ("{% note primary 题 %}|{% endnote %}", '<div class="callout note">\n<p class="callout-title">题</p>'),
        ("{% note danger %}|{% endnote %}", '<div class="callout danger">\n<p class="callout-title">[danger ]</p>'),
        ("{{< alert color='red' >}}|{{< /alert >}}", '<div class="callout danger">'),
        ("{{% notice tip %}}|{{% /notice %}}", '<div class="callout tip">'),
        ("{{< admonition type=tip title='题' open=true >}}|{{< /admonition >}}", '<p class="callout-title">题</p>'),
        ("{{< tip >}}|{{< /tip >}}", '<div class="callout tip">'),
        ("{{< expand '更多' >}}|{{< /expand >}}", "<summary"),
        ("{{< steps >}}|{{< /steps >}}", "<p>甲</p>"),
        ("{% comment %}|{% endcomment %}\n乙", "<p>乙</p>"),
        ("{% mermaid %}|{% endmermaid %}", "fault"),
        ("{{< highlight go \"linenos=true\" >}}|{{< /highlight >}}", 'class="language-go"'),
        ("{% codeblock a.py lang:python %}|{% endcodeblock %}", "a.py"),
        ("{{< katex >}}|{{< /katex >}}", "<math"),
        ("{{< math >}}$b$ |{{< /math >}}", "<math"),
        ("{% unknown %}|{% endunknown %}", "<p>甲</p>"),
        ("{% blockquote %}|{% endblockquote %}", '<div class="callout quote">'),
        ("{% code title='a' %}\n```python|```\n{% endcode %}", 'class="language-python"'),
    ],
)  # fmt: skip
def test_tags_around_lines_mean_what_they_mean_elsewhere(tag: str, html: str) -> None:
    shown = body(tag.replace("|", "\n甲\n"))
    assert html in shown
    assert "{%" not in shown
    assert "{{" not in shown


@pytest.mark.parametrize(
    ("tag", "html"),
    [
        ("{{< figure src='a.png' title='题' alt='[图]' width='50%' >}}", "<figcaption>"),
        ("{% asset_img a.png 题 %}", "<figcaption>"),
        ("{{< img 'a.png' >}}", "<img →a.png"),
        ("{{< figure >}}", ""),
        ('{% include figure.html path="a.png" title="题" %}', "<figcaption>"),
        ('{% include note.html content="甲 **乙**" %}', '<div class="callout note">'),
        ('{% include alert.html type="danger" content="甲" %}', '<div class="callout danger">'),
        ('甲 {{< tooltip id="a" text="乙" >}}', "<p>甲 乙</p>"),
        ("{% embed url='https://example.org/' %}", '<a href="https://example.org/">'),
        ("{{< video a.mp4 >}}", '<a href="→a.mp4">a.mp4</a>'),
        ("{{< bilibili BV1 >}}", '<a href="https://www.bilibili.com/video/BV1">'),
    ],
)
def test_tags_for_pictures_and_films_become_pictures_and_links(tag: str, html: str) -> None:
    assert html in body(tag)


def test_a_tag_is_read_with_its_words_and_values() -> None:
    tag = read_tag("{{% x.y 'a b' c=\"d\" e=f /%}}", 0)
    assert tag is not None
    assert (tag.tool, tag.name, tag.words, dict(tag.values)) == ("Hugo", "x.y", ("a b",), {"c": "d", "e": "f"})
    ended = read_tag("{%- end_note -%}", 0)
    assert ended is not None
    assert (ended.name, ended.is_end) == ("note", True)
    assert read_tag("{% %}", 0) is None
    assert read_tag("{% 1 %}", 0) is None


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("{{ site.baseurl }}/a//b.md", "/a/b.md"),
        ("{{ '/a.md' | relative_url }}", "/a.md"),
        ("{{ url_for('a.md') }}", "a.md"),
        ('{{< relref "a.md#b" >}}', "a.md#b"),
        ("{{% ref path=a.md lang='en' %}}", "a.md"),
        ("{% link /a.md %}", "/a.md"),
        ("https://example.org/{{ x }}", None),
        ("https://example.org/a", "https://example.org/a"),
    ],
)
def test_an_address_of_tags_is_read_where_it_can_be(written: str, address: str | None) -> None:
    assert address_of(written) == address


def test_links_and_pictures_with_tags_keep_text_title_and_alternative() -> None:
    text = "[**甲** {% x %}]({% link a.md %} \"题\") ![乙 *丙*]({{ '/b.png' | url }} '图')后"
    assert body(text) == '<p><a href="→/a.md" title="题"><strong>甲</strong> </a> <img →/b.png 乙 丙 title=图>后</p>'


def test_labels_of_d2l_name_headings_formulas_and_figures() -> None:
    text = (
        "# 题\n\n## 节\n:label:`sec_a`\n\n$$a$$\n:eqlabel:`eq_a`\n\n![图](a.png)\n:width:`300px`\n:label:`fig_a`\n\n"
        "文 $$b$$\n:eqlabel:`eq_b`\n\n![二](b.png)\n\n:label:`fig_b`\n\n"
        ":numref:`fig_a`、:numref:`sec_a`、:eqref:`eq_a`、:eqref:`eq_b`、:numref:`fig_b`\n"
    )
    document = a_document(text, languages=("zh",))
    assert sorted(document.labels) == ["eq-a", "eq-b", "fig-a", "fig-b", "sec-a"]
    assert [(each.name, each.form) for each in references(document)] == [
        ("fig-a", "full"), ("sec-a", "full"), ("eq-a", "brackets"), ("eq-b", "brackets"), ("fig-b", "full"),
    ]  # fmt: skip
    assert document.diagnostics == ()


def test_a_label_with_nothing_to_name_is_left_out() -> None:
    assert body("甲 :label:`x`") == "<p>甲</p>"
    assert body(":label:`x`\n\n甲") == "<p>甲</p>"
    assert body("甲\n\n:label:`x`") == "<p>甲</p>"
    assert body("**甲**\n:width:`3px`") == "<p><strong>甲</strong></p>"


def test_targets_of_myst_name_what_follows() -> None:
    text = "(a)=\n## 甲\n\n(b)=\n![图](b.png)\n\n(c)=\n$$c$$\n\n(d)=\n- 项\n\n.. _e:\n\n## 乙\n\n(f)=\n"
    document = a_document("# 题\n\n" + text, languages=("zh",))
    assert sorted(document.labels) == ["a", "b", "c", "e"]
    assert "=" not in html_of(document).replace('="', "")


@pytest.mark.parametrize(
    ("role", "html"),
    [
        ("{ref}`看 <a>`", '<a href="→#a">看</a>'),
        ("{numref}`图 %s <fig-a>`", "[fig-a]"),
        ("{doc}`看 <../a>`", '<a href="→../a.md">看</a>'),
        ("{doc}`/a`", '<a href="→/a.md">[title of /a.md]</a>'),
        ("{download}`a.zip`", '<a href="→a.zip">a.zip</a>'),
        ("{abbr}`HTML`", "<p>HTML</p>"),
        ("{kbd}`Foo`", "<kbd>Foo</kbd>"),
        ("{menuselection}`文件 --> 新建`", "<strong>文件 → 新建</strong>"),
        ("{term}`卷积 <conv>`", "<p>卷积</p>"),
        (":code:`x`", "<code>x</code>"),
        (":sup:`2`", "<sup>2</sup>"),
        ("{py:func}`~a.b`", "<code>b</code>"),
        ("{class}`看 <a.B>`", "<code>看</code>"),
        ("{cite:t}`a,b`", "@a</code>, <code"),
        ("`{ref}`x``", "{ref}"),
        ("a:ref:`b`", "a:ref:<code>b</code>"),
        ("a{ref}`b`", "a{ref}<code>b</code>"),
        ("甲{ref}`b`", "甲[b]"),
    ],
)
def test_roles_mean_what_they_mean_elsewhere(role: str, html: str) -> None:
    assert html in body(role)


def test_includes_interrupt_a_paragraph_and_need_their_form() -> None:
    assert body("甲\n--8<-- 'a.md'\n乙") == "<p>甲</p>\n<p>乙</p>"
    assert body("--8<--\na.md") == "<p>--8&lt;--\na.md</p>"
    assert said("{{#title 甲}}\n") == []
    assert body("{{#title 甲}}\n") == ""
    assert body("- @someone 说") == "<ul>\n<li>@someone 说</li>\n</ul>"


def test_tabs_of_d2l_in_a_paragraph_and_brackets_at_its_ends() -> None:
    assert body("甲\n:begin_tab:`a`\n乙\n:end_tab:\n丙").count('class="tab"') == 1
    assert body(":begin_tab:`a` b\n:end_tab:").startswith("<p>")
    assert body("**甲** 乙 **丙** :label:`x`").startswith("<p><strong>甲</strong> 乙 <strong>丙</strong>")


def test_commands_of_latex_in_prose_are_read() -> None:
    html = body(r"甲\emph{乙}\textbf{c}\texttt{d}，\url{https://example.org/}，\@ref(fig:a)，\cite{b, c}，\nosuch{e}")
    assert html.startswith("<p>甲<em>乙</em><strong>c</strong><code>d</code>，")
    assert '<a href="https://example.org/">https://example.org/</a>，[fig-a]，<span class="citation">' in html
    assert r"\nosuch{e}" in html
    assert body("甲\n\n\\newpage\n\n\\vspace{1em} 乙") == "<p>甲</p>\n<p>乙</p>"
    assert len(said("\\newpage\n")) == 1
    assert r"\emph{a}" in body(r"`\emph{a}`") and "<em>" not in body(r"$\emph{a}$")


def test_tabs_of_d2l_that_are_not_ended_are_text() -> None:
    assert "<p>" in body(":begin_tab:`a`\n甲")
    assert body(":begin_tab:`a`\n甲\n:end_tab:\n:begin_tab:`b`\n乙").count('class="tab"') == 1
    assert 'class="tabs"' not in body("    :begin_tab:`a`\n    :end_tab:")


def test_brackets_for_slides_are_only_those_of_d2l() -> None:
    assert body("[**甲**]") == "<p>[<strong>甲</strong>]</p>"
    assert body("[**甲**]，(~~乙~~)，**丙**]，[**丁** 戊] :numref:`a`").startswith(
        "<p><strong>甲</strong>，<del>乙</del>，<strong>丙</strong>]，[<strong>丁</strong> 戊] "
    )
    assert body("**甲** :numref:`a`").startswith("<p><strong>甲</strong>")


def test_components_without_an_end_or_a_meaning_leave_what_they_hold() -> None:
    assert body("<Tabs>\n\n甲\n") == "<p>甲</p>"
    assert body("<Card title='题'>\n甲\n</Card>") == "<p>甲</p>"
    assert body("<Chart data={[1, {a: [2]}]} />\n甲") == "<p>甲</p>"
    assert body("<Steps><Step>\n甲\n</Step></Steps>") == "<p>甲</p>"
    assert body("<my-chart a='b'></my-chart>\n甲") == "<p>甲</p>"
    assert "<details" in body("<Accordion title='题'>\n甲\n</Accordion>")


def test_tags_that_html_knows_keep_what_html_knows_of_them() -> None:
    assert body('甲 <img src="a.png" @click="b" width="30" /> 乙') == "<p>甲 <img →a.png  width=30> 乙</p>"
    assert body('<details :open="x" open>\n<summary @click="y">题</summary>\n\n甲\n\n</details>').startswith("<details")
    assert body('甲 <a {...b} href="c.md">丙</a>') == '<p>甲 <a href="→c.md">丙</a></p>'


def test_components_in_code_or_beside_text_open_no_box() -> None:
    assert body("<Tabs>\n\n```\n</Tabs>\n```\n\n甲").count("<pre") == 1
    assert "tabs" not in body("<Tabs> 甲\n</Tabs>")
    assert body("<Foo a={1} /> <b") == "<p> &lt;b</p>"


def test_what_stands_in_the_text_of_a_link_is_read_there() -> None:
    text = (
        "[:cat: ++a++ x^2^ H~2~O ==甲== {{ x }} {% y %} {nosuch}`x` :fa-a: {kbd}`b` ![[c.png]] `d`{.e} <F g={1} />"
        "](a.md)"
    )
    html = body(text)
    assert html.startswith('<p><a href="→a.md">🐱 <span class="keys"><kbd>A</kbd></span> x<sup>2</sup>')
    assert len(said(text)) == 5


def test_comparisons_are_no_components() -> None:
    assert body("a <b 与 c> d，x<y，1 < 2") == "<p>a &lt;b 与 c&gt; d，x&lt;y，1 &lt; 2</p>"
    assert body("<A b={1 甲") == "<p>&lt;A b={1 甲</p>"


def test_lines_of_modules_are_only_those() -> None:
    assert body("import 与 export 是两个词") == "<p>import 与 export 是两个词</p>"
    assert body("import {\na\n\n甲") == "<p>import {\na</p>\n<p>甲</p>"
    assert body("import { a") == "<p>import { a</p>"
    assert body("- import A from 'b'").count("import") == 1
    assert body("export const a = [\n  1,\n\n甲") == "<p>甲</p>"
    assert body("export default function A() {\n  return (\n\n  b\n  )\n}\n甲") == "<p>甲</p>"
    assert body("{/* 一\n\n二 */}\n甲") == "<p>甲</p>"
    assert body("{/* 一") == "<p>{/* 一</p>"
    assert body("{/* 一 */} 甲") == "<p>甲</p>"


def test_classes_below_a_block_make_it_a_callout() -> None:
    assert 'class="callout tip"' in body("甲\n{: .notice--tip }")
    assert 'class="callout note"' in body("甲\n{: .notice }")
    assert 'class="callout warning"' in body("- 甲\n- 乙\n\n{: .warning }\n丙")
    assert body("{: .note }") == ""
    assert body("- 甲\n{: .note }") == "<ul>\n<li>甲</li>\n</ul>"
    assert body("```\nx\n```\n{: .note }").count("callout") == 0


def test_attributes_that_change_nothing_here_are_left_out_without_a_word() -> None:
    assert said('[a](b.md){:target="_blank" rel="x"} [c](d.md){target=_blank}') == []
    assert said("[a](b.md){: target=_blank .x}") != []
    assert said("[a](b.md){ .md-button }") != []
    assert body("[甲]{.kbd} [乙]{#x}") == "<p><kbd>甲</kbd> 乙</p>"


def test_directives_of_restructured_text_keep_what_they_hold() -> None:
    assert body(".. only:: html\n\n   甲\n") == "<p>甲</p>"
    assert body(".. contents::\n   :depth: 2\n\n甲").startswith('<div class="toc">')
    assert "<figcaption>" in body('.. figure:: a.png\n   :width: 30px\n\n   题 "一"\n')
    assert body(".. math:: a + b").startswith('<div class="math-block"')
    assert body(".. 一句话") == "<p>.. 一句话</p>"
    assert body("甲\n.. x\n乙") == "<p>甲\n.. x\n乙</p>"


def test_blocks_of_pymdown_without_an_end_are_text() -> None:
    assert body("/// tip\n甲") == "<p>/// tip\n甲</p>"
    assert (
        body("/// new | 新\n甲\n///")
        == '<div class="callout note">\n<p class="callout-title">新</p>\n<p>甲</p>\n</div>'
    )
    assert body("/// tip\n```\n///\n```\n///").count("<pre") == 1
    assert body("///") == "<p>///</p>"


def test_pages_hold_nothing_of_tags_in_raw_html() -> None:
    html = body(
        "<p>{% raw %}{{ a }}{% endraw %}\n{: .x }{# 注 #}\n"
        '<a href="{{ b }}">甲</a> <pre>{% c %}</pre>\n<!-- {{ d }} --></p>'
    )
    assert "{: .x }" not in html
    assert "<pre>{% c %}</pre>" in html
    assert "<a>甲</a>" in html
    assert body('甲 <a href="{{ site.url }}/b.md">乙</a>') == '<p>甲 <a href="→/b.md">乙</a></p>'


@pytest.mark.parametrize(
    "piece",
    [
        "{% ", "{% x %}", "{% x %}\n", "{% x %}\n\n", "{% note %}\n", "{{", "{{ x", "{{ x }}", "{{< x", "{{< x >}}\n",
        "{{< tabs >}}\n", "{{{", "{#", "{# x", "{/*", "{/* x\n", "{:", "{:.a", "{: .a}\n", "x\n{: .note}\n", "{::",
        "[a](b){.c}", "[a]{.b}", "[a]({{ x", "[a]({% x %}", ":a:`", ":ref:`x`", "{ref}`", "{ref}`x`", ":label:`x`",
        "![a](b)\n:label:`x`\n", ".. note::\n", ".. note::\n   x\n", "/// note\n", "/// note\n///\n", "<A", "<A b={",
        "<A b={{", '<A b="', "<A @b ", "<A @b>", "<A b>\n", "<Tabs>\n", "<Tabs>\n\n</Tabs>\n\n", "</Tabs>\n",
        "import {\n", "import a from 'b'\n", "export const a = {\n", "--8<--\n", "(a)=\n", ":begin_tab:`a`\n",
        "[**a**](", "[**a**] :numref:`b` ", "![[a]]", ":fa-a:", "<div>{{ x }}", "<div>\n{% x %}\n", "<pre>{{ x",
    ],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    body(piece * (8_000 // len(piece)))
    assert time.process_time() - started < 30

"""Diagrams: drawn small, scoped, themed and safe; faults named where they stand."""

import importlib
import json
import os
import re
import subprocess
import sys
import threading
from itertools import accumulate
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
from factories import a_document, a_pair, diagram_cases, html_of

from dlcourse.renderer.diagrams.diagram import DiagramError, render_diagram
from dlcourse.renderer.diagrams.kinds import KINDS
from dlcourse.renderer.diagrams.theme import MERMAID_VARIABLES

FLOWCHART = "flowchart LR\n  A[输入 Input] --> B{判断}\n  B -->|是| C[Output]\n  B -->|否| D((圆))\n  C --> E[完]\n"
DIAGRAMS = {
    "flowchart": FLOWCHART,
    "shapes": "flowchart TD\n A(a) --> B([b]) --> C[[c]] --> D[(d)] --> E>e] --> F{{f}} --> G[/g/] --> H[\\h\\]\n"
    ' subgraph S["一个很长的子图标题 a long title"]\n I["一<br/>two<br>🎉"] --- J["`**粗** _i_`"]\n end\n H -.-> I\n'
    " J ==> K\n"
    " K --x L\n L --o M\n M <--> N\n",
    "styled": "graph TD\n A:::hot --> B --> C\n classDef hot fill:#f96,stroke:#333\n style B fill:#222\n"
    " style C fill:#bbf,color:#000\n linkStyle 0 stroke:#ff3\n",
    "sequence": "sequenceDiagram\n autonumber\n participant U as 用户\n actor B as Bob\n U->>+B: 发送请求 Send\n"
    " B-->>-U: 返回\n"
    " Note over U,B: 注释<br/>note\n loop 每分钟\n U-xB: x\n end\n alt 成功\n U->>B: a\n else 失败\n U->>B: b\n end\n",
    "class": "classDiagram\n class Animal {\n +String name 名字\n +eat(food) bool\n }\n class 网络 {\n <<interface>>\n"
    " }\n"
    ' Animal <|-- Duck : 继承\n Animal "1" --> "*" 网络 : uses\n',
    "state": "stateDiagram-v2\n [*] --> Idle\n Idle --> Running : 开始 start\n state Running {\n [*] --> Train\n }\n"
    " Running --> [*]\n note right of Idle : 说明\n",
    "er": 'erDiagram\n CUSTOMER ||--o{ ORDER : 下单\n CUSTOMER {\n string name "姓名"\n int id PK\n }\n',
    "gantt": "gantt\n title 计划 Plan\n dateFormat YYYY-MM-DD\n section 准备一个很长的阶段名称\n"
    " 收集 Collect :a1, 2024-01-01, 30d\n"
    " section Train\n 训练 :crit, 2024-02-12, 12d\n done :done, 24d\n m :milestone, 2024-03-20, 0d\n",
    "mindmap": "mindmap\n  root((深度学习 Deep Learning))\n    CNN\n      卷积层\n    RNN\n",
    "timeline": "timeline\n title 历史 History\n 1958 : 感知机 Perceptron\n 2012 : AlexNet\n",
    "pie": 'pie showData title 划分 Split\n "训练集 Train" : 70\n "Test" : 30\n',
    "journey": "journey\n title 一天 My day\n section 上午\n Read 阅读: 5: Me\n Code: 3: Me, 同学\n",
    "git": 'gitGraph\n commit id: "初始化"\n branch develop\n commit\n checkout main\n merge develop tag: "v1.0"\n',
    "quadrant": "quadrantChart\n title 比较\n x-axis 低 --> 高\n y-axis Low --> High\n quadrant-1 甲\n A: [0.6, 0.8]\n",
    "chart": 'xychart-beta\n title "损失"\n x-axis [1, 2, 3]\n y-axis "Loss" 0 --> 1\n line [0.9, 0.6, 0.4]\n',
    "radar": 'radar-beta\n axis a["速度"], b["B"], c["C"]\n curve x["甲"]{3, 4, 5}\n',
    "kanban": "kanban\n Todo\n  [写文档]\n [In progress]\n  id6[Create renderer]\n",
    "sankey": "sankey-beta\nA,B,10\nA,中文,5\n",
    "block": 'block-beta\ncolumns 2\n a["输入"] b\n',
}
IN_TURN = pytest.mark.parametrize("source", DIAGRAMS.values(), ids=DIAGRAMS.keys())


def svg_of(source: str, id: str = "d") -> ET.Element:
    """Return the parsed drawing of `source`."""
    return ET.fromstring(re.sub(r"<br>", "<br/>", render_diagram(source, id=id)))


def fault(source: str) -> DiagramError:
    """Return the error that `source` raises."""
    with pytest.raises(DiagramError) as caught:
        render_diagram(source, id="d")
    return caught.value


@IN_TURN
def test_a_diagram_is_one_svg_of_natural_size_with_a_name(source: str) -> None:
    svg = svg_of(source)
    box = svg.get("viewBox", "").split()
    assert svg.tag == "svg"
    assert svg.get("role") == "img"
    assert svg.get("aria-label")
    assert [float(number) for number in box[2:]] == pytest.approx(
        [float(svg.get("width", "0")), float(svg.get("height", "0"))], abs=0.01
    )


@IN_TURN
def test_every_id_belongs_to_the_diagram_and_every_reference_leads_to_one(source: str) -> None:
    html = render_diagram(source, id="fig-7")
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert all(name == "fig-7" or name.startswith("fig-7-") for name in ids)
    assert set(re.findall(r"url\(#([^)]*)\)", html)) | set(re.findall(r'href="#([^"]*)"', html)) <= set(ids)
    css = "".join(re.findall(r"<style>(.*?)</style>", html))
    inside = css.removeprefix("#fig-7{").removesuffix("}")
    assert len(inside) == len(css) - len("#fig-7{}")
    depths = list(accumulate((character == "{") - (character == "}") for character in inside))
    assert (min(depths), max(depths), depths[-1]) == (0, 1, 0)  # all other rules are nested in that of the diagram


@IN_TURN
def test_colours_are_variables_that_the_style_sheet_can_set(source: str) -> None:
    html = render_diagram(source, id="d")
    used = dict(re.findall(r"var\((--[\w-]+),(#[0-9a-f]{6})\)", html))
    assert used
    assert all(MERMAID_VARIABLES[name][0] == fallback for name, fallback in used.items())
    assert "#e1c3" not in html  # a sentinel that was not replaced
    assert "NaN" not in html


@IN_TURN
def test_nothing_in_a_drawing_can_run_or_load(source: str) -> None:
    html = render_diagram(source, id="d")
    assert_is_safe(html)


def assert_is_safe(html: str) -> None:
    tree = ET.fromstring(re.sub(r"<br>", "<br/>", html))
    for element in tree.iter():
        assert element.tag not in {"script", "image", "img", "iframe", "p", "switch", "animate", "set", "metadata"}
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "javascript:" not in value or name == "aria-label"
            if name == "href":
                assert re.match(r"#|https?://", value)
    css = "".join(style.text or "" for style in tree.iter("style"))
    assert not re.search(r"@|url\((?!#)|font-family|expression", css)


def test_a_small_flowchart_is_small() -> None:
    assert len(render_diagram(FLOWCHART, id="diagram-1").encode()) < 3_600


def test_edges_say_together_what_all_of_them_have() -> None:
    html = render_diagram("flowchart LR\n A --> B\n B -.-> C\n", id="d")
    assert '<g marker-end="url(#d-0)" class="flowchart-link"><path d=' in html
    assert html.count("marker-end=") == html.count('flowchart-link"') == 1
    assert 'class="edge-pattern-dotted"' in html
    assert render_diagram("flowchart LR\n A --> B\n B --- C\n", id="d").count("marker-end=") == 1


@IN_TURN
def test_the_same_source_gives_the_same_bytes(source: str) -> None:
    assert render_diagram(source, id="d") == render_diagram(source, id="d")


def test_another_process_gives_the_same_bytes() -> None:
    script = (
        "import json, sys; from dlcourse.renderer.diagrams.diagram import render_diagram;"
        "print(json.dumps([render_diagram(one, id='d') for one in json.loads(sys.argv[1])]))"
    )
    here = [render_diagram(source, id="d") for source in DIAGRAMS.values()]
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, json.dumps(list(DIAGRAMS.values()))]
    there = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert json.loads(there) == here


def test_threads_can_draw_at_once() -> None:
    drawn: list[str] = []
    threads = [
        threading.Thread(target=lambda: drawn.append(render_diagram(DIAGRAMS["sequence"], id="d"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 8
    assert len(set(drawn)) == 1


def test_the_authors_title_and_description_name_the_drawing() -> None:
    svg = svg_of("flowchart LR\n accTitle: 训练\n accDescr: 数据 <进> 模型\n A --> B", id="x")
    assert svg.get("aria-labelledby") == "x-title"
    assert svg.get("aria-describedby") == "x-desc"
    assert svg.get("aria-label") is None
    assert [(one.get("id"), one.text) for one in svg[:2]] == [("x-title", "训练"), ("x-desc", "数据 <进> 模型")]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (FLOWCHART, "流程图：是、否、输入 Input、判断、Output、圆、完"),
        ("graph LR\n A[In] --> B[Out]", "Flowchart: In, Out"),
        ("pie\n 'a' : 3", "Pie chart"),
    ],
)
def test_a_drawing_without_title_is_named_by_its_kind_and_labels(source: str, name: str) -> None:
    assert (svg_of(source).get("aria-label") or "").startswith(name)


def test_a_long_name_is_cut() -> None:
    nodes = "\n".join(f" n{number}[A label number {number}]" for number in range(40))
    assert len(svg_of(f"graph LR\n{nodes}").get("aria-label") or "") == 200


def test_labels_hold_the_texts_of_the_source_once() -> None:
    texts = "".join(svg_of(DIAGRAMS["journey"]).itertext())
    assert texts.count("Read 阅读") == 1
    assert "输入 Input" in "".join(svg_of(FLOWCHART).itertext())


def test_the_authors_fills_stay_and_their_labels_can_be_read_on_them() -> None:
    html = render_diagram(DIAGRAMS["styled"], id="d")
    assert "fill:#f96" in html
    assert "color:#1f2328!important" in html  # on the light fill of the class
    assert re.search(r"fill:#222[^>]*>.*?color:#ffffff", html)
    assert re.search(r"fill:#bbf[^>]*>.*?color: ?#000", html)


def test_directives_of_the_author_do_not_loosen_or_recolour() -> None:
    source = '%%{init: {"securityLevel": "loose", "theme": "dark", "themeVariables": {"primaryColor": "#ff0000"}}}%%\n'
    html = render_diagram(source + 'graph LR\n A --> B\n click A "javascript:alert(1)"\n click B call f()', id="d")
    assert_is_safe(html)
    assert "<a" not in html
    assert "--mm-fill" in html


def test_web_links_stay_and_others_go() -> None:
    html = render_diagram('graph LR\n A --> B\n click A "https://example.org/x"\n click B "data:text/html,x"', id="d")
    assert re.findall(r'href="([^"]*)"', html) == ["https://example.org/x"]


@pytest.mark.parametrize(
    "label",
    [
        "<script>alert(1)</script>x",
        "<img src=x onerror=alert(1)>x",
        "<a href='javascript:alert(1)'>x</a>",
        "<b onclick='x()'>x</b>",
        "<iframe src='https://example.org'></iframe>x",
        "<style>*{color:red}</style>x",
        "<svg onload=x>x</svg>",
        "&lt;script&gt;x",
        "x</div></foreignObject></svg><script>y</script>",
    ],
)
def test_html_in_labels_cannot_do_harm(label: str) -> None:
    try:
        assert_is_safe(render_diagram(f'graph LR\n A["{label}"] --> B', id="d"))
    except DiagramError as error:
        assert error.message


@pytest.mark.parametrize(
    "style",
    ["fill:url(https://example.org/x)", "fill:#fff;background:url(x)", "fill:red;behavior:url(x)", "color:\\65"],
)
def test_styles_of_the_author_load_nothing(style: str) -> None:
    try:
        html = render_diagram(f"graph LR\n A --> B\n style A {style}\n classDef c {style}\n class B c", id="d")
    except DiagramError:
        return
    assert_is_safe(html)
    assert "example.org" not in html


def test_front_matter_directives_and_comments_are_understood() -> None:
    source = '---\ntitle: 标题\n---\n%%{init: {"flowchart": {"curve": "linear"}}}%%\n%% 注释\n' + FLOWCHART
    assert "标题" in "".join(svg_of(source).itertext())


FAULTS = [
    ("", 1, 1, "empty"),
    (" \n", 1, 1, "empty"),
    ("flowchat TD\n A-->B", 1, 1, "did you mean flowchart"),
    ("Graph TD\n A-->B", 1, 1, "did you mean graph"),
    ("%% 注释\nfoo bar", 2, 1, "flowchart, graph"),
    ("---\ntitle: x\n---\n%% c\n\n  foo bar", 6, 3, '"foo"'),
    ("---\ntitle: x\ngraph TD\nA", 1, 1, "front matter"),
    ("graph TD\n  A[oops --> B", 2, 4, "never closed"),
    ("---\ntitle: 中文\n---\ngraph TD\n  甲[oops --> B", 5, 4, "never closed"),
    ("graph TD\n 损失[损失 (loss)] --> B", 2, 4, "double quotes"),
    ("graph TD\n A[f(x)] --> B\n", 2, 3, "double quotes"),
    ("graph TD\n A-->|x(y)| B\n C --> D", 2, 7, "double quotes"),
    ('graph LR\n B["$$x^2$$"]', 2, 5, "$$"),
    ("graph TD\n A -> B", 2, 4, "-->"),
    ("graph TD\n end --> B", 2, 2, "End"),
    ("graph TD\n subgraph x\n A", 3, 3, "with: end"),
    ("graph TD\n A --> ", 2, 8, "not complete"),
    ("gitGraph\n commit\n branch 开发\n", 3, 2, "branch"),
    ("sequenceDiagram\n A->>B hi\n", 2, 10, "A->>B: text"),
    ("stateDiagram-v2\n 空闲 --> ", 2, 9, "Mermaid's syntax"),
    ("erDiagram\n A ||--o{ B", 2, 12, "label"),
    ("mindmap\n a\n b", 3, 2, "one root"),
    ("mindmap\n" + "\n".join(" " * depth + "a" for depth in range(1, 300)), 1, 1, "too large"),
    ("graph TD\n" + "\n".join(f"a{number}-->a{number * 7 % 300}" for number in range(800)), 1, 1, "too large"),
    ("graph TD\n" + "A-->B\n" * 10_000, 1, 1, "split"),
]


@pytest.mark.parametrize(("source", "line", "column", "word"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_named_where_it_stands(source: str, line: int, column: int, word: str) -> None:
    error = fault(source)
    assert word in error.message, error.message
    assert (error.line, error.column) == (line, column), error.message
    assert len(error.message) < 300


def test_a_fault_in_a_timeline_is_named_where_the_author_sees_it() -> None:
    error = fault("timeline\n " + "从一月到十二月的所有重要事件和说明" * 3 + " : x\n ::: \n")
    assert (error.line, error.column) == (3, 3)


def test_dates_of_a_chart_show_the_year_only_where_they_need_it() -> None:
    chart = "gantt\n dateFormat YYYY-MM-DD\n section 甲\n 一 :2024-12-20, 9d\n 二 :{}-01-05, 9d\n"
    assert ">2024-" not in render_diagram(chart.format(2024), id="d")
    assert ">2024-" in render_diagram(chart.format(2025), id="d")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_a_message_offers_is_known_to_the_engine(kind: str) -> None:
    try:
        render_diagram(f"{kind}\n", id="d")
    except DiagramError as error:
        assert "no kind of Mermaid" not in error.message


def without(engines: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the room's module as it is on a machine where `engines` cannot be imported."""
    for engine in engines:
        monkeypatch.setitem(sys.modules, engine, None)
    for name in [name for name in sys.modules if name.startswith("dlcourse.renderer.diagrams")]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("dlcourse.renderer.diagrams.diagram")


@pytest.mark.parametrize(
    "source",
    [
        FLOWCHART,
        '---\ntitle: t\n---\n%%{init: {"theme": "dark"}}%%\n' + FLOWCHART,
        DIAGRAMS["sequence"],
        DIAGRAMS["class"],
    ],
)
def test_the_second_engine_draws_where_the_first_is_missing(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mmdr")
    html = without(("merman",), monkeypatch).render_diagram(source, id="d")
    assert_is_safe(html)
    assert "--mm-fill" in html
    assert "merman" not in html
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert all(name == "d" or name.startswith("d-") for name in ids)


def test_the_second_engine_names_faults_too(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mmdr")
    room = without(("merman",), monkeypatch)
    with pytest.raises(room.DiagramError, match="did you mean flowchart"):
        room.render_diagram("flowchat TD\n A", id="d")


def test_what_the_second_engine_refuses_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mmdr")
    room = without(("merman",), monkeypatch)
    with pytest.raises(room.DiagramError, match="opened and never closed"):
        room.render_diagram("flowchart TD\n A[甲\n", id="d")


def test_no_engine_at_all_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    room = without(("merman", "mmdr"), monkeypatch)
    with pytest.raises(room.DiagramError, match="pip install merman"):
        room.render_diagram(FLOWCHART, id="d")


KIND_OF = diagram_cases("Mermaid")


def assert_is_whole(html: str, source: str) -> None:
    """Check that a drawing is safe, themed, and shows every Chinese word of its source."""
    assert_is_safe(html)
    assert "var(--mm-" in html
    assert "NaN" not in html
    shown = re.sub(r"\s", "", "".join(ET.fromstring(re.sub(r"<br>", "<br/>", html)).itertext()))
    code = re.sub(r"style.*", "", source)
    labels = re.findall(r'(?:\["?|"|\()([\u4e00-\u9fff]{2,6})(?:"?\]|"|\))', code)
    assert all(label in shown for label in labels), labels


@pytest.mark.parametrize("source", KIND_OF.values(), ids=KIND_OF.keys())
def test_every_kind_of_mermaid_is_drawn(source: str) -> None:
    assert_is_whole(render_diagram(source, id="d"), source)


def test_there_are_all_kinds_that_the_documentation_of_mermaid_describes() -> None:
    begun = {source.split("---\n")[-1].split()[0].rstrip(":") for source in KIND_OF.values()}
    assert begun >= KINDS.keys() - {"classDiagram-v2", "flowchart-elk"}
    assert len({KINDS[kind][0] for kind in begun}) >= 23


def test_the_second_engine_draws_every_kind_too(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mmdr")
    room = without(("merman",), monkeypatch)
    for source in KIND_OF.values():
        assert_is_whole(room.render_diagram(source, id="d"), source)


@pytest.mark.parametrize("source", diagram_cases("Refused").values(), ids=diagram_cases("Refused").keys())
def test_a_kind_that_is_not_drawn_well_is_refused(source: str) -> None:
    error = fault(source)
    assert (error.line, error.column) == (1, 1)
    assert "not drawn" in error.message or "did you mean" in error.message


@pytest.mark.parametrize("kind", KINDS)
def test_a_diagram_that_says_nothing_is_refused(kind: str) -> None:
    for source in (f"{kind}\n", f"---\ntitle: x\n---\n%% 注释\n{kind}\n\n"):
        assert "shows nothing" in fault(source).message
    assert "shows nothing" in fault("flowchart LR\n").message


def test_colours_of_c4_follow_the_page() -> None:
    html = render_diagram(KIND_OF["c4context"], id="d")
    assert "--mm-mark-4" in html
    assert not re.search(r"#08427B|#1168BD|#999999", html, re.IGNORECASE)


def test_ribbons_do_not_cover_the_labels_of_a_sankey_diagram() -> None:
    html = render_diagram(KIND_OF["sankey"], id="d")
    assert html.rindex("训练数据") > html.rindex("linearGradient")
    assert "mix-blend-mode" not in html


def test_a_milestone_is_a_diamond_with_both_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mmdr")
    assert "rotate(45deg)" in render_diagram(KIND_OF["gantt"], id="d")
    assert "rotate(45deg)" in without(("merman",), monkeypatch).render_diagram(KIND_OF["gantt"], id="d")


SMALL = "flowchart LR\n  A --> B\n"


def captioned(info: str, source: str = SMALL) -> str:
    return html_of(a_document(f"```{info}\n{source}```\n\n甲 @fig-x\n"))


@pytest.mark.parametrize(
    "info",
    [
        'mermaid title="**甲**乙" {#fig-x}',
        "mermaid {#fig-x} caption='**甲**乙'",
        '{mermaid title="**甲**乙" #fig-x}',
        "mermaid title=“**甲**乙” {#fig-x .wide}",
        'mermaid fig-cap="**甲**乙" label="fig-x"',
    ],
)
def test_a_diagram_with_a_title_is_a_figure(info: str) -> None:
    html = captioned(info)
    assert html.startswith('<figure id="fig-x">\n<div class="diagram" tabindex="0"><svg')
    assert "</span> <strong>甲</strong>乙</figcaption>" in html
    assert "[figure_number 1]" in html


def test_quarto_says_caption_and_label_inside_the_diagram() -> None:
    html = captioned("{mermaid}", '%%| label: fig-x\n%%| fig-cap: "**甲**乙"\n%%| fig-width: 6\n' + SMALL)
    assert html.startswith('<figure id="fig-x">')
    assert "</span> <strong>甲</strong>乙</figcaption>" in html


def test_a_title_in_the_fence_outweighs_one_inside() -> None:
    html = captioned('mermaid title="乙" {#fig-x}', "%%| fig-cap: 甲\n%%| label: fig-y\n" + SMALL)
    assert "乙</figcaption>" in html
    assert 'id="fig-x"' in html


def test_a_diagram_without_title_has_no_number() -> None:
    html = html_of(a_document(f"```mermaid\n{SMALL}```\n"))
    assert html.startswith('<figure><div class="diagram" tabindex="0"><svg')
    assert "figcaption" not in html


def test_captions_follow_the_view_and_the_drawing_stands_once_beside_them() -> None:
    first, second = (f'# {title}\n\n```mermaid title="{title}" {{#fig-x}}\n{SMALL}```\n' for title in ("图", "Figure"))
    document = a_pair(first, second)
    assert "图</figcaption>" in html_of(document, "zh")
    assert "Figure</figcaption>" in html_of(document, "en")
    both = html_of(document, "bi")
    assert "图" in both
    assert "Figure" in both
    ids = re.findall(r'\sid="([^"]*)"', both)
    assert len(ids) == len(set(ids))


def test_one_title_may_be_in_both_languages() -> None:
    body = f'::: zh\n甲\n:::\n\n::: en\nA\n:::\n\n```mermaid title="循环 | The loop" {{#fig-x}}\n{SMALL}```\n'
    document = a_document(body)
    assert "循环</figcaption>" in html_of(document, "zh")
    assert "The loop</figcaption>" in html_of(document, "en")


def test_a_fault_in_a_diagram_with_a_caption_has_its_line() -> None:
    document = a_document('甲\n\n- 乙\n\n  ```mermaid title="丙"\n  flowchart LR\n    A -> B\n  ```\n')
    assert [(found.place.line, found.place.column, found.code) for found in document.diagnostics] == [(7, 7, "R202")]

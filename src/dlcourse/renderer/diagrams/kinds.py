"""The kinds of Mermaid diagrams: the words they begin with, and what readers call them.

Each was drawn and looked at. A kind that the engine knows, and draws badly, is not among them.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

# What begins a diagram, with its name in English and Chinese.
KINDS = {
    "flowchart": ("Flowchart", "流程图"),
    "graph": ("Flowchart", "流程图"),
    "sequenceDiagram": ("Sequence diagram", "时序图"),
    "classDiagram": ("Class diagram", "类图"),
    "stateDiagram-v2": ("State diagram", "状态图"),
    "stateDiagram": ("State diagram", "状态图"),
    "erDiagram": ("Entity relationship diagram", "实体关系图"),
    "gantt": ("Gantt chart", "甘特图"),
    "mindmap": ("Mind map", "思维导图"),
    "timeline": ("Timeline", "时间线"),
    "pie": ("Pie chart", "饼图"),
    "journey": ("User journey", "用户旅程图"),
    "gitGraph": ("Git graph", "Git 分支图"),
    "quadrantChart": ("Quadrant chart", "象限图"),
    "xychart": ("Chart", "图表"),
    "xychart-beta": ("Chart", "图表"),
    "sankey": ("Sankey diagram", "桑基图"),
    "sankey-beta": ("Sankey diagram", "桑基图"),
    "block": ("Block diagram", "框图"),
    "block-beta": ("Block diagram", "框图"),
    "requirementDiagram": ("Requirement diagram", "需求图"),
    "kanban": ("Kanban board", "看板"),
    "architecture-beta": ("Architecture diagram", "架构图"),
    "packet": ("Packet diagram", "报文图"),
    "packet-beta": ("Packet diagram", "报文图"),
    "radar-beta": ("Radar chart", "雷达图"),
    "treemap": ("Treemap", "矩形树图"),
    "treemap-beta": ("Treemap", "矩形树图"),
    "C4Context": ("C4 diagram", "C4 图"),
    "C4Container": ("C4 diagram", "C4 图"),
    "C4Component": ("C4 diagram", "C4 图"),
    "C4Dynamic": ("C4 diagram", "C4 图"),
    "C4Deployment": ("C4 diagram", "C4 图"),
    "zenuml": ("Sequence diagram", "时序图"),
    "classDiagram-v2": ("Class diagram", "类图"),
    "flowchart-elk": ("Flowchart", "流程图"),
    "venn-beta": ("Venn diagram", "维恩图"),
    "ishikawa-beta": ("Fishbone diagram", "鱼骨图"),
    "wardley-beta": ("Wardley map", "沃德利地图"),
}
COMMON = tuple(KINDS)[:14]
UNDRAWN = {
    "info": "it shows only a version number: delete it",
    "eventmodeling": "draw it as a flowchart",
    "cynefin-beta": "draw it as a quadrantChart",
    "railroad-beta": "draw it as a flowchart",
    "treeView-beta": "draw it as a mindmap",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """The word that a source begins with, and the byte it stands at; `is_alone` says that nothing follows it."""

    word: str
    offset: int
    is_alone: bool


@lru_cache(maxsize=8)
def kind_of(source: str) -> Kind:
    """Return what kind of diagram `source` is, behind its front matter, directives and comments."""
    body = re.sub(r"\A\s*---\n.*?\n---[ \t]*(?:\n|\Z)", _blanked, source, count=1, flags=re.DOTALL)
    body = re.sub(r"%%\{.*?\}%%|%%[^\n]*", _blanked, body, flags=re.DOTALL)
    first = re.search(r"[\w-]+|\S+", body)
    word = first.group() if first else ""
    at = first.start() if first else 0
    return Kind(word, len(source[:at].encode()), not body[at + len(word) :].strip(" \t\n:;"))


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())

"""The lint between the sides of a pair: what differs that may not, and all that may."""

import time

import pytest

from dlcourse.renderer.bilingual.alignment.parity import differences
from dlcourse.renderer.bilingual.alignment.quantities import numbers_in
from dlcourse.renderer.bilingual.blocks import Block, split_blocks
from dlcourse.renderer.markdown.parser import lesson_parser, parse


def blocks_of(text: str) -> list[Block]:
    return split_blocks(parse(lesson_parser(), text, {}))


def messages(first: str, second: str) -> list[str]:
    return [message for message, _ in differences(blocks_of(first), blocks_of(second))]


SAME = [
    ("训练集有 60,000 张图片。", "The training set has 60000 pictures."),
    ("训练集有 6 万张图片。", "The training set has 60,000 pictures."),
    ("模型有 1.5 亿个参数，即 150M。", "The model has 150 million parameters."),
    ("GPT-3 有 1750 亿个参数。", "GPT-3 has 175B parameters."),
    ("准确率是９８．５％。", "The accuracy is 98.5 %."),
    ("准确率提高了百分之二十。", "Accuracy rose by 20%."),
    ("一半的神经元被丢弃。", "50% of the neurons are dropped."),
    ("丢弃率是 0.5。", "Half of the neurons are dropped."),
    ("丢弃率是 0.25。", "A share of 25% is dropped."),
    ("约三分之一的样本。", "About a third of the samples."),
    ("共有三百二十五层。", "There are 325 layers."),
    ("共有 125 层。", "There are one hundred and twenty-five layers."),
    ("发表于二〇一五年。", "Published in 2015."),
    ("2024 年 3 月 5 日更新。", "Updated on March 5, 2024."),
    ("20 世纪 90 年代的网络。", "The networks of the 1990s."),
    ("速度是原来的 2 倍，分 3 步。", "It is twice as fast, in three steps."),
    ("见第 3 节。", "See the section on pooling."),
    ("有 12 个头。", "It has a dozen heads."),
    ("## 2.1 卷积", "## Convolution"),
    ("## 第11步：添加中间件", "## Step 10: Add middleware"),
    ("1. 甲\n2. 乙", "3. a\n4. b"),
    ("用 Conv2D 和 ResNet-50。", "Use Conv2D and ResNet50."),
    ("批量是 128。", "The batch size is $128$."),
    ("学习率 $\\eta=0.1$。", "The learning rate $ \\eta = 0.1 $."),
    ("当 $x \\leq 0$ 时，$\\text{损失}=0$。", "For $x \\le 0$ the $\\text{loss} = 0$."),
    ("$$\na_{i}^\\top \\mathrm{其他}\n$$", "$$\na_i^T \\mathrm{otherwise}.\n$$"),
    ("变量 $n$ 是样本数。", "The variable n is the number of samples."),
    ("调用 `fit()`。", "Call `fit`."),
    ("把 `你的名字` 换掉。", "Replace `your-name`."),
    ("返回 `字符串`。", "It returns a `string`."),
    ("打印第二个值。", "Print the `second` value."),
    ("打开 `settings.toml`。", "Open the file settings.toml."),
    ("```python\nx = 1  # 注释\nprint('你好')\n```", "```python\nx = 1  # a comment\nprint('hello')\n```"),
    ("```js\n// 输出\nf(a)  /* 甲 */\n```", "```js\n// what it prints\nf(a)  /* first */\n```"),
    ("```sql\nSELECT a -- 甲\n```", "```sql\nSELECT a -- first\n```"),
    ("```bash\n# 安装\nnpm i x\n```", "```bash\n# install\nnpm i x\n```"),
    ('```json\n{"en": "甲"}\n```', '```json\n{"en": "first"}\n```'),
    ("```html\n<p>段落</p>\n```", "```html\n<p>paragraph</p>\n```"),
    ("```\n没有这个命令\n```", "```\nno such command\n```"),
    ("```text\nepoch 1 损失 0.5\n```", "```text\nthe loss of epoch 1 was 0.5\n```"),
    ("```mermaid\nflowchart LR\n    A[Eingabe] -->|ja| B[Verlustfunktion berechnen]\n```",
     "```mermaid\nflowchart LR\n    A[Entrée] -->|oui| B[Calculer la perte, c'est-à-dire l'erreur]\n```"),
    ("```mermaid\npie\n    \"Übung\" : 3\n    Rest : 5\n```",
     "```mermaid\npie\n    \"Exercice\" : 3\n    Reste : 5\n```"),
    ("见[下文](#小结)和[教程](https://zh.wikipedia.org/wiki/反向传播)。",
     "See [below](#summary) and [the tutorial](https://en.wikipedia.org/wiki/Backpropagation)."),
    ("见[第二课](02-mlp.zh.md#层)。", "See [lesson 2](02-mlp.en.md#layers)."),
    ("见[文档](https://example.org/zh-cn/guide/)。", "See [the docs](https://example.org/en/guide)."),
    ("写信给 a@example.org。", "Write to <a@example.org>."),
    ("视频在[这里](https://bilibili.com/video/1)。", "The video is [here](https://youtube.com/watch?v=2)."),
    ("![图](figures/net.zh.png)", "![figure](img/net.en.png)"),
    ("![图](https://[bad)", "![figure](https://[bad)"),
    ("没有任何可比的。", "Nothing to compare here."),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), SAME)
def test_what_a_translator_rightly_changes_is_no_difference(first: str, second: str) -> None:
    assert messages(first, second) == []
    assert messages(second, first) == []


DIFFERENT = [
    ("批量是 128。", "The batch size is 256.", "numbers differ: 128 in the source, 256 in the translation"),
    ("发表于 2015 年。", "Published long ago.", "numbers differ: the translation lacks 2015"),
    ("发表已久。", "Published in 2015.", "numbers differ: the source lacks 2015"),
    ("有 3 层。", "It has 4 layers.", "numbers differ: 3 in the source, 4 in the translation"),
    ("Python 3.11.2 以上。", "Python 3.12.1 or later.",
     "numbers differ: 3.11.2 in the source, 3.12.1 in the translation"),
    ("有 10 万张。", "There are 10 million.",
     "numbers differ: 10 万 in the source, 10 million in the translation"),
    ("梯度 $x+y$。", "The gradient $x-y$.", "formulas differ: $x+y$ in the source, $x-y$ in the translation"),
    ("调用 `torch.sum`。", "Call `torch.mean`.",
     "pieces of code differ: torch.sum in the source, torch.mean in the translation"),
    ("变量 `lr`。", "The variable `rl`.", "pieces of code differ: lr in the source, rl in the translation"),
    ("调用它。", "Call `torch.sum()`.", "pieces of code differ: the source lacks torch.sum()"),
    ("```python\nx = a + b  # 和\n```", "```python\nx = a - b  # the sum\n```",
     "listings differ: + in the source, - in the translation"),
    ("```\nnpm install a\nnpm start\n```", "```\nnpm install b\nnpm start\n```",
     "listings differ: a in the source, b in the translation"),
    ("```mermaid\nflowchart LR\n    A[Eingabe] --> B --> C --> D[3 Schichten]\n```",
     "```mermaid\nflowchart LR\n    A[Entrée] --> B --> C ==> D[3 couches]\n```",
     "listings differ: --> in the source, ==> in the translation"),
    ("见[甲](https://a.org)。", "See it.", "links differ: the translation lacks https://a.org"),
    ("见[甲](02-mlp.md)。", "See [it](03-cnn.md).",
     "links differ: 02-mlp.md in the source, 03-cnn.md in the translation"),
    ("见[甲](https://a.org/x)。", "See [it](https://a.org/y).",
     "links differ: https://a.org/x in the source, https://a.org/y in the translation"),
    ("![图](a.png)", "![a](a.png) ![b](b.png)", "pictures differ: the source lacks b.png"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "message"), DIFFERENT)
def test_what_differs_is_named_for_either_side(first: str, second: str, message: str) -> None:
    assert [found.replace("$", "") for found in messages(first, second)] == [message.replace("$", "")]


def test_each_kind_of_difference_has_a_message_and_a_hint() -> None:
    first = blocks_of("有 128 个 `a.b` 和 $x_1$，见[甲](https://a.org)与 ![](a.png)。")
    found = differences(first, blocks_of("There are many."))
    assert [message.split(" differ")[0] for message, _ in found] == [
        "numbers", "formulas", "pieces of code", "links", "pictures",
    ]  # fmt: skip
    assert all(hint for _, hint in found)


def test_a_message_shows_at_most_sixty_characters_of_a_lesson() -> None:
    formula = "+".join(f"x_{{{number}}}" for number in range(40))
    (message,) = messages(f"和 ${formula}$。", "The sum.")
    assert message.endswith("…")
    assert len(message) <= 60 + len("formulas differ: the translation lacks ")


def test_blocks_that_were_merged_are_compared_as_one() -> None:
    assert messages("先取 128 个样本。\n\n再取 256 个。", "Take 128 samples, then 256.") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("１２，３４５ 个", ["12345"]),
        ("1.5 亿", ["150000000"]),
        ("3千万", ["30000000"]),
        ("三十五和一百二十", ["35", "120"]),
        ("两千零二十四", ["2024"]),
        ("一亿两千万", ["120000000"]),
        ("千万不要，成千上万", []),
        ("two million and three", ["2000003"]),
        ("a thousand times", []),
        ("twenty-one", ["21"]),
        ("the fourth of June", ["4", "6"]),
        ("12,5", ["12", "25/2", "5"]),
        ("4k", ["4", "4000"]),
        ("v2 x86 1.2.3", ["1.2.3"]),
        ("千分之三", ["3/1000", "3/10"]),
        ("12\u202f000", ["12000"]),
    ],
)
def test_numbers_are_read_however_they_are_written(text: str, values: list[str]) -> None:
    assert sorted(str(value) for number in numbers_in(text) for value in number.values) == sorted(values)


def test_long_blocks_are_compared_in_seconds() -> None:
    first = " ".join(f"`a_{n}` ${n}x$ [l](https://a.org/{n}) {n}" for n in range(3000))
    second = " ".join(f"`b_{n}` ${n}y$ [l](https://b.org/{n}) {n}1" for n in range(3000))
    start = time.process_time()
    assert messages(first, second)
    assert messages("1,111" * 20_000 + "1", "0" * 100_000) is not None
    assert time.process_time() - start < 30

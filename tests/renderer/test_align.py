"""Sibling files: which blocks of the one language go with which of the other, as a careful editor would say."""

import random
import time
from collections.abc import Sequence

import pytest

from dlcourse.renderer.bilingual.alignment.align import align
from dlcourse.renderer.bilingual.blocks import SHARED, Block, Row, split_blocks
from dlcourse.renderer.markdown.parser import lesson_parser, parse
from dlcourse.renderer.preparation import prepare

PAIR = ("zh", "en")

ZH = """\
# 卷积神经网络

卷积神经网络是一类专门处理网格数据的网络，例如把图像看作像素的二维网格。

## 为什么不用全连接层

一张 224 × 224 的彩色图片有 150,528 个输入，全连接层的第一层就需要上亿个参数。

这样的模型不仅训练缓慢，而且很容易过拟合，因为它不知道相邻的像素彼此相关。

卷积层利用两个先验：

- **局部性**：一个输出只看输入的一小块区域。
- **平移不变性**：同一个卷积核在所有位置上共享参数。

## 卷积运算

对输入 $X$ 和卷积核 $K$，输出的每个元素是：

$$
Y_{ij} = \\sum_{a,b} K_{ab} X_{i+a, j+b}
$$

严格地说，这是互相关运算，但深度学习中习惯称之为卷积。

下面用 NumPy 实现它：

```python
def corr2d(X, K):
    # 计算二维互相关
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i:i + h, j:j + w] * K).sum()
    return Y
```

![卷积核在图像上滑动](figures/conv.zh.png)

## 小结

| 名称 | 作用 |
| --- | --- |
| 卷积层 | 提取局部特征 |
| 汇聚层 | 降低分辨率 |

> 练习：把步幅改为 2，输出的形状是多少？
"""

EN = """\
# Convolutional neural networks

Convolutional neural networks are a family of networks for data on a grid, such as an image seen as a grid of pixels.

## Why not a fully connected layer

A colour picture of 224 × 224 has 150,528 inputs, so the first fully connected layer alone needs over a hundred million
parameters.

Such a model is not only slow to train, it also overfits easily, because it does not know that nearby pixels are
related.

A convolutional layer makes use of two priors:

- **Locality**: an output looks at a small region of the input only.
- **Translation invariance**: the same kernel shares its parameters over all positions.

## The convolution

For an input $X$ and a kernel $K$, each element of the output is:

$$
Y_{ij} = \\sum_{a,b} K_{ab} X_{i+a, j+b}
$$

Strictly speaking this is a cross-correlation, but in deep learning it is customarily called a convolution.

Here it is in NumPy:

```python
def corr2d(X, K):
    # the two-dimensional cross-correlation
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i:i + h, j:j + w] * K).sum()
    return Y
```

![A kernel slides over an image](figures/conv.en.png)

## Summary

| Name | What it does |
| --- | --- |
| convolutional layer | extracts local features |
| pooling layer | lowers the resolution |

> Exercise: with a stride of 2, what is the shape of the output?
"""


def blocks_of(text: str) -> list[Block]:
    return split_blocks(prepare(parse(lesson_parser(), text, {})))


def pairing(first: str, second: str, languages: tuple[str, str] = PAIR) -> str:
    """Align two texts and say which blocks go together by their numbers: `0-0 1+2-1 3- -2 4=3`."""
    ours, theirs = blocks_of(first), blocks_of(second)
    return said(align(ours, theirs, languages), ours, theirs, languages)


def said(rows: Sequence[Row], ours: list[Block], theirs: list[Block], languages: tuple[str, str]) -> str:
    words = []
    for row in rows:
        a = row.sides.get(SHARED, row.sides.get(languages[0], []))
        b = row.twins if row.is_shared else row.sides.get(languages[1], [])
        left, right = ("+".join(str(side.index(x)) for x in blocks) for side, blocks in ((ours, a), (theirs, b)))
        words.append(f"{left}{'=' if row.is_shared else '-'}{right}")
    return " ".join(words)


def paragraphs(text: str) -> list[str]:
    """Cut a lesson at its empty lines; listings and formulas here hold none."""
    return text.strip().split("\n\n")


def joined(parts: Sequence[str]) -> str:
    return "\n\n".join(parts) + "\n"


def test_a_faithful_translation_pairs_one_to_one_and_shares_the_formula() -> None:
    assert pairing(ZH, EN) == ("0-0 1-1 2-2 3-3 4-4 5-5 6-6 7-7 8-8 9=9 10-10 11-11 12-12 13-13 14-14 15-15 16-16")


def test_the_same_file_twice_is_shared_throughout() -> None:
    assert pairing(ZH, ZH) == " ".join(f"{i}={i}" for i in range(17))


def test_swapped_languages_give_the_same_pairs() -> None:
    assert pairing(EN, ZH, ("en", "zh")) == pairing(ZH, EN)


@pytest.mark.parametrize("place", [2, 4, 5, 11, 12, 14])
def test_an_inserted_paragraph_stays_alone(place: int) -> None:
    parts = paragraphs(EN)
    parts.insert(
        place, "Readers who have met Fourier transforms will remember that a product there is a convolution here."
    )
    found = pairing(ZH, joined(parts)).split()
    assert f"-{place}" in found
    assert len(found) == 18


def test_a_paragraph_that_only_the_source_has_stays_alone() -> None:
    parts = paragraphs(ZH)
    parts.insert(
        11,
        "学过信号处理的读者会发现，这里没有把卷积核翻转，这正是两者的区别；由于卷积核是学出来的，翻转与否并不影响结果，所以后文不再区分这两个名称。",
    )
    found = pairing(joined(parts), EN).split()
    assert "11-" in found
    assert "10-10" in found
    assert "12-11" in found


def test_merged_paragraphs_pair_with_the_one_they_became() -> None:
    parts = paragraphs(EN)
    parts[3:5] = [f"{parts[3]} {parts[4]}"]
    assert "3+4-3" in pairing(ZH, joined(parts)).split()
    assert "3-3+4" in pairing(joined(parts), ZH, ("en", "zh")).split()


def test_three_paragraphs_of_a_translator_pair_with_the_long_one_of_the_source() -> None:
    zh = (
        "随机梯度下降每次只用一个样本估计梯度，因此更新的噪声很大，但每一步的代价很小。小批量梯度下降取两者之长，"
        "常用的批量大小在 32 到 512 之间，正好能够填满 GPU。批量越大，学习率通常也要随之增大，否则收敛会变慢。"
    )
    en = (
        "Stochastic gradient descent estimates the gradient from a single sample at a time, so its updates are very "
        "noisy, yet each step is cheap.\n\nMinibatch gradient descent has the best of both; a batch usually has "
        "between 32 and 512 samples, just enough to fill a GPU.\n\nThe larger the batch, the larger the learning rate "
        "has to be as well, or else convergence slows down."
    )
    assert pairing(f"# 优化\n\n{zh}", f"# Optimisation\n\n{en}") == "0-0 1-1+2+3"


def test_a_list_that_was_moved_within_its_section_crosses() -> None:
    zh = paragraphs(ZH)
    zh[4:7] = [zh[6], zh[4], zh[5]]
    found = pairing(joined(zh), EN).split()
    assert "4-6" in found
    assert "5-4" in found
    assert "6-5" in found


def test_code_that_was_moved_to_another_section_crosses() -> None:
    en = paragraphs(EN)
    en.append(en.pop(12))
    found = pairing(ZH, joined(en)).split()
    assert "12-16" in found
    assert "16-15" in found


def test_equal_code_that_was_moved_is_shared_and_known_to_both_files() -> None:
    code = "```python\nloss = torch.nn.CrossEntropyLoss(label_smoothing=0.1)\n```"
    zh = f"# 损失\n\n先写出损失函数：\n\n{code}\n\n再来解释标签平滑为什么有用，它让模型不那么自信。"
    en = (
        "# The loss\n\nFirst write down the loss:\n\nThen let us see why label smoothing helps: it makes the model "
        f"less sure of itself.\n\n{code}"
    )
    assert pairing(zh, en) == "0-0 1-1 2=3 3-2"


def test_code_with_translated_comments_is_a_pair_and_equal_code_is_shared() -> None:
    found = pairing(ZH, EN).split()
    assert "12-12" in found
    assert "12=12" in pairing(ZH, EN.replace("the two-dimensional cross-correlation", "计算二维互相关")).split()


def test_equal_code_with_other_lines_marked_is_a_pair() -> None:
    zh, en = (text.replace("```python", "```python {2}") for text in (ZH, EN))
    en = en.replace("the two-dimensional cross-correlation", "计算二维互相关")
    assert "12=12" in pairing(zh, en).split()
    assert "12-12" in pairing(zh, en.replace("{2}", "{3}")).split()


def test_a_picture_pairs_with_the_same_one_as_a_figure() -> None:
    figure = EN.replace("figures/conv.en.png", "figures/conv.en.png 'A kernel on its way'")
    assert "13-13" in pairing(ZH, figure).split()
    assert "13-13" in pairing(figure, ZH, ("en", "zh")).split()
    other = pairing(ZH, figure.replace("conv.en.png", "pooling.en.png")).split()
    assert "13-" in other
    assert "-13" in other


def test_a_formula_that_differs_is_a_pair_not_shared() -> None:
    assert "9-9" in pairing(ZH, EN.replace("X_{i+a, j+b}", "X_{i-a, j-b}")).split()


def test_a_picture_of_each_language_is_a_pair_and_one_picture_is_shared() -> None:
    assert "13-13" in pairing(ZH, EN).split()
    one = ZH.replace("![卷积核在图像上滑动](figures/conv.zh.png)", "![](conv.png)")
    other = EN.replace("![A kernel slides over an image](figures/conv.en.png)", "![](conv.png)")
    assert "13=13" in pairing(one, other).split()


def test_lists_of_differing_length_pair() -> None:
    longer = EN.replace(
        "- **Translation", "- **Sparsity**: most pairs of pixels have no weight at all.\n- **Translation"
    )
    assert "6-6" in pairing(ZH, longer).split()


def test_lists_that_were_joined_pair_with_the_two_they_were() -> None:
    zh = (
        "# 步骤\n\n1. 下载 MNIST 数据集并解压到本地目录\n2. 用 DataLoader 读入小批量\n3. 训练 10 轮\n"
        "4. 在测试集上评估准确率"
    )
    en = (
        "# Steps\n\n1. Download the MNIST data set and unpack it into a local folder\n2. Read minibatches with a "
        "DataLoader\n\n3) Train for 10 epochs\n4) Evaluate the accuracy on the test set"
    )
    assert pairing(zh, en) == "0-0 1-1+2"


SECTION_ZH = """\
## 历史

1989 年，LeCun 用反向传播训练了第一个识别手写邮政编码的卷积网络。

1998 年的 LeNet-5 有 7 层。
"""

SECTION_EN = """\
## History

In 1989 LeCun trained the first convolutional network, for handwritten postal codes, with backpropagation.

LeNet-5 of 1998 had 7 layers.
"""


def test_a_section_that_is_not_translated_stays_alone_in_the_middle() -> None:
    zh = paragraphs(ZH)
    zh[7:7] = paragraphs(SECTION_ZH)
    assert pairing(joined(zh), EN) == (
        "0-0 1-1 2-2 3-3 4-4 5-5 6-6 7- 8- 9- 10-7 11-8 12=9 13-10 14-11 15-12 16-13 17-14 18-15 19-16"
    )


def test_a_section_that_is_not_translated_stays_alone_at_the_end() -> None:
    assert pairing(f"{ZH}\n{SECTION_ZH}", EN).endswith("15-15 16-16 17- 18- 19-")


def test_a_section_that_only_the_translation_has_stands_where_the_translator_put_it() -> None:
    en = paragraphs(EN)
    en[2:2] = paragraphs(SECTION_EN)
    assert pairing(ZH, joined(en)).startswith("0-0 1-1 -2 -3 -4 2-5 3-6")


def test_a_section_left_in_the_source_language_is_shared() -> None:
    assert pairing(f"{ZH}\n{SECTION_ZH}", f"{EN}\n{SECTION_ZH}").endswith("16-16 17=17 18=18 19=19")


def test_sections_that_changed_places_cross() -> None:
    zh, en = paragraphs(ZH), paragraphs(EN)
    first = joined([*zh[:7], *paragraphs(SECTION_ZH), *zh[7:]])
    second = joined([*en[:14], *paragraphs(SECTION_EN), *en[14:]])
    found = pairing(first, second).split()
    assert [word for word in found if word[0] in "789"] == ["7-14", "8-15", "9-16"]
    assert "10-7" in found
    assert "17-17" in found


def test_headings_that_one_side_lacks_do_not_part_what_they_stand_between() -> None:
    en = paragraphs(EN)
    en.insert(11, "### An implementation")
    found = pairing(ZH, joined(en)).split()
    assert "-11" in found
    assert "11-12" in found
    assert "12-13" in found


def test_a_lesson_without_headings_pairs_with_one_that_has_them() -> None:
    bare = joined([part for part in paragraphs(EN) if not part.startswith("#")])
    found = pairing(ZH, bare).split()
    assert [word for word in found if word.endswith("-")] == ["0-", "2-", "7-", "14-"]
    assert {"1-0", "3-1", "4-2", "5-3", "6-4", "8-5", "9=6", "10-7", "11-8", "12-9"} <= set(found)


def test_a_title_that_only_one_file_has_in_its_body_does_not_part_the_introductions() -> None:
    assert pairing(joined(paragraphs(ZH)[1:]), EN).startswith("-0 0-1 1-2 2-3")


def test_section_numbers_and_explicit_ids_tell_sections_apart() -> None:
    zh = "## 第一章 引言\n\n本章说明动机。\n\n## 第三章 评估\n\n本章说明指标。"
    en = (
        "## Chapter 1 Introduction\n\nThis chapter gives the motive.\n\n## Chapter 2 Data\n\nThis chapter gives "
        "the data.\n\n## Chapter 3 Evaluation\n\nThis chapter gives the metrics."
    )
    assert pairing(zh, en) == "0-0 1-1 -2 -3 2-4 3-5"
    zh = "## 动机 {#why}\n\n为什么学它。\n\n## 指标 {#metrics}\n\n怎样评估它。"
    en = (
        "## Data {#data}\n\nWhere it is from.\n\n## Metrics {#metrics}\n\nHow to judge it.\n\n"
        "## Motive {#why}\n\nWhy learn it."
    )
    assert set(pairing(zh, en).split()) == {"0-4", "1-5", "2-2", "3-3", "-0", "-1"}


def test_headings_two_levels_apart_never_pair() -> None:
    assert {"0-", "-0"} <= set(pairing("# 甲\n\n你好世界。", "### Alpha\n\nHello.").split())


def test_footnotes_pair_with_footnotes() -> None:
    zh = "# 注\n\n正文[^1]。\n\n[^1]: 见 2015 年的论文。"
    en = "# Notes\n\nThe text[^1].\n\n[^1]: See the paper of 2015."
    assert pairing(zh, en) == "0-0 1-1 2-2"


def test_a_list_never_pairs_with_a_paragraph() -> None:
    assert pairing("- 一个列表项\n- 又一个列表项", "A list item, and another list item.") == "-0 0-"


def test_blocks_of_wildly_different_length_with_nothing_in_common_stay_alone() -> None:
    long = (
        "This paragraph goes on and on about things that the other side never mentions, at great length, in detail. "
        * 3
    )
    assert set(pairing("# 题\n\n很好。", f"# Title\n\n{long}").split()) == {"0-0", "1-", "-1"}


def test_a_note_pairs_with_the_paragraph_it_was() -> None:
    zh = "# 题\n\n> 注意：学习率超过 0.1 时训练会发散，请先从 0.01 开始尝试。"
    en = "# Title\n\nNote that training diverges with a learning rate above 0.1; try 0.01 first."
    assert pairing(zh, en) == "0-0 1-1"


def test_rows_follow_the_order_of_the_first_file() -> None:
    zh, en = blocks_of(ZH), blocks_of(joined(list(reversed(paragraphs(EN)))))
    order = [zh.index(block) for row in align(zh, en, PAIR) for block in row.sides.get("zh", row.sides.get(SHARED, []))]
    assert order == list(range(17))


@pytest.mark.parametrize(("first", "second", "expected"), [("", "", ""), (ZH, "", "alone"), ("", EN, "alone")])
def test_an_empty_file_leaves_the_other_alone(first: str, second: str, expected: str) -> None:
    rows = align(blocks_of(first), blocks_of(second), PAIR)
    assert all(not row.is_pair and not row.is_shared for row in rows)
    assert len(rows) == (17 if expected else 0)


def test_japanese_and_french_align_as_well() -> None:
    code = "```python\nw -= lr * g\n```"
    en = (
        "# Gradients\n\nThe gradient points where the loss grows fastest.\n\nSo we step the other way:\n\n"
        f"{code}\n\nA step that is too large overshoots the minimum, one that is too small takes for ever."
    )
    ja = (
        "# 勾配\n\n勾配は損失が最も速く増える方向を指します。\n\nしたがって逆の方向に進みます：\n\n"
        f"{code}\n\nステップが大きすぎると最小値を通り過ぎ、小さすぎるといつまでも終わりません。"
    )
    fr = (
        "# Les gradients\n\nLe gradient indique la direction où la perte croît le plus vite.\n\n"
        "On avance donc en sens inverse :\n\n"
        f"{code}\n\nUn pas trop grand dépasse le minimum, un pas trop petit n'en finit jamais."
    )
    assert pairing(ja, en, ("ja", "en")) == "0-0 1-1 2-2 3=3 4-4"
    assert pairing(fr, en, ("fr", "en")) == "0-0 1-1 2-2 3=3 4-4"


ZH_PARTS = [
    *("## 第二节", "### 细节", "一段短文。", "另一段更长的文字，包含 128 和 `code`。", "- 甲\n- 乙"),
    *("```\nx = 1\n```", "---", "$$\nx\n$$", "![](a.png)", "> 引文", "<div>\n\n块\n\n</div>"),
    *("| 表 |\n| --- |\n| 格 |", "尾注[^1]\n\n[^1]: 注"),
]
EN_PARTS = [
    *("## Section 2", "# Detail", "A short text.", "Another, longer text with 128 and `code` in it.", "- a\n- b"),
    *(
        "```\nx = 1\n```",
        "---",
        "$$\ny\n$$",
        "![](a.png)",
        "> quote",
        "<p>raw</p>",
        "| t |\n| --- |\n| c |",
        "一段短文。",
    ),
]


@pytest.mark.parametrize("seed", range(60))
def test_no_block_is_lost_or_doubled_whatever_the_files_hold(seed: int) -> None:
    chance = random.Random(seed)
    first = blocks_of(joined(chance.choices(ZH_PARTS, k=chance.randrange(40))))
    second = blocks_of(joined(chance.choices(EN_PARTS if seed % 3 else ZH_PARTS, k=chance.randrange(40))))
    rows = align(first, second, PAIR)
    ours = [block for row in rows for block in row.sides.get("zh", row.sides.get(SHARED, []))]
    theirs = [block for row in rows for block in (row.twins if row.is_shared else row.sides.get("en", []))]
    assert ours == first
    assert len(theirs) == len(second)
    assert set(theirs) == set(second)
    assert all(row.sides and all(row.sides.values()) for row in rows)


@pytest.mark.parametrize("heading", ["", "## {}\n\n"])
def test_thousands_of_blocks_take_seconds(heading: str) -> None:
    chance = random.Random(1)
    sizes = [chance.randrange(2, 20) for _ in range(1500)]
    zh = joined(
        [heading.format("节") + "".join(chance.choices("的一是了我不人在他有这上们来到", k=size)) for size in sizes]
    )
    en = joined([heading.format("part") + "word " * (size // 2 + 1) for size in sizes])
    start = time.process_time()
    rows = align(blocks_of(zh), blocks_of(en), PAIR)
    assert time.process_time() - start < 30
    assert sum(row.is_pair for row in rows) > 1400


def test_common_words_of_headings_tell_which_section_is_not_translated() -> None:
    zh = "## 方法\n\n先看输入，再看输出。\n\n## 总结\n\n图越大，省得越多。\n\n## 附录\n\n附录没有译文。\n\n二段也没有。"
    en = "## The way\n\nThe input first, then the output.\n\n## Summary\n\nThe larger the picture, the more it saves."
    assert pairing(zh, en) == "0-0 1-1 2-2 3-3 4- 5- 6-"


def test_a_list_that_changed_places_leaves_the_text_around_it_in_pairs() -> None:
    zh = "第一段讲输入是什么。\n\n- 甲 1\n- 乙 2\n- 丙 3\n\n第二段讲输出是什么样子的。"
    en = "The first one is about the input.\n\nThe second one is about the output.\n\n- A 1\n- B 2\n- C 3"
    assert set(pairing(zh, en).split()) == {"0-0", "1-2", "2-1"}

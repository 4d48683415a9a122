"""What the steps of a build cost, against work that never changes: `python tests/speed.py` prints it as JSON.

The fixed work is plain markdown-it-py parsing a fixed text. Each step is run between two runs of it, again and again,
and what counts is the median of the ratios: a machine that is slower for a while is so for both. A process of its own,
because other tests leave much behind in theirs, and because the tracing of coverage costs time.
"""

import gc
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median

from factories import NOON, a_document, build, write_tree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from dlcourse.config import Options, Project, read_settings
from dlcourse.loader import load_course

RUNS = 30
LESSONS = 20
SECTION = r"""
## 第@节：梯度下降 (Gradient Descent @)

训练时，参数沿着损失函数的负梯度方向更新；学习率取 0.0@，**步长太大**会震荡，太小则收敛很慢，记作 $w_{@} - \eta$。

During training the parameters move along the negative gradient of the loss; at a rate of 0.0@ a **large step** makes
them oscillate and a small one is slow. They are written $w_{@} - \eta$ here.

- **动量**：把前 @ 步的方向记下来，[见原文](https://example.org/momentum/@)
- **衰减**：学习率随轮数变小，*但不低于* `rate_@`
- 裁剪 (Clipping)
    - 按值：超过 @ 的部分截掉
    - 按范数：整体缩放

1. 读一个小批量，大小为 @；
2. 前向计算，得到损失；
3. 反向传播，更新第 @ 层。

$$
\frac{\partial L}{\partial w_{@}} = \frac{1}{m} \sum_{i=1}^{@} (\hat{y}_i - y_i) x_i
$$

| 方法 (Method) | 每步代价 | 备注 |
| --- | :-: | --: |
| 批量 @ | 高 | 稳定，但是慢 |
| 随机 @ | 低 | 有噪声 |

```python
class Descent@(torch.optim.Optimizer):
    def step(self, rate=0.0@):
        for weight in self.weights:  # 逐个更新
            weight -= rate * weight.grad
        return f"{rate:.2f}" if self.is_loud else None
```

第 @ 次实验里，验证集的误差先降后升，这就是过拟合；这时应当早一点停下来，或者加上正则项。

In experiment @ the error on the validation set falls and then rises, which is overfitting; stop earlier then, or
regularise.

```mermaid
graph LR
    A[数据@] --> B[模型@]
    B -->|损失| C[优化器@]
```
"""


def lessons() -> Iterator[str]:
    """Yield lessons without end, each with its own numbers: what was made for one is of no use for another."""
    for number in count(1000, 10):
        yield f"# 优化第{number}讲 (Optimisation, Part {number})\n" + SECTION.replace("@", str(number))


def cost(step: Callable[[], object], fixed_work: Callable[[], object]) -> float:
    """Return how many times as much CPU `step` needs as `fixed_work`."""
    step()
    gc.collect()
    gc.freeze()
    gc.disable()  # when it comes is chance
    try:
        around, steps = [_seconds(fixed_work)], []
        for _ in range(RUNS):
            steps.append(_seconds(step))
            around.append(_seconds(fixed_work))
    finally:
        gc.enable()
    return median(2 * own / (before + after) for own, before, after in zip(steps, around, around[1:], strict=False))


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def costs(folder: Path) -> dict[str, float]:
    """Measure every step; `folder` is empty."""
    texts = lessons()
    files = {f"content/{number:02}-lesson-{number}.md": next(texts) for number in range(LESSONS)}
    content = write_tree(folder, {**files, "content/course.toml": 'base_url = "https://example.org/"\n'}) / "content"
    project = Project(content=content, content_name="content", templates=None)
    settings, options = read_settings(project), Options(now=NOON)
    site = build(content).site
    assert site is not None
    pages = [found for found in site.artifacts if found.path.match("*/lesson-1?/index.html")]
    assert len(pages) == 3 * 10
    fixed_text = "".join(next(texts) for _ in range(3))
    parser = MarkdownIt("commonmark").enable("table")

    def fixed_work() -> list[Token]:
        return parser.parse(fixed_text)

    return {
        "render": cost(lambda: a_document(next(texts)), fixed_work),
        "pages": cost(lambda: [page.read() for page in pages], fixed_work),
        "load": cost(lambda: load_course(project, settings, options), fixed_work),
        # The measure itself: five against four is a quarter more.
        "four": cost(lambda: [fixed_work() for _ in range(4)], fixed_work),
        "five": cost(lambda: [fixed_work() for _ in range(5)], fixed_work),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(costs(Path(name).resolve())))

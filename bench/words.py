"""The vocabulary of the benchmark's lessons: a source of randomness in, words and sentences in two languages out.

Every word is a pair, Chinese and English, so that what is made from them says the same in both.
"""

from random import Random

Pair = tuple[str, str]


def pairs(text: str) -> tuple[Pair, ...]:
    """Read `中文 english words / 中文 english words`."""
    rows = (row.split(maxsplit=1) for row in text.split("/"))
    return tuple((row[0], row[1].strip()) for row in rows)


THINGS = pairs(
    "神经元 neuron/数据集 data set/滤波器 filter/聚类中心 cluster centre/协方差 covariance/超平面 hyperplane/"
    "语言模型 language model/检索库 retrieval store/提示词 prompt/词元 token/句向量 sentence vector/"
    "子网络 subnetwork/前馈层 feed-forward layer/输出头 output head/查询矩阵 query matrix/"
    "键值缓存 key-value cache/残差 residual/跳跃连接 skip connection/小批量 mini-batch/损失函数 loss function/"
    "代价曲线 cost curve/测试集 test set/初始值 initial value/步幅 stride/填充 padding/通道 channel/"
    "降采样层 downsampling layer/像素块 patch/扩散过程 diffusion process/变分下界 variational bound/"
    "判别器 discriminator/生成器 generator/智能体 agent/价值函数 value function/回放池 replay buffer/"
    "探索率 exploration rate/图节点 graph node/消息函数 message function/伪标签 pseudo label/"
    "知识蒸馏 distillation/随机种子 random seed/日志 log/流水线 pipeline/吞吐量 throughput/"
    "参数服务器 parameter server/计算节点 worker/梯度累积 gradient accumulation/衰减因子 decay factor"
)
ACTS = pairs(
    "决定 decides/更新 updates/限制 limits/汇总 sums up/增强 strengthens/映射 maps/记录 records/匹配 matches/"
    "修正 corrects/拆分 splits/裁掉 trims/排序 sorts/过滤 filters/恢复 restores/干扰 disturbs/拉平 flattens/"
    "跟随 follows/编码 encodes/传递 passes on/合并 merges"
)
KINDS = pairs(
    "平稳的 steady/稀有的 rare/窄的 narrow/宽的 wide/邻近的 nearby/远处的 distant/多层的 deep/浅层的 shallow/"
    "可学习的 learnable/固定的 fixed/重复的 repeated/小型的 small/嘈杂的 noisy/镜像的 mirrored/共用的 common/"
    "静态的 static/循环的 cyclic/并行的 parallel/可靠的 reliable/偏斜的 skewed"
)
PLACES = pairs(
    "第一轮训练中 in the first epoch/部署之后 after deployment/手机上 on a phone/集群里 in the cluster/"
    "长文档中 in long documents/卫星照片上 on satellite photographs/对话里 in conversations/"
    "显微图像中 in microscope images/商品搜索中 in product search/模拟环境中 in simulation/"
    "方言语料上 on dialect corpora/课堂实验里 in the class experiment"
)

CHINESE = (
    "{place}，{kind}{one}往往会{act}{two}，第{count}次实验因此把步长设为{value}。",
    "当{one}不够{bare}时，{two}很难被{act}，一般取{value}就够了。",
    "先让{one}{act}{two}，然后由{kind}{three}再核对{count}遍。",
    "不必直接{act}{one}：把{two}分成{count}份，每一份都有自己的{three}。",
    "从图中可以看到，{one}升到{value}以后，{two}在{place}的波动小了{count}%。",
    "{kind}{one}不是{two}：前者{act}{three}，后者只在{place}才有意义。",
    "下面用{count}行推导来说明，{one}为什么可以{act}{kind}{two}。",
    "常见的疏忽是忘记了{one}对{two}的作用，误差就会变成{value}。",
)
ENGLISH = (
    "{place}, a {kind} {one} often {act} the {two}, which is why run {count} sets the step to {value}.",
    "While the {one} is not {kind} enough, the {two} moves by {value} in {count} epochs.",
    "First the {one} {act} the {two}; then a {kind} {three} looks at it {count} times.",
    "There are {count} parts of the {two}, and each of them has its own {kind} {one} {place}.",
    "A {kind} {one} is no {two}: it {act} the {three}, and it costs {value} seconds a step.",
)


def sentence(source: Random, templates: tuple[str, ...], language: int) -> str:
    """Make one sentence; `language` is 0 for Chinese, 1 for English."""
    one, two, three = (thing[language] for thing in source.sample(THINGS, 3))
    kind, place = source.choice(KINDS)[language], source.choice(PLACES)[language]
    text = source.choice(templates).format(
        one=one,
        two=two,
        three=three,
        act=source.choice(ACTS)[language],
        kind=kind,
        bare=kind.removesuffix("的"),
        place=place,
        count=source.randint(2, 98),
        value=value(source),
    )
    return text[0].upper() + text[1:]


def chinese(source: Random, count: int) -> str:
    """Make a paragraph of `count` Chinese sentences."""
    return "".join(sentence(source, CHINESE, 0) for _ in range(count))


def english(source: Random, count: int) -> str:
    """Make a paragraph of `count` English sentences."""
    return " ".join(sentence(source, ENGLISH, 1) for _ in range(count))


def term(source: Random) -> Pair:
    """Make a term of two words: (嘈杂词元, Noisy Token)."""
    kind, thing = source.choice(KINDS), source.choice(THINGS)
    return kind[0].removesuffix("的") + thing[0], f"{kind[1]} {thing[1]}".title()


def value(source: Random) -> str:
    """Make a number with two to five places."""
    return f"{source.uniform(0.0002, 9.8):.{source.randint(2, 5)}f}"

"""A few words that headings of lessons are made of, in Chinese and in English: `总结` and `Summary` say the same.

Each line is one idea. A heading that holds words of one idea is likely to be the partner of one that holds it too, and
unlikely to be that of one that holds others.
"""

import re
from functools import lru_cache

IDEAS = """
summary recap conclusion conclusions wrap-up takeaways 总结 小结 结论 本章小结 回顾
introduction intro overview 简介 介绍 概述 概览 引言 导论 绪论 引入
background motivation 背景 动机 缘起
prerequisites requirements 先修 预备 准备 前提 先决条件
preface foreword 前言 序言 序
contents outline agenda 目录 大纲 提纲
goals goal objectives objective aims 目标 目的
definition definitions 定义
notation symbols 记号 符号
principle principles theory 原理 理论
basics fundamentals foundations 基础 入门
example examples 例子 示例 举例 实例 例
exercise exercises problems homework assignment 练习 习题 作业
answers answer solutions solution 答案 解答 题解
questions faq 问题 常见问题
discussion 讨论
appendix 附录
references bibliography reading 参考文献 参考 参考资料 延伸阅读 扩展阅读
acknowledgements acknowledgments thanks 致谢 鸣谢
licence license 许可 许可证 协议
installation install setup 安装 配置 环境
usage use 用法 使用 使用方法
quickstart start started 快速开始 开始 起步 上手
implementation 实现
code 代码
experiment experiments 实验
results result 结果
evaluation metrics 评估 评价 指标
training train 训练
testing test tests 测试
inference prediction 推理 推断 预测
data dataset datasets 数据 数据集
model models 模型
architecture architectures structure 架构 结构
layer layers 层
network networks 网络
neuron neurons 神经元
activation activations 激活
loss losses 损失
gradient gradients 梯度
backpropagation 反向传播
optimization optimisation optimizer optimizers 优化 优化器
regularization regularisation 正则化
normalization normalisation 归一化 规范化 标准化
convolution convolutions convolutional 卷积
recurrent 循环
attention 注意力
transformer 变换器
embedding embeddings 嵌入
probability 概率
linear 线性
matrix matrices 矩阵
vector vectors 向量
tensor tensors 张量
function functions 函数
variable variables 变量
parameter parameters 参数
application applications 应用
project projects 项目
practice practical 实践 实战
advantages pros strengths 优点 优势
disadvantages cons weaknesses limitations 缺点 局限 局限性 不足
comparison versus 比较 对比
history 历史 发展史
future outlook 未来 展望
notes note remarks 注意 说明 备注 注释
tips tricks 技巧 提示 小贴士
steps step procedure 步骤
algorithm algorithms 算法
performance 性能
debugging troubleshooting 调试 排错 故障
deployment deploy 部署
"""
WORD = re.compile(r"[a-z][a-z-]+")


def ideas_of(heading: str) -> frozenset[int]:
    """Return the ideas that `heading` names, of those in the table; of overlapping Chinese words the longest counts."""
    chinese, english = _tables()
    found = {english[word] for word in WORD.findall(heading.lower()) if word in english}
    found.update(chinese[0][match[0]] for match in chinese[1].finditer(heading))
    return frozenset(found)


@lru_cache(maxsize=1)
def _tables() -> tuple[tuple[dict[str, int], re.Pattern[str]], dict[str, int]]:
    ideas = [line.split() for line in IDEAS.strip().splitlines()]
    words = {word: number for number, line in enumerate(ideas) for word in line}
    chinese = {word: number for word, number in words.items() if not word.isascii()}
    longest_first = sorted(chinese, key=len, reverse=True)
    return (chinese, re.compile("|".join(longest_first))), {w: n for w, n in words.items() if w.isascii()}

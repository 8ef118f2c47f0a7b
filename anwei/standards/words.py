"""What a text says, as pieces of evidence: words, pairs of Chinese characters, concepts."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import rjieba

HAN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
# Words that say nothing about which hazard it is.
SILENT = """
的 了 在 是 有 和 与 或 及 并 等 对 为 被 把 将 也 都 就 个 一 上 下 中 内 处 其 该 由 于 到 着 进行 存在 发现 情况 问题 现场 企业 单位 隐患
a an the of to in on at is are was were be been it its and or with without for from by as not no
that this there their they them has have had but so than then when while which who we he she i you our your into over
under up out off any some all one
"""
STOP = frozenset(SILENT.split())
# Words found in every other finding, grave or not: the state a thing is in, papers, people, places.
# They help to rank; alone they point to no clause ("extinguisher expired", "操作规程缺失").
ORDINARY = """
前 后 里 外 时 还 缺失 缺少 缺 没有 无 不 未 没 不足 不够 未设 未设置 未安装 失效 损坏 坏了 故障 破损 松动 老化 变形 生锈 拆除 过期 超期 到期 年检 未检 未检验 损伤 磨损 堵塞 占用 堆放 遮挡 擅自 及时 完整 清理
安全 安全生产 管理 制度 规程 操作 记录 台账 标识 标志 标牌 警示 警示标志 检查 培训 教育 防护 应急 照明 用电 临时 线路 压力 固定 关闭 签名
人员 员工 工人 作业 车间 设备 设施 装置 使用 要求 规定 区域 附近 旁边 地面 按照 配备 设置 安装 更换 维护 保养
missing lack no not without absent broken failed fail faulty defective damaged removed expired inspected uninspected blocked obstructed cleared away worn wear loose old dirty faded open left
record sign warning safety system rule procedure operate operator training check emergency light pressure temporary fixed posted signed working useless dead
worker employee people person workshop equipment device machine floor door box order use
"""
# How much a single character or a pair weighs against a word, and a concept.
PAIR, CONCEPT = 0.45, 0.9


@dataclass(frozen=True)
class Token:
    """One piece of evidence: its key, the words it came from, and its weight."""

    key: str
    surface: str
    weight: float = 1.0


def stem(word: str) -> str:
    """An English word without its commonest endings; numbers and short words stay."""
    if len(word) <= 3 or word.isdigit():
        return word
    for ending, instead in (
        ("'s", ""),
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word.removesuffix(ending) + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


HAN_ORDINARY = frozenset(word for word in ORDINARY.split() if HAN.search(word))
STEMS_ORDINARY = frozenset(stem(word) for word in ORDINARY.split() if not HAN.search(word)) | {
    "not inspect", "never inspect", "not work", "does not work", "never instal", "not instal", "not fit", "out of order", "taken off", "taken out",
}  # fmt: skip


def tells(token: Token) -> bool:
    """Whether a piece of evidence says what the thing is, and not only what every other finding says."""
    kind, _colon, word = token.key.partition(":")
    if kind == "2":
        return not any(word in ordinary for ordinary in HAN_ORDINARY)
    said = word or token.surface
    return said not in HAN_ORDINARY and said not in STEMS_ORDINARY


def tokens(text: str) -> list[Token]:
    """The evidence in some text, without synonyms."""
    text = text.casefold()
    found = [Token(f"en:{stem(word)}", word) for word in LATIN.findall(text) if word not in STOP]
    for run in HAN.findall(text):
        words = [word for word in rjieba.cut(run) if word not in STOP]
        found += [Token(f"zh:{word}", word) for word in words if len(word) > 1]
        found += [Token(f"zh:{word}", word, PAIR) for word in words if len(word) == 1]
        found += [
            Token(f"2:{pair}", pair, PAIR) for pair in map("".join, zip(run, run[1:], strict=False))
        ]
    return found


@dataclass
class Concepts:
    """The pack's synonyms: every phrase of a group stands for the same concept."""

    han: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    latin: dict[tuple[str, ...], set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, groups: Iterable[Iterable[str]]) -> "Concepts":
        """The concepts of groups of phrases."""
        concepts = cls()
        for number, group in enumerate(groups):
            for phrase in group:
                phrase = phrase.casefold()
                if HAN.search(phrase):
                    concepts.han[phrase].add(number)
                else:
                    concepts.latin[_stems(phrase)].add(number)
        return concepts

    def found_in(self, text: str) -> list[Token]:
        """The concepts a text speaks of, each with the phrase that says so."""
        text = text.casefold()
        hits = [(phrase, numbers) for phrase, numbers in self.han.items() if phrase in text]
        stems = _stems(text)
        places = set(stems)
        for phrase, numbers in self.latin.items():
            if phrase[0] in places and _holds(stems, phrase):
                hits.append((" ".join(phrase), numbers))
        return [
            Token(f"§{number}", phrase, CONCEPT) for phrase, numbers in hits for number in numbers
        ]


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in LATIN.findall(text))


def _holds(stems: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(stems[i : i + size] == phrase for i in range(len(stems) - size + 1))

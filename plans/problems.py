"""What can be wrong with a plan file or a plan, in Chinese and in English."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]

# Each cause ends with what to do about it.
CAUSES: dict[str, dict[Language, str]] = {
    "unreadable": {
        "zh": "读不了这个文件（{cause}）。请检查路径和编码（应为 UTF-8）。",
        "en": "the file cannot be read ({cause}). Check the path, and that it is UTF-8 text.",
    },
    "too-long": {
        "zh": "文件超过 {most} 个字符。请只保留预案内容。",
        "en": "the file is longer than {most} characters. Keep only the plan in it.",
    },
    "not-yaml": {
        "zh": "不是正确的 YAML（{cause}）。请检查缩进、冒号后的空格和引号。",
        "en": "not valid YAML ({cause}). Check indentation, the space after a colon, and quotes.",
    },
    "empty": {
        "zh": "文件是空的。请参照 fixtures/plans 中的文件填写。",
        "en": "the file is empty. Write it after the files in fixtures/plans.",
    },
    "alias": {
        "zh": "不接受 YAML 锚点、别名和过深的嵌套。请把内容直接写出来。",
        "en": "YAML anchors, aliases and very deep nesting are not accepted. Write the content out.",
    },
    "duplicate-key": {
        "zh": "“{key}”写了两次。请删去一处。",
        "en": "“{key}” is written twice. Delete one of them.",
    },
    "missing-key": {
        "zh": "缺少“{key}”。请补上。",
        "en": "“{key}” is missing. Add it.",
    },
    "unknown-key": {
        "zh": "不认识“{key}”。这里可用：{allowed}。",
        "en": "“{key}” is not known here. Use one of: {allowed}.",
    },
    "wrong-type": {
        "zh": "{value} 应为{expected}。文字中若只有数字，请加引号。",
        "en": "{value} should be {expected}. Put quotes around text that looks like a number.",
    },
    "not-allowed": {
        "zh": "不能写 {value}。请用：{allowed}。",
        "en": "{value} is not accepted. Use one of: {allowed}.",
    },
    "wrong-form": {
        "zh": "{value} 的写法不对，应为：{expected}。",
        "en": "{value} is not in the expected form: {expected}.",
    },
    "out-of-range": {
        "zh": "{value} 超出范围（{limit}）。请改正。",
        "en": "{value} is out of range ({limit}). Correct it.",
    },
    "too-few": {
        "zh": "内容不能为空。请至少写一项，或删去这个键。",
        "en": "this must not be empty. Write at least one entry, or leave the key out.",
    },
    "no-such-day": {
        "zh": "没有 {value} 这一天。请写作 2025-02-25。",
        "en": "{value} is not a day of the calendar. Write it as 2025-02-25.",
    },
    "duplicate-name": {
        "zh": "“{name}”已在第 {line} 行用过。请改名。",
        "en": "“{name}” is already used on line {line}. Choose another name.",
    },
    "unknown-unit": {
        "zh": "units 中没有“{name}”。{hint}请写责任单位的名称或别名。",
        "en": "no unit is called “{name}”. {hint}Write the name or an alias of a unit listed under units.",
    },
    "unknown-basis": {
        "zh": "“{unit}”没有名为“{name}”的职责。可用：{allowed}。",
        "en": "“{unit}” has no duty with the key “{name}”. Use one of: {allowed}.",
    },
    "unit-twice": {
        "zh": "“{name}”在这项措施中写了两次。请删去一处。",
        "en": "“{name}” is assigned twice to this measure. Delete one of them.",
    },
    "unknown-body": {
        "zh": "bodies 中没有“{name}”。请写其中一个机构的名称。",
        "en": "no body is called “{name}”. Write the name of one listed under bodies.",
    },
    "unknown-measure": {
        "zh": "没有键为“{name}”的措施。请改正 replaces。",
        "en": "no measure has the key “{name}”. Correct replaces.",
    },
    "replaces-higher": {
        "zh": "“{name}”的级别不低于本措施，不能被它取代。请改正级别或 replaces。",
        "en": "“{name}” is not of a lower level, so it cannot be replaced. Correct level or replaces.",
    },
    "needs-level": {
        "zh": "各级累加的预案，措施应写 level（最低级别），不写 levels。",
        "en": "in a cumulative plan a measure has level (the lowest one), not levels.",
    },
    "needs-levels": {
        "zh": "各级单列的预案，措施应写 levels（适用的各级别），不写 level。",
        "en": "in a plan whose levels stand alone a measure has levels (all that apply), not level.",
    },
    "replaces-in-whole-list": {
        "zh": "各级单列的预案不用 replaces。请用 levels 写明适用的级别。",
        "en": "replaces has no meaning where levels stand alone. Say with levels where the measure applies.",
    },
    "needs-source": {
        "zh": "强制性措施要写 source（industrial、mobile、dust 或 other）。",
        "en": "a mandatory measure needs source (industrial, mobile, dust or other).",
    },
    "level-twice": {
        "zh": "{level}级已写过。每级只写一次。",
        "en": "level {level} is given twice. Give each level once.",
    },
    "air-mixed": {
        "zh": "{level}级的同一组条件不能既看预报又看实况。请统一 air，或分成两组 all_of。",
        "en": "conditions at {level} that must hold together differ in air. Use one, or write two all_of.",
    },
    "chain-twice": {
        "zh": "{level}级的 {action} 审批已写过。请合并。",
        "en": "the approval of {action} at {level} is given twice. Merge them.",
    },
    "unknown-jurisdiction": {
        "zh": "没有代码为 {code} 的行政区。请先写入 fixtures/jurisdictions.yaml 并载入。",
        "en": "no jurisdiction has the code {code}. Load it first (fixtures/jurisdictions.yaml).",
    },
    "unknown-superior": {
        "zh": "文件中没有代码为 {code} 的上级。请把上级也列入本文件。",
        "en": "no jurisdiction of this file has the code {code}. List the superior here too.",
    },
    "superior-loop": {
        "zh": "{code} 的上级最终又是它自己。请改正 superior。",
        "en": "{code} is, in the end, its own superior. Correct superior.",
    },
    "edition-in-use": {
        "zh": "“{edition}”已有预警引用，不能改动。请把文件中的 edition 改为新的版次。",
        "en": "edition “{edition}” is used by a warning and not changed. Give the file a new edition.",
    },
    "other-jurisdiction": {
        "zh": "这份预案属于 {code}，不是本地（{own}）。请改正 jurisdiction，或在其行政区上传。",
        "en": "this plan is that of {code}, not of {own}. Correct jurisdiction, or upload it there.",
    },
    "edition-known": {
        "zh": "已有名为“{edition}”的版次。请把 edition 改为新的版次。",
        "en": "an edition “{edition}” is known already. Give edition a new name.",
    },
    "not-later": {
        "zh": "生效日期 {day} 早于现行版次（{current}）。请写不早于它的日期。",
        "en": "{day} is before the first day of the edition in force ({current}). Write a later day.",
    },
    "edition-succeeded": {
        "zh": "“{edition}”已被后来的版次取代，不能改动。请把文件中的 edition 改为新的版次。",
        "en": "edition “{edition}” was succeeded and is not changed. Give the file a new edition.",
    },
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: `path` such as units[3].name, `line` from 1, a code and its facts."""

    file: str
    line: int
    path: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Language = "en") -> str:
        """The cause and what to do, without the place."""
        return CAUSES[self.code][language].format_map(self.facts)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: "
        return place + (f"{self.path}: " if self.path else "") + self.text()


class FileError(Exception):
    """A file that cannot be taken; `problems` holds everything found, in the order of lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        super().__init__("\n".join(map(str, self.problems)))

"""A small cumulative plan that is right, to be spoilt by a test in one place."""

SMALL = """\
jurisdiction: "654003"
plan:
  title: 小县重污染天气应急预案
  edition: 第一版
  in_force_from: 2025-01-01
  source: 小县重污染天气应急预案
  clause: 总则
  standing: seed
  cumulative: true
triggers:
  clause: 3.1
  items:
    - level: yellow
      any_of:
        - all_of: [{metric: AQI, above: 200, hours: 24}]
        - all_of: [{metric: AQI, above: 150, hours: 48}]
    - level: orange
      any_of:
        - all_of: [{metric: AQI, above: 200, hours: 48}]
lifting: {hours: 36, below: derived, approval: false, clause: 3.2}
raising: {observed_hours: 24, outlook_hours: 24, clause: 3.3}
merging: {gap_hours: 36, clause: 3.4}
superior: {follows_superior: minimum, clause: 3.5}
approvals:
  clause: 3.6
  items:
    - {levels: [yellow, orange], actions: [issue, adjust], steps: [{verb: approve, role: director}]}
    - {levels: [yellow, orange], actions: [lift], steps: []}
recipients:
  items:
    - {name: 州指挥部, kind: superior, told_of: [issue, adjust, lift]}
reporting:
  clause: 5.1
  items:
    - {kind: unit_daily, from: all_units, to: 县指挥部办公室, due: next_day 10:00, due_standing: default}
units:
  clause: 附件1
  items:
    - name: 县工信局
      aliases: [工信局]
      clause: 第1行
      duties:
        - {key: 限产, text: 落实限产}
    - name: 县公安局
      clause: 第2行
      duties:
        - {key: 交通, text: 落实限行}
measures:
  clause: "4"
  groups:
    - level: yellow
      kind: mandatory
      source: industrial
      clause: 4.1
      items:
        - key: 限产-黄
          text: 限产
          clause: （1）
          units: [{name: 工信局, basis: 限产}]
    - level: yellow
      kind: mandatory
      source: mobile
      clause: 4.1（2）
      items:
        - key: 渣土-减少
          text: 减少渣土车上路
          units: [{name: 县公安局, basis: 交通}]
    - level: orange
      kind: mandatory
      source: mobile
      clause: 4.2
      items:
        - key: 渣土-禁止
          text: 禁止渣土车上路
          replaces: [渣土-减少]
          units: [{name: 县公安局, basis: 交通}]
"""


def spoilt(old: str, new: str) -> str:
    """The small plan with `old`, which must be there, replaced by `new`."""
    assert old in SMALL
    return SMALL.replace(old, new, 1)

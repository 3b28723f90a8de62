"""Words of the policy page."""

from lianfang.kernel.words import Words

WORDS = {
    "title": Words("现行政策", "Policy in force"),
    "lead": Words(
        "{day} 有效的 {rules} 条规定，逐条注明出处。", "{rules} rules in force on {day}, each with its source."
    ),
    "lead_none": Words(
        "{day} 没有规定有效：来去不受限制。", "On {day} no rule is in force: nothing holds anyone back."
    ),
    "slider": Words("历次规定", "The dated versions"),
    "slider_says": Words("拖动滑块，或从列表里选日期。", "Drag the slider, or choose a date from the list."),
    "before": Words("第一次规定之前", "before the first version"),
    "today": Words("转到城市时间", "To the city's today"),
    "changed": Words("这一步变了什么", "What changed at this step"),
    "changed_since": Words("与 {day} 起的规定相比", "Against the rules from {day}"),
    "added": Words("新增", "added"),
    "ended": Words("停止", "ended"),
    "rewritten": Words("改写", "rewritten"),
    "value_changed": Words("数值改变", "value changed"),
    "change_value": Words("{title}：{old} → {new}", "{title}: {old} → {new}"),
    "change_none": Words("没有变化。", "Nothing changed."),
    "steps": Words("逐个列出", "List every version"),
    "bodies": Words("负责", "Responsible"),
    "remedy": Words("怎么办", "What to do"),
    "lifts": Words("解除", "What ends it"),
    "lifted_by": Words("由谁", "By whom"),
    "lifts_area_lowered": Words("地区转为低风险", "the area is lowered"),
    "lifts_negative_test": Words("核酸阴性", "a negative test"),
    "lifts_community": Words("社区核验", "the community's check"),
    "lifts_cdc": Words("疾控排查", "the CDC's check"),
    "lifts_released": Words("解除隔离治疗", "release from care"),
    "lifts_zone_released": Words("小区解封", "the compound is released"),
    "lifts_none": Words("到期即止", "time alone"),
    "by_automatic": Words("系统自动，不用申请", "by itself, without applying"),
    "by_community": Words("社区", "the community"),
    "by_district": Words("区", "the district"),
    "by_cdc": Words("疾控机构", "the CDC"),
    "more": Words("怎么办、谁解除、到何时", "What to do, who lifts it, until when"),
    "needs": Words("须做", "Duties"),
    "period": Words("有效期", "In force"),
    "as_data": Words("写成数据的条文", "The rule as data"),
    "when": Words("条件", "When"),
    "release_rule": Words("期满", "Ends"),
    "values": Words("随时间变化的数值", "Values through time"),
    "values_says": Words("新规定从不改旧的一步，只添新的一步。", "A new order never edits an old step; it adds one."),
    "schedules": Words("健康监测方案", "Monitoring plans"),
    "contents": Words("本页内容", "On this page"),
    "checklist_items": Words("{n} 项", "{n} items"),
    "checklists": Words("检查清单", "Checklists"),
    "item_fix": Words("限 {hours} 小时整改", "to be put right in {hours} hours"),
    "item_now": Words("立即整改", "to be put right at once"),
    "questions": Words("常见问题 {n} 条", "{n} questions people ask"),
    "zone_rules": Words("适用于小区", "About compounds"),
    "none_here": Words("这一天，这项措施没有有效的规定。", "On this day this measure has no rule in force."),
    "bad_day": Words(
        "看不懂这个日期，改为显示城市时间。", "That date could not be read; the city's own time is shown."
    ),
}

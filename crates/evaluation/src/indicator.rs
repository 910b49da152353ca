//! The table of indicators: each with its name, its formula in words and what it counts. The manual's table is made from this one.

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A number of entries.
    Count,
    /// The share of entries that are in the numerator; no value when there is no entry.
    Share,
    /// The middle duration, in hours: half took no longer (nearest rank).
    Median,
    /// The duration, in hours, that nine in ten did not exceed (nearest rank).
    NinthDecile,
}

/// In which direction a figure is good news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither: it says how much there was to do.
    Neither,
}

/// How late clocks and open ones are weighed in an on-time rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Open clocks count as late once their deadline has passed: the city's figure.
    OverdueIsLate,
    /// The same, and a delay that an approved appeal excuses counts as on time.
    OverdueIsLateExcused,
    /// Open clocks are left out. For comparison only: the newest period shows no delay, since nothing in it can be late yet.
    LeftOut,
    /// Every open clock counts as late. For comparison only: unfair to kinds with long limits.
    AllLate,
}

/// What an indicator looks for in the course of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Cases filed.
    Filed,
    /// Cases that ended.
    Closed,
    /// Cases open at the end.
    OpenAtEnd,
    /// Cases with a deadline that had passed at the end.
    OverdueAtEnd,
    /// Acceptances that fell due.
    Response,
    /// First dispatches.
    FirstDispatch,
    /// All dispatches.
    Returned,
    /// Ended cases, by whether they were worked on again.
    Rework,
    /// Reporters asked, by whether they were reached.
    Reach,
    /// Reporters who said whether it is solved.
    Solved,
    /// Reporters who said whether they are satisfied.
    Satisfied,
    /// Clocks of a stage, by whether they were kept.
    OnTime(&'static str, Open),
    /// Clocks of a stage that stopped, by how long they ran.
    Lasted(&'static str),
}

/// One indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indicator {
    /// Its code.
    pub code: &'static str,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
    /// Its formula in Chinese.
    pub formula_zh: &'static str,
    /// Its formula in English.
    pub formula_en: &'static str,
    /// What the figure is.
    pub shape: Shape,
    /// In which direction it is good news.
    pub better: Better,
    /// What it counts.
    pub measure: Measure,
}

impl Indicator {
    /// The indicator with this code.
    #[must_use]
    pub fn named(code: &str) -> Option<&'static Self> {
        INDICATORS.iter().find(|indicator| indicator.code == code)
    }
}

const fn row(
    code: &'static str,
    names: (&'static str, &'static str),
    formula: (&'static str, &'static str),
    (shape, better): (Shape, Better),
    measure: Measure,
) -> Indicator {
    let ((zh, en), (formula_zh, formula_en)) = (names, formula);
    Indicator { code, zh, en, formula_zh, formula_en, shape, better, measure }
}

const MANY: (Shape, Better) = (Shape::Count, Better::Neither);
const FEW: (Shape, Better) = (Shape::Count, Better::Less);
const HIGH: (Shape, Better) = (Shape::Share, Better::More);
const LOW: (Shape, Better) = (Shape::Share, Better::Less);
const MIDDLE: (Shape, Better) = (Shape::Median, Better::Less);
const LONG: (Shape, Better) = (Shape::NinthDecile, Better::Less);

const MIDDLE_OF: (&str, &str) = (
    "期内停表的该阶段用时，扣除停表时间，取中位数（小时）",
    "time of the stage's clocks that stopped in the period, pauses left out: the median, in hours",
);
const LONG_OF: (&str, &str) = (
    "期内停表的该阶段用时，扣除停表时间，取九分位数（小时）",
    "time of the stage's clocks that stopped in the period, pauses left out: what nine in ten did not exceed, in hours",
);

/// Every indicator, in the order of a report.
pub const INDICATORS: &[Indicator] = &[
    row("filed", ("受理量", "Filed"), ("期内受理的工单数", "cases filed in the period"), MANY, Measure::Filed),
    row(
        "closed",
        ("办结量", "Closed"),
        ("期内办结的工单数，不含并入其他工单的", "cases that ended in the period, merged ones left out"),
        MANY,
        Measure::Closed,
    ),
    row(
        "open_at_end",
        ("期末在办", "Open at the end"),
        ("期末尚未办结的工单数", "cases not ended when the period did"),
        MANY,
        Measure::OpenAtEnd,
    ),
    row(
        "overdue_at_end",
        ("期末超期在办", "Overdue at the end"),
        ("期末在办且有时限已过的工单数", "open cases with a deadline that had passed when the period ended"),
        FEW,
        Measure::OverdueAtEnd,
    ),
    row(
        "response_rate",
        ("响应率", "Response rate"),
        (
            "期内签收时限届满的派单中按时签收的 ÷ 期内签收时限届满的派单",
            "dispatches accepted in time ÷ dispatches whose limit for acceptance fell into the period",
        ),
        HIGH,
        Measure::Response,
    ),
    row(
        "reach_rate",
        ("回访到达率", "Reach rate"),
        (
            "期内回访联系上的 ÷ 期内回访的工单",
            "cases whose reporter was reached ÷ cases whose reporter was asked in the period",
        ),
        HIGH,
        Measure::Reach,
    ),
    row(
        "resolution_rate",
        ("解决率", "Resolution rate"),
        (
            "期内回访答“已解决”的 ÷ 期内回访就是否解决作答的；未联系上的不计",
            "reporters who said solved ÷ reporters who said whether; who was not reached is neither",
        ),
        HIGH,
        Measure::Solved,
    ),
    row(
        "satisfaction_rate",
        ("满意率", "Satisfaction rate"),
        (
            "期内回访答“满意”的 ÷ 期内回访就是否满意作答的；未联系上的不计",
            "reporters who said satisfied ÷ reporters who said whether; who was not reached is neither",
        ),
        HIGH,
        Measure::Satisfied,
    ),
    row(
        "on_time_rate",
        ("按期办结率", "On-time rate"),
        (
            "期内按期完成的 ÷（期内按期完成的 + 期内逾期完成的 + 期末在办且已超期的），按全程时限",
            "finished on time ÷ (finished on time + finished late + open and overdue at the end), by the limit of the whole way",
        ),
        HIGH,
        Measure::OnTime("total", Open::OverdueIsLate),
    ),
    row(
        "on_time_rate_adjusted",
        ("按期办结率（申诉调整）", "On-time rate, adjusted"),
        (
            "同按期办结率，经申诉豁免的计为按期",
            "as the on-time rate, and a delay excused by an approved appeal counts as on time",
        ),
        HIGH,
        Measure::OnTime("total", Open::OverdueIsLateExcused),
    ),
    row(
        "on_time_rate_closed_only",
        ("按期办结率（仅已完成，供对照）", "On-time rate of the finished, for comparison"),
        (
            "期内按期完成的 ÷ 期内完成的；最新一期必然偏高",
            "finished on time ÷ finished; too good for the newest period, in which nothing can be late yet",
        ),
        HIGH,
        Measure::OnTime("total", Open::LeftOut),
    ),
    row(
        "on_time_rate_open_late",
        ("按期办结率（在办全计逾期，供对照）", "On-time rate with all open as late, for comparison"),
        (
            "期内按期完成的 ÷（期内完成的 + 期末在办的）；对时限长的类别不公平",
            "finished on time ÷ (finished + open at the end); unfair to kinds with long limits",
        ),
        HIGH,
        Measure::OnTime("total", Open::AllLate),
    ),
    row(
        "handle_on_time_rate",
        ("按期处置率", "On-time handling"),
        (
            "同按期办结率，按处置时限，归处置部门",
            "as the on-time rate, by the limit for handling, counted for the department that handles",
        ),
        HIGH,
        Measure::OnTime("handle", Open::OverdueIsLate),
    ),
    row(
        "handle_on_time_rate_adjusted",
        ("按期处置率（申诉调整）", "On-time handling, adjusted"),
        (
            "同按期处置率，经申诉豁免的计为按期",
            "as on-time handling, and a delay excused by an approved appeal counts as on time",
        ),
        HIGH,
        Measure::OnTime("handle", Open::OverdueIsLateExcused),
    ),
    row(
        "first_dispatch_right",
        ("首派准确率", "First dispatch right"),
        (
            "期内首次派出且未被退回的 ÷ 期内首次派出的",
            "first dispatches that did not come back ÷ first dispatches in the period",
        ),
        HIGH,
        Measure::FirstDispatch,
    ),
    row(
        "return_rate",
        ("退单率", "Return rate"),
        (
            "期内派出后被退回的 ÷ 期内派出的（含改派）",
            "dispatches that came back ÷ dispatches in the period, later ones included",
        ),
        LOW,
        Measure::Returned,
    ),
    row(
        "rework_rate",
        ("重办率", "Rework rate"),
        ("期内办结且重办过的 ÷ 期内办结的", "cases that were worked on again ÷ cases that ended in the period"),
        LOW,
        Measure::Rework,
    ),
    row(
        "median_hours_intake",
        ("受理用时中位数", "Median time to triage"),
        MIDDLE_OF,
        MIDDLE,
        Measure::Lasted("intake"),
    ),
    row(
        "p90_hours_intake",
        ("受理用时九分位", "Time to triage, nine in ten"),
        LONG_OF,
        LONG,
        Measure::Lasted("intake"),
    ),
    row(
        "median_hours_dispatch",
        ("派遣用时中位数", "Median time to dispatch"),
        MIDDLE_OF,
        MIDDLE,
        Measure::Lasted("dispatch"),
    ),
    row(
        "p90_hours_dispatch",
        ("派遣用时九分位", "Time to dispatch, nine in ten"),
        LONG_OF,
        LONG,
        Measure::Lasted("dispatch"),
    ),
    row(
        "median_hours_accept",
        ("签收用时中位数", "Median time to accept"),
        MIDDLE_OF,
        MIDDLE,
        Measure::Lasted("accept"),
    ),
    row(
        "p90_hours_accept",
        ("签收用时九分位", "Time to accept, nine in ten"),
        LONG_OF,
        LONG,
        Measure::Lasted("accept"),
    ),
    row(
        "median_hours_handle",
        ("处置用时中位数", "Median time to handle"),
        MIDDLE_OF,
        MIDDLE,
        Measure::Lasted("handle"),
    ),
    row(
        "p90_hours_handle",
        ("处置用时九分位", "Time to handle, nine in ten"),
        LONG_OF,
        LONG,
        Measure::Lasted("handle"),
    ),
    row(
        "median_hours_verify",
        ("核查用时中位数", "Median time to check"),
        MIDDLE_OF,
        MIDDLE,
        Measure::Lasted("verify"),
    ),
    row("p90_hours_verify", ("核查用时九分位", "Time to check, nine in ten"), LONG_OF, LONG, Measure::Lasted("verify")),
    row(
        "median_hours_total",
        ("全程用时中位数", "Median time of the whole way"),
        MIDDLE_OF,
        MIDDLE,
        Measure::Lasted("total"),
    ),
    row(
        "p90_hours_total",
        ("全程用时九分位", "Time of the whole way, nine in ten"),
        LONG_OF,
        LONG,
        Measure::Lasted("total"),
    ),
];

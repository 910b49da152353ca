//! The last screen of a report: everything once more, what it may be about, whether it is known already, and what its kind asks.

use super::draft::{Draft, Faults};
use super::questions;
use super::steps::{Field, PROPERTIES};
use crate::Problem;
use crate::Web;
use crate::addresses::fill::fill;
use crate::caller::Caller;
use crate::cases::act::load;
use crate::cases::view::advice::AdviceView;
use crate::cases::view::public::PublicCase;
use crate::pages::layout::{Shown, moment};
use crate::triage::suggest::within_sight;
use crate::triage::told::Told;
use crate::triage::urgent::Urgent;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::rulebook::kinds::Kind;
use jingwei_cases::state::State;
use jingwei_terms::AreaCode;
use maud::{Markup, html};

/// A kind that it may be, and the reporter's own words that speak for it.
pub(super) struct Possible {
    code: jingwei_terms::KindCode,
    evidence: Vec<String>,
}

/// What the program makes of a draft. It decides nothing.
pub(super) struct Sense {
    /// What to do at once when the words point to danger.
    pub(super) urgent: Option<Urgent>,
    possible: Vec<Possible>,
    sure: bool,
    known: Vec<PublicCase>,
    /// The division that the address alone leads to.
    recognised: Option<AreaCode>,
}

impl Sense {
    /// Advice on a draft, by the same way as everybody's who asks while typing.
    pub(super) async fn of(web: &Web, caller: &Caller, draft: &Draft) -> Result<Self, Problem> {
        let rules = web.rules();
        let mut report = draft.report(&rules)?;
        fill(web, &mut report).await?;
        let advice = web.triage().advise_on(&Told::of_report(&report, &rules, web.now()), &rules);
        let mut known = Vec::new();
        for near in within_sight(web, caller, AdviceView::of(&advice, &rules).duplicates).await? {
            let case = load(web, &near.number).await?;
            if near.likely && case.state != State::Merged {
                known.push(PublicCase::of(&case, &rules));
            }
        }
        let possible =
            advice.kinds.iter().map(|kind| Possible { code: kind.code.clone(), evidence: kind.evidence.clone() });
        let recognised = report.place.area.filter(|_| report.recognised.is_some());
        let (urgent, sure) = (Urgent::of(&advice), advice.abstained.is_none());
        Ok(Self { urgent, possible: possible.collect(), sure, known, recognised })
    }

    /// The kind that is offered as chosen, when the advice is sure of one.
    pub(super) fn kind(&self) -> Option<&str> {
        self.possible.first().filter(|_| self.sure).map(|kind| kind.code.as_str())
    }
}

/// The screen.
pub(super) fn draw(web: &Web, shown: &Shown, draft: &Draft, sense: &Sense, faults: &Faults) -> Markup {
    let rules = web.rules();
    html! {
        @if !sense.known.is_empty() { (known(web, shown, &sense.known)) }
        section.part {
            h2 { (shown.pick("您写的内容", "What you wrote")) }
            dl.facts {
                dt { (shown.pick("事情", "What")) } dd.words { (draft.text("what")) }
                @if draft.photos().next().is_some() { dt { (shown.pick("照片", "Pictures")) } dd { (draft.photos().count()) (shown.pick(" 张", "")) } }
                dt { (shown.pick("地点", "Where")) } dd { (place(shown, draft, sense, &rules)) }
                dt { (shown.pick("联系", "Contact")) } dd { (contact(shown, draft)) }
            }
        }
        (kinds(shown, draft, sense, faults, &rules))
        (wish(shown, draft, &rules))
    }
}

/// Cases that may be the same, with the way to follow one of them instead.
fn known(web: &Web, shown: &Shown, known: &[PublicCase]) -> Markup {
    html! {
        section class="part known" aria-labelledby="known-title" {
            h2 id="known-title" { (shown.pick("附近可能已有人反映", "Somebody may have reported this already")) }
            p { (shown.pick("如果就是同一件事，可以直接关注它，不必再报一次。", "If it is the same, follow that one; you need not report it again.")) }
            ul.cards {
                @for case in known {
                    li {
                        p { strong { @match &case.kind { Some(kind) => (shown.name(&kind.name, &kind.name_en)), None => (shown.pick("类别待定", "Kind not settled")) } }
                            " · " @if let Some(area) = &case.area { (shown.name(&area.name, &area.name_en)) } }
                        p.quiet { (moment(web, shown, case.filed_at)) " · " (crate::pages::track::story::standing(shown, case.state)) }
                        a.button.second href={ "/track/" (case.number) "#follow" } { (shown.pick("就是这件，关注它", "This is it, follow it")) }
                    }
                }
            }
        }
    }
}

fn kinds(shown: &Shown, draft: &Draft, sense: &Sense, faults: &Faults, rules: &Rulebook) -> Markup {
    let field = Field { faults };
    let chosen = draft.kind(rules);
    let mut offered: Vec<(&Kind, &[String])> = Vec::new();
    for possible in &sense.possible {
        offered.extend(rules.kinds.get(&possible.code).map(|kind| (kind, possible.evidence.as_slice())));
    }
    if let Some(kind) = chosen.as_ref().and_then(|code| rules.kinds.get(code))
        && !offered.iter().any(|(other, _)| other.code == kind.code)
    {
        offered.push((kind, &[]));
    }
    html! {
        section.part {
            fieldset.choices.kinds id="kind" aria-describedby=[field.described("kind")] {
                legend { h2 { (shown.pick("属于哪一类", "What kind is it")) } }
                (field.fault("kind"))
                @for (kind, evidence) in offered {
                    div.option {
                        label.choice {
                            input type="radio" name="kind" value=(kind.code) checked[chosen.as_ref() == Some(&kind.code)];
                            span { (shown.name(&kind.name, &kind.name_en))
                                @if !evidence.is_empty() { small.quiet { (shown.pick("因为您写了：", "because you wrote: ")) (evidence.join("、")) } } }
                        }
                        @if rules.questions.of(kind).next().is_some() {
                            div.asked { (questions::fields(shown, draft, kind, rules)) }
                        }
                    }
                }
                div.option { label.choice { input type="radio" name="kind" value="" checked[chosen.is_none()];
                    span { (shown.pick("不确定，请工作人员判断", "I am not sure; let the staff decide")) } } }
            }
        }
    }
}

fn wish(shown: &Shown, draft: &Draft, rules: &Rulebook) -> Markup {
    let present = draft.property();
    html! {
        section.part {
            label { (shown.pick("您希望", "What you want"))
                select name="property" {
                    @for (code, property, en) in PROPERTIES {
                        option value=(code) selected[property == present] {
                            @let zh = rules.settings.property.iter().find(|line| line.code == property).map_or("", |line| line.name.as_str());
                            (shown.name(zh, en))
                        }
                    }
                } }
        }
    }
}

fn place(shown: &Shown, draft: &Draft, sense: &Sense, rules: &Rulebook) -> Markup {
    let area = draft.text("area").parse().ok().and_then(|code| rules.areas.division(&code));
    let point = draft.location().ok().flatten();
    let grid = point.as_ref().and_then(|point| rules.areas.grid_at(point));
    let community = grid.and_then(|grid| rules.areas.division(&grid.community));
    let by_address = sense.recognised.as_ref().and_then(|area| rules.areas.division(area));
    html! {
        @if !draft.text("address").is_empty() { p { (draft.text("address")) } }
        @if let Some(area) = community.or(area) { p { (shown.name(&area.name, &area.name_en)) } }
        @else if let Some(area) = by_address { p.quiet { (shown.pick("按地址归入", "By its address in ")) (shown.name(&area.name, &area.name_en)) } }
        @if let Some(grid) = grid { p.quiet { (shown.pick("已在地图上定位：", "A point on the map, in ")) (grid.name) } }
        @else if point.is_some() { p.quiet { (shown.pick("已在地图上定位", "A point on the map")) } }
        @if !draft.text("nowhere").is_empty() { p { (shown.pick("与地点无关", "It has no place")) } }
    }
}

fn contact(shown: &Shown, draft: &Draft) -> Markup {
    html! {
        @if draft.text("who") == "anonymous" { (shown.pick("匿名", "Anonymous")) }
        @else { (draft.text("phone")) " " (draft.text("name")) }
    }
}

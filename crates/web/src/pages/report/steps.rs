//! The screens on which a report is written: what, where, who. The ordinary view has them on one page, the elder view one by one.

use super::draft::{Draft, Faults};
use super::questions;
use crate::pages::layout::Shown;
use jingwei_cases::case::Property;
use jingwei_cases::rulebook::Rulebook;
use maud::{Markup, html};

/// A screen of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// What, where and who on one page.
    All,
    /// Pictures.
    Photo,
    /// What is wrong.
    What,
    /// Where.
    Where,
    /// Who reports.
    Who,
    /// Everything once more, before it is sent.
    Check,
}

/// What a reporter may want, with the name in English; the rulebook has the Chinese ones.
pub(super) const PROPERTIES: [(&str, Property, &str); 6] = [
    ("help", Property::Help, "I need help"),
    ("complaint", Property::Complaint, "I complain"),
    ("report", Property::Report, "I report somebody's wrongdoing"),
    ("suggestion", Property::Suggestion, "I suggest something"),
    ("consultation", Property::Consultation, "I have a question"),
    ("praise", Property::Praise, "I praise somebody"),
];

/// As many pictures as a report takes here.
pub(super) const MOST_PHOTOS: usize = 3;

/// The longest words of a report, in characters; the room allows more, a form for people need not.
const LONGEST: usize = 5000;
const LONGEST_ADDRESS: usize = 300;

impl Step {
    /// The step of this name; the first one when it is none.
    pub(super) fn from_code(code: &str, is_elder: bool) -> Self {
        let mut named = [Self::All, Self::Photo, Self::What, Self::Where, Self::Who, Self::Check].into_iter();
        named.find(|step| step.code() == code).unwrap_or_else(|| Self::first(is_elder))
    }

    pub(super) const fn first(is_elder: bool) -> Self {
        if is_elder { Self::Photo } else { Self::All }
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Photo => "photo",
            Self::What => "what",
            Self::Where => "where",
            Self::Who => "who",
            Self::Check => "check",
        }
    }

    pub(super) const fn after(self) -> Self {
        match self {
            Self::Photo => Self::What,
            Self::What => Self::Where,
            Self::Where => Self::Who,
            Self::All | Self::Who | Self::Check => Self::Check,
        }
    }

    pub(super) const fn before(self, is_elder: bool) -> Self {
        match self {
            Self::All => Self::All,
            Self::Photo | Self::What => Self::Photo,
            Self::Where => Self::What,
            Self::Who => Self::Where,
            Self::Check => {
                if is_elder {
                    Self::Who
                } else {
                    Self::All
                }
            }
        }
    }

    /// The screen on which a field is mended.
    pub(super) fn holding(field: &str, is_elder: bool) -> Self {
        const ELDER: &[Step] = &[Step::Photo, Step::What, Step::Where, Step::Who, Step::Check];
        const ORDINARY: &[Step] = &[Step::All, Step::Check];
        let steps = if is_elder { ELDER } else { ORDINARY };
        steps.iter().copied().find(|step| step.fields().contains(&field)).unwrap_or_else(|| Self::first(is_elder))
    }

    /// The fields that stand on this screen.
    pub(super) const fn fields(self) -> &'static [&'static str] {
        const PHOTO: &[&str] = &["photo", "drop"];
        const WHAT: &[&str] = &["what"];
        const WHERE: &[&str] = &["address", "area", "nowhere", "lng", "lat", "datum"];
        const WHO: &[&str] = &["who", "name", "phone", "consent"];
        const ALL: &[&str] = &[
            "photo", "drop", "what", "address", "area", "nowhere", "lng", "lat", "datum", "who", "name", "phone",
            "consent",
        ];
        match self {
            Self::All => ALL,
            Self::Photo => PHOTO,
            Self::What => WHAT,
            Self::Where => WHERE,
            Self::Who => WHO,
            Self::Check => &["kind", "property"],
        }
    }

    /// What is wrong with what was typed on this screen; on the last one, with everything.
    pub(super) fn faults(self, shown: &Shown, draft: &Draft, rules: &Rulebook) -> Faults {
        let mut faults = Vec::new();
        if matches!(self, Self::All | Self::What | Self::Check) {
            faults.extend(what_faults(shown, draft));
        }
        if matches!(self, Self::All | Self::Where | Self::Check) {
            faults.extend(where_faults(shown, draft, rules));
        }
        if matches!(self, Self::All | Self::Who | Self::Check) {
            faults.extend(who_faults(shown, draft));
        }
        if self == Self::Check {
            faults.extend(questions::faults(shown, draft, rules));
        }
        faults
    }
}

fn what_faults(shown: &Shown, draft: &Draft) -> Faults {
    let words = draft.text("what");
    let fault = if !words.chars().any(char::is_alphanumeric) {
        shown.pick("请用一两句话写下发生了什么", "Say in a sentence or two what happened").to_owned()
    } else if words.chars().count() > LONGEST {
        shown.pick("请缩短到 5000 字以内", "Shorten it to 5000 characters").to_owned()
    } else {
        return Vec::new();
    };
    vec![("what", fault)]
}

fn where_faults(shown: &Shown, draft: &Draft, rules: &Rulebook) -> Faults {
    let mut faults = Vec::new();
    if !draft.has_place() {
        let words = shown.pick(
            "请写地址，或者选择社区；与地点无关的事情，请勾选“与地点无关”",
            "Write an address or choose a community; if it has no place, say so below",
        );
        faults.push(("address", words.to_owned()));
    }
    if draft.text("address").chars().count() > LONGEST_ADDRESS {
        faults.push((
            "address",
            shown.pick("地址请缩短到 300 字以内", "Shorten the address to 300 characters").to_owned(),
        ));
    }
    let area = draft.text("area");
    if !area.is_empty() && area.parse().ok().and_then(|code| rules.areas.division(&code)).is_none() {
        faults.push(("area", shown.pick("请从列表中选择社区", "Choose a community of the list").to_owned()));
    }
    if draft.location().is_err() {
        faults.push((
            "address",
            shown.pick("地图上的点无效，请重新选择", "The point on the map is none; choose it again").to_owned(),
        ));
    }
    faults
}

fn who_faults(shown: &Shown, draft: &Draft) -> Faults {
    let (who, phone) = (draft.text("who"), draft.text("phone"));
    let mut faults = Vec::new();
    if who == "anonymous" {
        return faults;
    }
    let dial = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '*' | '#');
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if phone.is_empty() {
        let words = shown.pick("请留下电话，或者选择“匿名”", "Leave a telephone number, or choose to stay anonymous");
        faults.push(("phone", words.to_owned()));
    } else if !phone.chars().all(dial) || !(5..=20).contains(&digits) {
        faults.push((
            "phone",
            shown.pick("请检查电话号码，例如 13800000000", "Check the number, such as 13800000000").to_owned(),
        ));
    }
    if draft.text("name").chars().count() > 100 {
        faults.push(("name", shown.pick("姓名请缩短到 100 字以内", "Shorten the name to 100 characters").to_owned()));
    }
    faults
}

/// A field with its label, its hint and its fault.
pub(super) struct Field<'a> {
    pub(super) faults: &'a Faults,
}

impl Field<'_> {
    /// The fault of a field, where a reader finds it: beside it, and named by it.
    pub(super) fn fault(&self, name: &str) -> Markup {
        html! {
            @if let Some((_, words)) = self.faults.iter().find(|(field, _)| *field == name) {
                p.fault id={ (name) "-fault" } { (words) }
            }
        }
    }

    /// What `aria-describedby` names.
    pub(super) fn described(&self, name: &str) -> Option<String> {
        self.is_wrong(name).then(|| format!("{name}-fault"))
    }

    pub(super) fn is_wrong(&self, name: &str) -> bool {
        self.faults.iter().any(|(field, _)| *field == name)
    }
}

/// Pictures. What was chosen before stays with the report until it is taken off.
pub(super) fn photo(shown: &Shown, draft: &Draft, faults: &Faults) -> Markup {
    let field = Field { faults };
    let many = draft.photos().count();
    html! {
        section.part {
            h2 id="photo-name" { (shown.pick("拍张照片", "Take a picture")) }
            p.quiet { (shown.pick("没有照片也可以。最多三张，会去掉照片里的拍摄位置等信息。", "You may go on without one. Three at most; what the camera wrote into them is removed.")) }
            @if many > 0 {
                p { strong { (shown.pick("已附照片 ", "Pictures with it: ")) (many) (shown.pick(" 张", "")) } }
                label.choice { input type="checkbox" name="drop" value="yes"; span { (shown.pick("不要这些照片", "Take them off")) } }
            }
            @if many < MOST_PHOTOS {
                input type="file" name="photo" id="photo" accept="image/jpeg,image/png,image/webp" capture="environment" multiple aria-labelledby="photo-name"
                    aria-invalid=[field.is_wrong("photo").then_some("true")] aria-describedby=[field.described("photo")];
            }
            (field.fault("photo"))
        }
    }
}

/// What is wrong.
pub(super) fn what(shown: &Shown, draft: &Draft, faults: &Faults) -> Markup {
    let field = Field { faults };
    html! {
        section.part {
            h2 id="what-name" { (shown.pick("发生了什么", "What happened")) }
            label { span.hint { (shown.pick("像平常说话一样写就行，例如：路口的井盖松了，车一过就响。",
                "Write as you speak, such as: the manhole cover at the corner is loose and rattles.")) }
                textarea name="what" id="what" rows="4" required maxlength=(LONGEST) aria-labelledby="what-name"
                    aria-invalid=[field.is_wrong("what").then_some("true")] aria-describedby=[field.described("what")] { (draft.text("what")) } }
            (field.fault("what"))
            div.advice id="advice" hidden {}
        }
    }
}

/// Where.
pub(super) fn place(shown: &Shown, draft: &Draft, faults: &Faults, rules: &Rulebook) -> Markup {
    let field = Field { faults };
    html! {
        section.part {
            h2 { (shown.pick("在哪里", "Where")) }
            div.here hidden {
                button type="button" class="second" data-do="here" { (shown.pick("就在我这里", "Right here")) }
                button type="button" class="second" data-do="map" aria-expanded="false" { (shown.pick("在地图上点选", "Point at it on the map")) }
                p.status role="status" {}
            }
            @let middle = rules.areas.division(&rules.settings.city.code).and_then(|city| city.location);
            div.map hidden data-lng=[middle.map(|point| point.lng())] data-lat=[middle.map(|point| point.lat())] {}
            label { (shown.pick("地址或者附近的标志", "Address, or what is near"))
                input name="address" id="address" value=(draft.text("address")) maxlength=(LONGEST_ADDRESS) autocomplete="street-address"
                    aria-invalid=[field.is_wrong("address").then_some("true")] aria-describedby=[field.described("address")]; }
            (field.fault("address"))
            label { (shown.pick("社区（可不选）", "Community (may be left out)"))
                select name="area" id="area" aria-invalid=[field.is_wrong("area").then_some("true")] aria-describedby=[field.described("area")] {
                    option value="" { (shown.pick("不清楚", "I do not know")) }
                    (communities(shown, draft.text("area"), rules))
                } }
            (field.fault("area"))
            label.choice { input type="checkbox" name="nowhere" value="yes" checked[!draft.text("nowhere").is_empty()];
                span { (shown.pick("与地点无关", "It has no place")) } }
            @for name in ["lng", "lat", "datum"] { input type="hidden" name=(name) value=(draft.text(name)); }
        }
    }
}

/// The communities of the city below their streets.
fn communities(shown: &Shown, chosen: &str, rules: &Rulebook) -> Markup {
    let of_level = |level: &'static str| rules.areas.divisions().filter(move |division| division.level == level);
    html! {
        @for street in of_level("street") {
            optgroup label=(shown.name(&street.name, &street.name_en)) {
                @for community in of_level("community").filter(|division| division.parent.as_ref() == Some(&street.code)) {
                    option value=(community.code) selected[community.code.as_str() == chosen] { (shown.name(&community.name, &community.name_en)) }
                }
            }
        }
    }
}

/// Who reports.
pub(super) fn who(shown: &Shown, draft: &Draft, faults: &Faults) -> Markup {
    let field = Field { faults };
    let anonymous = draft.text("who") == "anonymous";
    html! {
        section.part {
            h2 { (shown.pick("怎样联系您", "How to reach you")) }
            fieldset.choices {
                legend.unseen { (shown.pick("是否留下联系方式", "Whether to leave a contact")) }
                label.choice { input type="radio" name="who" value="named" checked[!anonymous]; span { (shown.pick("留下电话，方便答复", "Leave a number for the answer")) } }
                label.choice { input type="radio" name="who" value="anonymous" checked[anonymous]; span { (shown.pick("匿名", "Stay anonymous")) } }
            }
            div.contact {
                label { (shown.pick("电话", "Telephone"))
                    input name="phone" id="phone" type="tel" autocomplete="tel" maxlength="40" value=(draft.text("phone"))
                        aria-invalid=[field.is_wrong("phone").then_some("true")] aria-describedby=[field.described("phone")]; }
                (field.fault("phone"))
                label { (shown.pick("称呼（可不填）", "Name (may be left out)"))
                    input name="name" autocomplete="name" maxlength="100" value=(draft.text("name")); }
                (field.fault("name"))
                label.choice { input type="checkbox" name="consent" value="yes" checked[!draft.text("consent").is_empty()];
                    span { (shown.pick("办理单位也可以给我打电话（不勾选则只有热线能看到）", "The department may call me too (otherwise only the hotline sees this)")) } }
            }
            p.quiet { (shown.pick("谁看过您的联系方式、为什么看，您都能在进展页查到。", "Who read your contact, and why, you will see on the page of your case.")) }
        }
    }
}

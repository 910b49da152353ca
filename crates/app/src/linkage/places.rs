//! Addresses graded as places, where a plan asks for it: by the grader and the divisions that ship with the room of addresses.

use crate::addresses::shipped;
use jingwei_addresses::{Gazetteer, Grade, Grader};
use jingwei_linkage::{AddressGrader, Nearness, Plan};
use std::sync::Arc;

/// Grades addresses.
pub struct Places {
    grader: Grader,
    gazetteer: Arc<Gazetteer>,
}

impl Places {
    /// For a plan that asks for it, and for no other: the divisions of the country take a moment to read.
    #[must_use]
    pub fn of(plan: &Plan) -> Option<Self> {
        let asked = plan.fields.iter().any(|field| field.graded);
        asked.then(|| Self { grader: shipped::grader(), gazetteer: shipped::gazetteer() })
    }
}

impl AddressGrader for Places {
    fn grade(&self, left: &str, right: &str) -> Nearness {
        let graded = self.grader.compare(left, right, &self.gazetteer);
        match graded.grade {
            Grade::None => Nearness::None,
            Grade::Partial => Nearness::Partial,
            // The grader was taught which place is meant, where a building more or less is forgiven. Neighbours are not one household.
            Grade::Exact => {
                let differ =
                    graded.reasons.iter().any(|reason| matches!(reason.code, "number_differs" | "building_differs"));
                if differ || last_number(left) != last_number(right) { Nearness::Partial } else { Nearness::Exact }
            }
        }
    }
}

/// The number of the door, if the address goes so far: the last that stands in it.
fn last_number(address: &str) -> Option<&str> {
    address.rsplit(|letter: char| !letter.is_ascii_digit()).find(|number| !number.is_empty())
}

/// What the room of linkage is handed.
#[must_use]
pub fn grader(places: Option<&Places>) -> Option<&dyn AddressGrader> {
    places.map(|places| -> &dyn AddressGrader { places })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plan_that_asks_has_its_addresses_graded_as_places() {
        let plan = |graded: &str| {
            let text = format!(
                "id = \"no\"\n[[field]]\nname = \"home\"\nkind = \"address\"\n{graded}[[block]]\non = [\"home\"]\n"
            );
            Plan::parse(&text).unwrap()
        };
        assert!(Places::of(&plan("")).is_none());
        let places = Places::of(&plan("graded = true\n")).unwrap();
        let (left, right) = ("杭州市西湖区文三路90号东部软件园1幢301室", "西湖区文三路90号东部软件园1号楼301");
        assert_eq!(places.grade(left, right), Nearness::Exact);
        for neighbour in [
            "西湖区文三路90号东部软件园2幢301室",
            "西湖区文三路90号东部软件园1幢302室",
            "西湖区文三路91号东部软件园1幢301室",
        ] {
            assert_eq!(places.grade(left, neighbour), Nearness::Partial, "{neighbour}");
        }
        assert_eq!(places.grade(left, "上海市浦东新区世纪大道100号"), Nearness::None);
    }
}

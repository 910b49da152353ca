//! The people who can be given a grid, read from a table.

use jingwei_terms::{Refusal, RefusalClass, StaffId};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Somebody who can be given a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub id: StaffId,
    /// The community that the person knows, if any; its grids are given first.
    pub community: String,
    /// The grid that the person has now, if any; it is kept.
    pub grid: String,
    /// Whether the person is away: a worker on leave keeps the grid, and the deputy acts.
    pub on_leave: bool,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    #[serde(default)]
    community: String,
    #[serde(default)]
    grid: String,
    #[serde(default)]
    on_leave: String,
}

/// The people of a table with the column `id` and, where known, `community`, `grid` and `on_leave` (`yes`, `true`, `1` or `是`).
/// Other columns are passed over. They come out in the order of their ids.
///
/// # Errors
/// When the table cannot be read, an id is no id or stands twice, or `on_leave` says something else.
pub fn read(text: &str) -> Result<Vec<Person>, Refusal> {
    let mut rows = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let (mut people, mut seen) = (Vec::new(), BTreeSet::new());
    for (row, at) in rows.deserialize::<Row>().zip(2..) {
        let row = row.map_err(|why| bad(at, &why.to_string()))?;
        let id = StaffId::new(&row.id).map_err(|why| bad(at, &why.to_string()))?;
        if !seen.insert(id.clone()) {
            return Err(bad(at, &format!("`{id}` stands twice")));
        }
        let on_leave = match row.on_leave.to_lowercase().as_str() {
            "" | "no" | "false" | "0" | "否" => false,
            "yes" | "true" | "1" | "是" => true,
            other => return Err(bad(at, &format!("`{other}` says neither yes nor no in `on_leave`"))),
        };
        people.push(Person { id, community: row.community, grid: row.grid, on_leave });
    }
    people.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(people)
}

fn bad(line: usize, why: &str) -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "bad_people",
        format!("人员表第 {line} 行不能用：{why}"),
        format!("line {line} of the people cannot be used: {why}"),
    )
    .next(
        "请改正这一行；表头需有 id，可有 community、grid、on_leave",
        "mend that line; the header needs id, and may have community, grid and on_leave",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_and_slips_are_named_by_line() {
        let people = read("\u{feff}id,name,community,grid,on_leave\nw2,x,c1,,是\nw1,y,c1,c1-001,\n").unwrap();
        assert_eq!((people[0].id.as_str(), people[0].grid.as_str(), people[0].on_leave), ("w1", "c1-001", false));
        assert!(people[1].on_leave);
        for text in ["id\nw1\nw1\n", "id,on_leave\nw1,maybe\n", "id\na b\n", "name\nx\n"] {
            assert_eq!(read(text).unwrap_err().code, "bad_people", "{text}");
        }
    }
}

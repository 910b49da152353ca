//! Who has which grid: present grids are kept, people stay in the community they know, and work is shared as evenly as that allows.

use super::people::Person;
use super::work::Grid;
use jingwei_terms::{Refusal, RefusalClass, StaffId};

/// The roster of a net.
#[derive(Debug, Clone, PartialEq)]
pub struct Roster {
    /// One post for each grid, in the order of their codes.
    pub posts: Vec<Post>,
    /// How evenly work is shared.
    pub balance: Balance,
}

/// A grid and who looks after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// The grid.
    pub grid: Grid,
    /// Its worker.
    pub worker: StaffId,
    /// Who stands in; `None` only when there is nobody else at work.
    pub deputy: Option<StaffId>,
    /// Whether the worker is on leave and the deputy acts.
    pub deputy_acts: bool,
    /// Whether the worker had the grid before.
    pub kept: bool,
    /// Whether the worker knows the community.
    pub at_home: bool,
}

/// How evenly the hours of work in a month fall on those who have a grid.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Balance {
    /// Workers with at least one grid.
    pub workers: usize,
    /// The fewest hours.
    pub min_hours: f64,
    /// As many have fewer hours as have more.
    pub median_hours: f64,
    /// The most hours.
    pub max_hours: f64,
    /// Share of the workers whose hours are within 20 percent of the average.
    pub within_20_percent: f64,
}

/// Gives every grid a worker and a deputy.
///
/// A present grid is kept; then each community's people get its grids; then whoever has least to do gets what is left, people of the
/// same community first. With more grids than people some have several, and those are exchanged as long as that makes the heaviest
/// load lighter. The answer does not hang on the order of people or grids.
///
/// # Errors
/// When there is nobody.
pub fn staff(grids: &[Grid], people: &[Person]) -> Result<Roster, Refusal> {
    let mut order: Vec<&Person> = people.iter().collect();
    order.sort_by(|a, b| a.id.cmp(&b.id));
    let mut sorted = grids.to_vec();
    sorted.sort_by(|a, b| a.code.cmp(&b.code));
    if order.is_empty() && !sorted.is_empty() {
        return Err(Refusal::new(
            RefusalClass::Invalid,
            "nobody",
            "没有人可以安排",
            "there is nobody to be given a grid",
        )
        .next("请在人员表中至少写一人", "put at least one person into the table"));
    }
    let mut desk = Desk {
        hours: vec![0.0; order.len()],
        has: vec![0; order.len()],
        people: order,
        worker: vec![None; sorted.len()],
        grids: &sorted,
    };
    desk.keep_present();
    desk.give(|person, grid| !grid.community.is_empty() && person.community == grid.community, true);
    desk.give(|_, _| true, true);
    desk.give(|person, grid| !grid.community.is_empty() && person.community == grid.community, false);
    desk.exchange();
    Ok(desk.roster())
}

struct Desk<'a> {
    people: Vec<&'a Person>,
    grids: &'a [Grid],
    worker: Vec<Option<usize>>,
    hours: Vec<f64>,
    has: Vec<u32>,
}

impl Desk<'_> {
    fn assign(&mut self, grid: usize, person: usize) {
        self.worker[grid] = Some(person);
        self.hours[person] += self.grids[grid].hours;
        self.has[person] += 1;
    }

    fn keep_present(&mut self) {
        for person in 0..self.people.len() {
            let present = &self.people[person].grid;
            let found = self.grids.binary_search_by(|grid| grid.code.as_str().cmp(present)).ok();
            if let Some(grid) = found.filter(|&grid| self.worker[grid].is_none()) {
                self.assign(grid, person);
            }
        }
    }

    /// Gives the heaviest open grids first, each to whoever may have it and has least to do; with `free`, only to those who have none.
    fn give(&mut self, may: impl Fn(&Person, &Grid) -> bool, free: bool) {
        let mut open: Vec<usize> = (0..self.grids.len()).filter(|&grid| self.worker[grid].is_none()).collect();
        open.sort_by(|&a, &b| self.grids[b].hours.total_cmp(&self.grids[a].hours).then(a.cmp(&b)));
        for grid in open {
            let candidates = (0..self.people.len()).filter(|&person| !free || self.has[person] == 0);
            let candidates = candidates.filter(|&person| may(self.people[person], &self.grids[grid]));
            let least = candidates.min_by(|&a, &b| self.hours[a].total_cmp(&self.hours[b]).then(a.cmp(&b)));
            let least = if free { least } else { least.or_else(|| self.least_busy()) };
            if let Some(person) = least {
                self.assign(grid, person);
            }
        }
    }

    fn least_busy(&self) -> Option<usize> {
        (0..self.people.len()).min_by(|&a, &b| self.hours[a].total_cmp(&self.hours[b]).then(a.cmp(&b)))
    }

    /// Hands grids of those who have several to those who have least, as long as the heavier of the two loads gets lighter. A grid that
    /// its worker had before stays.
    fn exchange(&mut self) {
        // Each round makes some load lighter; the bound is against roundings only.
        for _ in 0..self.grids.len() {
            let heaviest = (0..self.people.len())
                .filter(|&p| self.has[p] > 1)
                .max_by(|&a, &b| self.hours[a].total_cmp(&self.hours[b]));
            let (Some(from), Some(to)) = (heaviest, self.least_busy()) else {
                return;
            };
            let movable = (0..self.grids.len())
                .filter(|&grid| self.worker[grid] == Some(from) && self.people[from].grid != self.grids[grid].code)
                .filter(|&grid| self.hours[to] + self.grids[grid].hours < self.hours[from] - 1e-9)
                .min_by(|&a, &b| self.grids[a].hours.total_cmp(&self.grids[b].hours).then(a.cmp(&b)));
            let Some(grid) = movable else {
                return;
            };
            self.hours[from] -= self.grids[grid].hours;
            self.has[from] -= 1;
            self.assign(grid, to);
        }
    }

    fn roster(self) -> Roster {
        let mut standing_in = vec![0.0; self.people.len()];
        let mut posts = Vec::with_capacity(self.grids.len());
        for (at, grid) in self.grids.iter().enumerate() {
            let worker = self.worker[at].expect("the last giving leaves no grid open when there is anybody");
            let deputy = self.deputy(grid, worker, &standing_in);
            if let Some(deputy) = deputy {
                standing_in[deputy] += grid.hours;
            }
            let person = self.people[worker];
            posts.push(Post {
                grid: grid.clone(),
                worker: person.id.clone(),
                deputy: deputy.map(|deputy| self.people[deputy].id.clone()),
                deputy_acts: person.on_leave && deputy.is_some(),
                kept: person.grid == grid.code,
                at_home: person.community == grid.community,
            });
        }
        let balance = self.balance();
        Roster { posts, balance }
    }

    /// Somebody else who is at work: of the same community first, then with the fewest hours of their own and of others.
    fn deputy(&self, grid: &Grid, worker: usize, standing_in: &[f64]) -> Option<usize> {
        let load = |person: usize| self.hours[person] + standing_in[person];
        let away = |person: usize| self.people[person].community != grid.community;
        (0..self.people.len())
            .filter(|&person| person != worker && !self.people[person].on_leave)
            .min_by(|&a, &b| away(a).cmp(&away(b)).then(load(a).total_cmp(&load(b))).then(a.cmp(&b)))
    }

    #[expect(clippy::cast_precision_loss, reason = "a city has far fewer than 2^53 workers")]
    fn balance(&self) -> Balance {
        let mut hours: Vec<f64> = (0..self.people.len()).filter(|&p| self.has[p] > 0).map(|p| self.hours[p]).collect();
        hours.sort_by(f64::total_cmp);
        let workers = hours.len();
        if workers == 0 {
            return Balance { workers, min_hours: 0.0, median_hours: 0.0, max_hours: 0.0, within_20_percent: 1.0 };
        }
        let average = hours.iter().sum::<f64>() / workers as f64;
        let near = hours.iter().filter(|&&own| (own - average).abs() <= 0.2 * average).count();
        Balance {
            workers,
            min_hours: hours[0],
            median_hours: f64::midpoint(hours[(workers - 1) / 2], hours[workers / 2]),
            max_hours: hours[workers - 1],
            within_20_percent: near as f64 / workers as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(code: &str, community: &str, hours: f64) -> Grid {
        Grid { code: code.to_owned(), community: community.to_owned(), duties: Vec::new(), hours }
    }

    fn person(id: &str, community: &str, grid: &str, on_leave: bool) -> Person {
        Person { id: StaffId::new(id).unwrap(), community: community.to_owned(), grid: grid.to_owned(), on_leave }
    }

    fn worker<'r>(roster: &'r Roster, code: &str) -> &'r str {
        roster.posts.iter().find(|post| post.grid.code == code).unwrap().worker.as_str()
    }

    #[test]
    fn a_present_grid_is_kept_and_people_stay_in_their_community() {
        let grids = [grid("a1", "a", 40.0), grid("a2", "a", 44.0), grid("b1", "b", 42.0)];
        let people = [person("w1", "b", "", false), person("w2", "a", "", false), person("w3", "a", "a1", false)];
        let roster = staff(&grids, &people).unwrap();
        assert_eq!((worker(&roster, "a1"), worker(&roster, "a2"), worker(&roster, "b1")), ("w3", "w2", "w1"));
        assert!(roster.posts.iter().all(|post| post.deputy.as_ref().is_some_and(|deputy| *deputy != post.worker)));
        assert!((roster.balance.within_20_percent - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_deputy_acts_for_a_worker_on_leave_and_is_never_on_leave() {
        let grids = [grid("a1", "a", 40.0), grid("a2", "a", 40.0)];
        let people = [person("w1", "a", "a1", true), person("w2", "a", "a2", false), person("w3", "a", "", true)];
        let roster = staff(&grids, &people).unwrap();
        assert_eq!((worker(&roster, "a1"), roster.posts[0].deputy_acts), ("w1", true));
        assert_eq!(roster.posts[0].deputy.as_ref().map(StaffId::as_str), Some("w2"));
        assert_eq!(roster.posts[1].deputy, None, "everybody else is away");
    }

    #[test]
    fn with_fewer_people_than_grids_the_work_is_shared_evenly() {
        let grids: Vec<Grid> = (0..9).map(|n| grid(&format!("a{n}"), "a", 10.0 + f64::from(n))).collect();
        let people: Vec<Person> = (0..3).map(|n| person(&format!("w{n}"), "a", "", false)).collect();
        let roster = staff(&grids, &people).unwrap();
        assert_eq!(roster.balance.workers, 3);
        assert!(roster.balance.max_hours - roster.balance.min_hours <= 10.0, "{:?}", roster.balance);
        let mut turned = people;
        turned.reverse();
        assert_eq!(staff(&grids, &turned).unwrap(), roster);
    }

    #[test]
    fn without_people_there_is_no_roster_and_without_grids_no_work() {
        assert_eq!(staff(&[grid("a1", "a", 1.0)], &[]).unwrap_err().code, "nobody");
        assert_eq!(staff(&[], &[]).unwrap().posts.len(), 0);
    }
}

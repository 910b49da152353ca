//! Who plays: the people of the rulebook, found by what is to be done and where.

use jingwei_cases::rulebook::people::Person;
use jingwei_cases::{Case, Rulebook};
use jingwei_terms::{Actor, DepartmentCode, Role, StaffId};
use jingwei_testkit::Rng;

/// The people of the city.
pub struct Cast<'r> {
    rules: &'r Rulebook,
}

impl<'r> Cast<'r> {
    /// The people of this rulebook.
    #[must_use]
    pub const fn new(rules: &'r Rulebook) -> Self {
        Self { rules }
    }

    /// Somebody of this role, whoever is at the desk.
    ///
    /// # Panics
    /// When the city has nobody of this role; the rulebook of the demonstration has, by its tests.
    pub fn anybody(&self, role: Role, rng: &mut Rng) -> Actor {
        let people: Vec<&Person> = self.rules.people.iter().filter(|p| p.role == role).collect();
        actor(rng.pick(&people).expect("the demonstration's rulebook has people of every role"))
    }

    /// Two different people of this role.
    ///
    /// # Panics
    /// As [`Cast::anybody`].
    #[must_use]
    pub fn two(&self, role: Role) -> (Actor, Actor) {
        let mut people = self.rules.people.iter().filter(|p| p.role == role).map(actor);
        let mut next = || people.next().expect("the demonstration's rulebook has several people of every role");
        (next(), next())
    }

    /// The login names of one person of each role.
    pub fn logins(&self) -> impl Iterator<Item = (Role, &'r Person)> + '_ {
        const ROLES: [Role; 7] = [
            Role::Agent,
            Role::Dispatcher,
            Role::Handler,
            Role::Field,
            Role::Supervisor,
            Role::Auditor,
            Role::Administrator,
        ];
        ROLES.into_iter().filter_map(|role| Some((role, self.rules.people.iter().find(|p| p.role == role)?)))
    }

    /// Somebody who handles things for this department: its handler, or a grid worker of a community.
    #[must_use]
    pub fn handler(&self, department: &DepartmentCode) -> Option<Actor> {
        let of = |role| self.rules.people.iter().find(|p| p.role == role && p.department == *department);
        of(Role::Handler).or_else(|| of(Role::Field)).map(actor)
    }

    /// Who looks whether the work was done: the grid's worker unless it is their own department's work, otherwise an agent.
    pub fn checker(&self, case: &Case, rng: &mut Rng) -> Actor {
        let worker = case.grid().and_then(|grid| self.rules.areas.grid(grid)?.worker.clone());
        let worker = worker.and_then(|id| self.person(&id)).filter(|p| case.lead() != Some(&p.department));
        worker.map_or_else(|| self.anybody(Role::Agent, rng), actor)
    }

    fn person(&self, id: &StaffId) -> Option<&'r Person> {
        self.rules.people.iter().find(|p| p.id == *id)
    }
}

fn actor(person: &Person) -> Actor {
    Actor::staff(person.role, person.id.clone(), Some(person.department.clone()))
}

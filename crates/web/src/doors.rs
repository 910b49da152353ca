//! Puts doors into the wall: each handler under its address, with the line of the policy that opens it, and with its part
//! of the OpenAPI document. The three can therefore never disagree.

use crate::Web;
use crate::gate::{Gate, gate};
use crate::openapi::{head, needs};
use crate::policy::{DOORS, Door};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::MethodRouter;
use std::convert::Infallible;
use utoipa::openapi::path::{Operation, PathItem, Paths};
use utoipa::openapi::{OpenApi, RefOr, Schema};

/// What `routes!` makes of handlers at one address.
pub(crate) type Routes = (Vec<(String, RefOr<Schema>)>, Paths, MethodRouter<Web, Infallible>);

/// A wall with doors in it.
pub(crate) struct Doors {
    web: Web,
    router: Router<Web>,
    opened: Vec<&'static Door>,
}

impl Doors {
    /// A wall without doors.
    pub(crate) fn new(web: &Web) -> Self {
        Self { web: web.clone(), router: Router::new(), opened: Vec::new() }
    }

    /// Opens the doors of one address.
    ///
    /// # Panics
    /// When the policy has no line for one of them. That is found by every test that builds the router, and nothing that
    /// was forgotten can be left open.
    pub(crate) fn open(mut self, (_, paths, handlers): Routes) -> Self {
        for (path, item) in paths.paths {
            let doors: Vec<&'static Door> = operations(&item).map(|(method, _)| line(method, &path)).collect();
            let layer = from_fn_with_state(Gate::new(&self.web, &doors), gate);
            let handlers = handlers.clone().layer(layer);
            for address in addresses(&path) {
                self.router = self.router.route(&address, handlers.clone());
            }
            self.opened.extend(doors);
        }
        self
    }

    /// The finished wall.
    ///
    /// # Panics
    /// When the policy has a line for a door that is not there: a dead line is a question nobody can answer.
    pub(crate) fn finish(self) -> Router<Web> {
        let is_open = |door: &&Door| self.opened.iter().any(|o| std::ptr::eq(*o, *door));
        let dead = DOORS.iter().find(|door| !is_open(door)).map(|door| (door.method, door.path));
        assert_eq!(dead, None, "the policy speaks of a door that is not there");
        self.router
    }
}

/// The description of these doors. What must be shown at each is taken from the policy.
pub(crate) fn describe(all: Vec<Routes>) -> OpenApi {
    let mut api = head();
    let mut known = api.components.take().unwrap_or_default();
    for (schemas, paths, _) in all {
        known.schemas.extend(schemas);
        for (path, mut item) in paths.paths {
            for (method, operation) in operations_mut(&mut item) {
                operation.security = Some(needs(line(method, &path).to));
                // Handlers are named after their verb, so a name is only unique together with its noun.
                let noun = operation.tags.as_ref().and_then(|tags| tags.first()).cloned().unwrap_or_default();
                operation.operation_id =
                    operation.operation_id.take().map(|verb| format!("{noun}_{}", verb.trim_matches('_')));
            }
            api.paths.paths.insert(path, item);
        }
    }
    api.components = Some(known);
    api
}

/// How the router writes an address of the document. A `path` at its end has many parts, and an ending is part of a segment:
/// OpenAPI cannot say the one, the router cannot say the other.
fn addresses(path: &str) -> Vec<String> {
    match path.strip_suffix(".{format}") {
        Some(stem) if stem.ends_with('}') => {
            let folder = stem.rsplit_once('/').map_or(stem, |(folder, _)| folder);
            vec![format!("{folder}/{{name}}")]
        }
        Some(stem) => ["json", "xml"].map(|ending| format!("{stem}.{ending}")).to_vec(),
        None => vec![path.replace("/{path}", "/{*path}")],
    }
}

fn line(method: &str, path: &str) -> &'static Door {
    let found = DOORS.iter().find(|door| door.method == method && door.path == path);
    assert!(found.is_some(), "the policy has no line for {method} {path}");
    found.expect("asserted above")
}

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    let all = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("DELETE", &item.delete),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [("GET", &mut item.get), ("POST", &mut item.post), ("PUT", &mut item.put), ("DELETE", &mut item.delete)];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

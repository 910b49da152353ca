//! Every door of the house, by who knocks. The address stands beside each handler; who may come in stands in [`crate::policy`].

use crate::doors::{Doors, Routes, describe};
use crate::frame::{frame, no_such_method};
use crate::{
    Web, accounts, addresses, attachments, callers, cases, evaluation, events, follows, fronts, grids, health, ledger,
    open311, pages, public, rulebooks, sessions, tokens, triage, views,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use utoipa::openapi::OpenApi;
use utoipa_axum::routes;

/// The table of contents.
fn contents() -> Vec<Routes> {
    vec![
        // Residents, at a screen
        routes!(pages::front::front),
        routes!(pages::track::find),
        routes!(pages::track::track),
        routes!(pages::track::receipt::receipt),
        routes!(pages::track::follow::follow_page),
        routes!(pages::track::act::answer_page),
        routes!(pages::track::act::feedback_page),
        routes!(pages::track::act::reopen_page),
        routes!(pages::report::form, pages::report::write),
        routes!(pages::view::choose),
        routes!(pages::cases::list),
        routes!(pages::map::map),
        routes!(pages::figures::figures),
        routes!(pages::guide::guide),
        routes!(pages::help::help),
        // Staff and grid workers, at their screens
        routes!(fronts::console::home),
        routes!(fronts::console::first),
        routes!(fronts::console::file),
        routes!(fronts::field::home),
        routes!(fronts::field::first),
        routes!(fronts::field::file),
        // Anybody who wants to read
        routes!(pages::api::api),
        routes!(pages::document::document),
        routes!(pages::assets::asset),
        routes!(rulebooks::show::show),
        routes!(rulebooks::kinds::kinds),
        routes!(rulebooks::departments::departments),
        routes!(rulebooks::templates::templates),
        routes!(rulebooks::calendar::calendar),
        routes!(rulebooks::deadline::deadline),
        routes!(grids::geojson::of_the_rulebook),
        // Anybody who asks where something is, and who looks after it
        routes!(grids::list::list),
        routes!(grids::geojson::geojson),
        routes!(grids::locate::locate),
        routes!(addresses::locate::locate),
        routes!(grids::tile::tile),
        // Anybody who wants proof
        routes!(ledger::checkpoint::checkpoint),
        routes!(ledger::tile::tile),
        routes!(ledger::prove::prove),
        // Other programs, by Open311
        routes!(open311::discovery::discovery),
        routes!(open311::services::list),
        routes!(open311::services::show),
        routes!(open311::requests::list, open311::file::file),
        routes!(open311::requests::show),
        routes!(open311::tokens::show),
        // Staff, coming in
        routes!(sessions::begin::begin, sessions::end::end),
        routes!(sessions::me::me),
        // Staff and reporters, on cases
        routes!(cases::file::file, cases::list::list),
        routes!(cases::tally::tally),
        routes!(cases::export::export),
        routes!(events::stream::stream),
        routes!(cases::show::show),
        routes!(cases::timeline::timeline),
        routes!(cases::suggested_dispatch::suggested_dispatch),
        routes!(cases::advice::advice),
        // Anybody who sends a picture, or follows what somebody else filed
        routes!(attachments::upload::upload),
        routes!(attachments::show::show),
        routes!(attachments::pieces::list),
        routes!(attachments::pieces::send),
        routes!(attachments::complete::complete),
        routes!(follows::show::show, follows::begin::begin, follows::end::end),
        // Anybody who asks how the city does
        routes!(public::cases::cases),
        routes!(public::map::map),
        routes!(public::figures::figures),
        // An agent with a caller on the line
        routes!(callers::earlier::earlier),
        // … a person's own arrangements
        routes!(views::list::list),
        routes!(views::save::save, views::remove::remove),
        // … in the order of a case's life
        routes!(cases::triage::triage),
        routes!(cases::dispatch::dispatch),
        routes!(cases::accept::accept),
        routes!(cases::assign::assign),
        routes!(cases::assign::colleagues),
        routes!(cases::return_::return_),
        routes!(cases::rule::rule),
        routes!(cases::ask::ask),
        routes!(cases::answer::answer),
        routes!(cases::extend::extend),
        routes!(cases::suspend::suspend),
        routes!(cases::resume::resume),
        routes!(cases::whistle::whistle),
        routes!(cases::assess::assess),
        routes!(cases::handle::handle),
        routes!(cases::verify::verify),
        routes!(cases::reply::reply),
        routes!(cases::feedback::feedback),
        routes!(cases::close::close),
        routes!(cases::reopen::reopen),
        routes!(cases::merge::merge),
        routes!(cases::split::split),
        routes!(cases::supervise::supervise),
        routes!(cases::appeal::appeal),
        routes!(cases::evaluate::evaluate),
        routes!(cases::note::note),
        routes!(cases::hide::hide),
        routes!(cases::unhide::unhide),
        routes!(cases::reveal::reveal),
        // Whoever answers for the figures
        routes!(evaluation::indicators::indicators),
        routes!(evaluation::report::report),
        routes!(evaluation::list::list),
        // Whoever asks what it may be, how that holds up, and what the city speaks of
        routes!(triage::suggest::suggest),
        routes!(triage::models::models),
        routes!(triage::choose::choose),
        routes!(triage::drift::drift),
        routes!(triage::topics::topics),
        routes!(triage::monthly::monthly),
        routes!(triage::adopt::adopt),
        // Who decides about the city's grids
        routes!(grids::nets::list::list, grids::nets::draft::draft),
        routes!(grids::nets::show::show),
        routes!(grids::nets::diff::diff),
        routes!(grids::nets::activate::activate),
        routes!(grids::nets::withdraw::withdraw),
        // Administrators
        routes!(rulebooks::list::list, rulebooks::activate::activate),
        routes!(rulebooks::check::check),
        routes!(rulebooks::activate::restore),
        routes!(accounts::list::list, accounts::create::create),
        routes!(accounts::change::disable),
        routes!(accounts::change::enable),
        routes!(accounts::change::password),
        routes!(tokens::list::list, tokens::create::create),
        routes!(tokens::revoke::revoke),
        // Whoever keeps it running
        routes!(health::alive::alive),
        routes!(health::ready::ready),
        routes!(health::figures::figures),
    ]
}

/// The doors of a city, ready to be served.
///
/// # Panics
/// When a door has no line in the policy, or a line no door: a mistake of ours that any test finds.
pub fn router(web: &Web) -> Router {
    let doors = contents().into_iter().fold(Doors::new(web), Doors::open).finish();
    doors
        .fallback(pages::nothing::nothing)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(web.config().max_body_bytes))
        .layer(from_fn_with_state(web.clone(), frame))
        .with_state(web.clone())
}

/// The same doors, described.
pub(crate) fn description() -> OpenApi {
    describe(contents())
}

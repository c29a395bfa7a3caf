//! Settings of a stage and of its methods (set-up-stages; MethodSetting of the API's reference).

use crate::build::{NOWHERE, found, proxy, resource, rest, table};
use tollgate_definition::Configuration;
use tollgate_definition::api::MethodSettings;
use tollgate_model::logging::{Logging, LoggingLevel, MethodOverride};

fn configuration(logging: Logging, key: &str, settings: MethodOverride) -> Configuration {
    let uri = || proxy("http://x.example/");
    let mut it = rest(vec![resource("GET /a/{id}", uri()), resource("ANY /b", uri())]);
    let stage = &mut it.apis[0].stages[0];
    stage.logging = logging;
    stage.methods.insert(key.to_owned(), MethodSettings { settings, throttle: None, origin: NOWHERE });
    it
}

const INFO: Logging = Logging { level: LoggingLevel::Info, data_trace: true };
const OFF: Logging = Logging { level: LoggingLevel::Off, data_trace: false };

#[test]
fn a_method_says_what_differs_from_its_stage() {
    let level = |level| MethodOverride { logging_level: Some(level), ..MethodOverride::default() };
    let trace = MethodOverride { data_trace: Some(false), ..MethodOverride::default() };
    let quiet = MethodOverride { metrics: Some(false), ..MethodOverride::default() };
    for (stage, own, logging, metrics) in [
        (INFO, MethodOverride::default(), INFO, true),
        (INFO, level(LoggingLevel::Off), Logging { level: LoggingLevel::Off, ..INFO }, true),
        (OFF, level(LoggingLevel::Error), Logging { level: LoggingLevel::Error, ..OFF }, true),
        (INFO, trace, Logging { data_trace: false, ..INFO }, true),
        (OFF, quiet, OFF, false),
    ] {
        let table = table(&configuration(stage, "GET /a/{id}", own));
        let routes = &table.stages[0].routes;
        let of = |key: &str| routes.iter().find(|route| *route.key == *key).map(|route| (route.logging, route.metrics));
        assert_eq!(of("GET /a/{id}"), Some((logging, metrics)), "{own:?}");
        assert_eq!(of("ANY /b"), Some((stage, true)), "{own:?}");
    }
}

/// `GET /b` is not `ANY /b`, and another name of the parameter is another path.
#[test]
fn settings_of_no_method_are_refused() {
    for (key, names) in [
        ("GET /a/{id}", vec![]),
        ("ANY /b", vec![]),
        ("GET /b", vec!["unknown-method"]),
        ("GET /a/{x}", vec!["unknown-method"]),
        ("$default", vec!["unknown-method"]),
    ] {
        let fine = names.is_empty();
        assert_eq!(found(&configuration(OFF, key, MethodOverride::default())), (names, fine), "{key}");
    }
}

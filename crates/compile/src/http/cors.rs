//! `x-amazon-apigateway-cors`, `[api.cors]` (http-api-cors).

use crate::names::BAD_CORS;
use crate::stage::Scope;
use crate::table::Context;
use http::{HeaderName, HeaderValue, Method};
use tollgate_definition::api::{Cors as Definition, DeploymentKind, Text};
use tollgate_definition::{Api, Stage};
use tollgate_routes::{Access, Cors, Facts, Integration, Needs, Origins, RequestRules, Route};

/// Every origin, method or header.
const ALL: &str = "*";

/// Origins by their beginning: "allow any origin that begins with https://".
const SCHEMES: [(&str, &str); 2] = [("https://*", "https://"), ("http://*", "http://")];

/// Of an HTTP API: what is written beside it, else what its definition says.
pub(crate) fn written<'s>(api: &'s Api, stage: &'s Stage) -> Option<&'s Definition> {
    let DeploymentKind::Http(http) = &stage.deployment.kind else { return None };
    api.cors.as_ref().or(http.cors.as_ref())
}

/// The route that answers preflights is put behind the others, where no matcher looks.
pub(crate) fn compile(context: &mut Context<'_>, scope: &Scope<'_>, routes: &mut Vec<Route>) -> Option<Box<Cors>> {
    let written = written(scope.api, scope.stage)?;
    let preflight = u32::try_from(routes.len()).ok()?;
    routes.push(preflight_route(scope, written));
    Some(Box::new(cors(context, written, preflight)))
}

/// It has no key, as no request names it. Whoever may not call the API gets no answer here either.
fn preflight_route(scope: &Scope<'_>, written: &Definition) -> Route {
    Route {
        key: Box::default(),
        resource_path: Box::default(),
        params: Box::default(),
        resource_id: Box::default(),
        access: scope.refusal.map_or(Access::Open, Access::Refuse),
        request: RequestRules::default(),
        integration: Integration::Preflight,
        mapping: None,
        needs: Needs::default(),
        logging: scope.stage.logging,
        metrics: false,
        facts: Facts::default(),
        origin: written.origin,
    }
}

fn cors(context: &mut Context<'_>, written: &Definition, preflight: u32) -> Cors {
    let origins = origins(context, &written.allow_origins);
    if origins.any && written.allow_credentials {
        // Amazon: "allow-credentials is not supported if 'allow-origin' is *".
        let message = "credentials cannot be allowed to every origin, `*`; expected the origins that may have them";
        context.diagnostics.error(BAD_CORS, written.origin, message);
    }
    let is_method = |name: &str| Method::from_bytes(name.as_bytes()).is_ok();
    let is_header = |name: &str| HeaderName::from_bytes(name.as_bytes()).is_ok();
    Cors {
        origins,
        credentials: written.allow_credentials,
        expose: list(context, &written.expose_headers, "a header", is_header),
        methods: list(context, &written.allow_methods, "a method", is_method),
        headers: list(context, &written.allow_headers, "a header", is_header),
        max_age: written.max_age.map(HeaderValue::from),
        preflight,
    }
}

fn origins(context: &mut Context<'_>, written: &[Text]) -> Origins {
    let (mut any, mut schemes, mut exact) = (false, Vec::new(), Vec::new());
    for origin in written {
        match &*origin.text {
            ALL => any = true,
            text => match SCHEMES.iter().find(|(name, _)| *name == text) {
                Some((_, scheme)) => schemes.push((*scheme).into()),
                None if is_origin(text) => exact.push(text.into()),
                None => {
                    let message = format!(
                        "`{text}` is no origin; expected one like `https://www.example.com`, without a path, \
                         `https://*`, `http://*` or `*`"
                    );
                    context.diagnostics.error(BAD_CORS, origin.origin, message);
                }
            },
        }
    }
    Origins { any, schemes: schemes.into(), exact: exact.into() }
}

/// A scheme and a host (RFC 6454 section 6.2): browsers send no more, so that more would match nothing.
fn is_origin(text: &str) -> bool {
    let host = text.split_once("://").map(|(_, host)| host);
    host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '*', '?', '#', ' ']))
        && HeaderValue::from_str(text).is_ok()
}

/// One value of them all; `None` where there is none.
fn list(context: &mut Context<'_>, written: &[Text], what: &str, is_one: impl Fn(&str) -> bool) -> Option<HeaderValue> {
    for text in written.iter().filter(|text| &*text.text != ALL && !is_one(&text.text)) {
        context.diagnostics.error(BAD_CORS, text.origin, format!("`{}` is no name of {what}", text.text));
    }
    let names: Vec<&str> = written.iter().map(|text| &*text.text).collect();
    (!names.is_empty()).then(|| HeaderValue::from_str(&names.join(",")).ok()).flatten()
}

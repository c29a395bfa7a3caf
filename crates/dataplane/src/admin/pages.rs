//! One function a page.

use super::{Admin, token};
use async_trait::async_trait;
use http::{Method, Response, StatusCode};
use pingora_core::apps::http_app::ServeHttp;
use pingora_core::protocols::http::ServerSession;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::time::SystemTime;
use tollgate_upstream::{PoolSnapshot, TargetState};

type Page = Response<Vec<u8>>;

const REQUESTS: &str = "/requests/";
const THERE: &str = "GET /metrics /healthz /readyz /config /routes /pools /functions /requests/{id}, POST /reload\n";

#[async_trait]
impl ServeHttp for Admin {
    async fn response(&self, session: &mut ServerSession) -> Page {
        let request = session.req_header();
        let path = request.uri.path().to_owned();
        // Probes carry no secrets, and tell none.
        let open = matches!(path.as_str(), "/healthz" | "/readyz");
        if !open && !token::admits(self.token.as_ref(), &request.headers) {
            return text(StatusCode::UNAUTHORIZED, "a bearer token is required: [admin] token\n");
        }
        // A browser says which page made it ask; no page has any business here (cross-site request forgery).
        if request.method == Method::POST && request.headers.contains_key(http::header::ORIGIN) {
            return text(StatusCode::FORBIDDEN, "not from a web page\n");
        }
        match (request.method.clone(), path.as_str()) {
            (Method::GET | Method::HEAD, "/healthz") => text(StatusCode::OK, "ok\n"),
            (Method::GET | Method::HEAD, "/readyz") => self.ready(),
            (Method::GET, "/metrics") => {
                page(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", self.node.metrics().render())
            }
            (Method::GET, "/config") => json_page(StatusCode::OK, &self.config()),
            (Method::GET, "/routes") => json_page(StatusCode::OK, &self.control.routes()),
            (Method::GET, "/pools") => json_page(StatusCode::OK, &json!(self.node.generation().pools.snapshot())),
            (Method::GET, "/functions") => json_page(StatusCode::OK, &json!(self.node.functions())),
            (Method::GET, path) if path.starts_with(REQUESTS) => self.request(&path[REQUESTS.len()..]),
            (Method::POST, "/reload") => self.reload().await,
            (_, "/healthz" | "/readyz" | "/metrics" | "/config" | "/routes" | "/pools" | "/functions" | "/reload") => {
                text(StatusCode::METHOD_NOT_ALLOWED, "GET, or POST for /reload\n")
            }
            _ => text(StatusCode::NOT_FOUND, THERE),
        }
    }
}

impl Admin {
    /// Never dependent on a backend, but for those that `ready_requires` names.
    fn ready(&self) -> Page {
        let without: Vec<String> = self
            .node
            .generation()
            .pools
            .snapshot()
            .iter()
            .filter(|pool| !has_target(pool))
            .map(|pool| pool.group.to_string())
            .collect();
        let missing = without.iter().any(|name| self.ready_requires.contains(name));
        let accepting = self.accepting.load(Ordering::Acquire);
        let draining = self.draining.load(Ordering::Acquire);
        let status = if accepting && !draining && !missing { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        json_page(
            status,
            &json!({ "ready": status == StatusCode::OK, "draining": draining, "pools_without_target": without }),
        )
    }

    fn config(&self) -> Value {
        let generation = self.node.generation();
        let since = generation.since.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut config = self.control.config();
        config.insert("generation".to_owned(), json!(generation.number));
        config.insert("digest".to_owned(), json!(generation.table.digest));
        config.insert("since".to_owned(), json!(since));
        config.insert("live_generations".to_owned(), json!(self.node.live_generations()));
        Value::Object(config)
    }

    /// What became of a request, by the id that its client saw.
    fn request(&self, id: &str) -> Page {
        match self.node.chains().find(id) {
            Some(chain) => json_page(StatusCode::OK, &chain.json()),
            None => text(StatusCode::NOT_FOUND, "no refused or failed request of this id is kept: [admin] requests\n"),
        }
    }

    async fn reload(&self) -> Page {
        let outcome = self.control.reload().await;
        let status = if outcome.live { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        json_page(status, &outcome.body)
    }
}

fn has_target(pool: &PoolSnapshot) -> bool {
    pool.targets.iter().any(|target| target.state == TargetState::Up)
}

fn text(status: StatusCode, body: &str) -> Page {
    page(status, "text/plain; charset=utf-8", body.as_bytes().to_vec())
}

fn json_page(status: StatusCode, value: &Value) -> Page {
    let mut body = serde_json::to_vec_pretty(value).unwrap_or_default();
    body.push(b'\n');
    page(status, "application/json", body)
}

fn page(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Page {
    let length = body.len();
    let mut page = Response::new(body);
    *page.status_mut() = status;
    page.headers_mut().insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static(kind));
    page.headers_mut().insert(http::header::CONTENT_LENGTH, length.into());
    page.headers_mut().insert(http::header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
    page
}

//! What the definition says of a route and this build does not do yet: who may call, and how often.

use tollgate_definition::api::{AccessControl, Deployment, DeploymentKind, Throttle};
use tollgate_definition::node::UnenforcedAccess;
use tollgate_definition::{Api, Configuration, Stage};
use tollgate_model::trace::{Line, Mark};
use tollgate_model::{Origin, Step};

/// Lines for the route that these steps came to.
pub(super) fn said(configuration: &Configuration, steps: &[Step]) -> Vec<Line> {
    let mut place = None;
    let mut found = None;
    for step in steps {
        match step {
            Step::Stage { api, stage, .. } => place = Some((&**api, &**stage)),
            Step::Route { key, origin } => found = Some((&**key, *origin)),
            _ => {}
        }
    }
    let (Some((api, stage)), Some((key, origin))) = (place, found) else { return Vec::new() };
    let Some(api) = configuration.apis.iter().find(|known| *known.name == *api) else { return Vec::new() };
    let Some(stage) = api.stages.iter().find(|known| *known.name == *stage) else { return Vec::new() };
    let mut lines = access(configuration, api, stage, origin);
    let throttle = stage.methods.get(key).and_then(|method| method.throttle).or(stage.throttle);
    lines.extend(throttle.map(|throttle| throttled(&throttle)));
    lines
}

fn access(configuration: &Configuration, api: &Api, stage: &Stage, route: Origin) -> Vec<Line> {
    let open = configuration.node.unenforced_access == UnenforcedAccess::Allow;
    let line = |control: &AccessControl| {
        let (what, mark) = match open {
            true => ("is not enforced by this build yet: open to everyone by `unenforced_access`", Mark::Shown),
            false => ("is not enforced by this build yet: it fails closed", Mark::Refused),
        };
        Line::new("access", format!("{} {what}", control.what), mark, control.origin)
    };
    let lines: Vec<Line> = api.access.iter().chain(controls(&stage.deployment, route)).map(line).collect();
    if lines.is_empty() {
        return vec![Line::new("access", "open to everyone", Mark::Passed, Origin::NOWHERE)];
    }
    lines
}

/// What decides who may call the deployment, and the method that was written here.
fn controls(deployment: &Deployment, route: Origin) -> impl Iterator<Item = &AccessControl> {
    let (of_api, of_route) = match &deployment.kind {
        DeploymentKind::Rest(api) => {
            let mut methods = api.resources.iter().flat_map(|resource| &resource.methods);
            (&api.access, methods.find(|method| method.origin == route).map(|method| &method.access))
        }
        DeploymentKind::Http(api) => {
            (&api.access, api.routes.iter().find(|known| known.origin == route).map(|known| &known.access))
        }
    };
    of_api.iter().chain(of_route.into_iter().flatten())
}

fn throttled(throttle: &Throttle) -> Line {
    let rate = throttle.rate.map_or("none".to_owned(), |rate| format!("{rate} a second"));
    let burst = throttle.burst.map_or("none".to_owned(), |burst| burst.to_string());
    Line::new("throttle", "not enforced by this build yet, nothing is spent", Mark::Shown, throttle.origin)
        .fact("rate", rate)
        .fact("burst", burst)
}

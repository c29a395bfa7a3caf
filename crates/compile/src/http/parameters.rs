//! `overwrite:header.x` = `$request.path.id`, and `overwrite:statuscode` = `403` for answers of one status
//! (http-api-parameter-mapping).

use super::reserved::is_reserved;
use super::value::{Reader, Side};
use crate::parameter::is_name;
use crate::path::Pieces;
use crate::rest::param_piece;
use crate::stage::{RouteDraft, Scope};
use crate::table::Context;
use http::HeaderName;
use tollgate_definition::Integration;
use tollgate_definition::api::{RequestParameter, StatusParameters, Text};
use tollgate_routes::{
    Change, HeaderChange, Joined, ParameterMapping, PathPiece, QueryChange, RequestEdits, ResponseEdits, ResponseValue,
    ValueSource,
};

const REQUEST: &str =
    "`append|overwrite|remove:header.NAME`, `append|overwrite|remove:querystring.NAME` or `overwrite:path`";
const RESPONSE: &str = "`append|overwrite|remove:header.NAME` or `overwrite:statuscode`";

/// Statuses that an answer may have, and be mapped to.
const STATUSES: std::ops::RangeInclusive<u16> = 200..=599;

/// What a target changes, and how.
enum Place<'t> {
    Header(Action, &'t str),
    Query(Action, &'t str),
    Path,
    Status,
}

#[derive(Clone, Copy)]
enum Action {
    Append,
    Overwrite,
    Remove,
}

/// All that is mapped but the path, which [`path`] is for. `None`: nothing is.
pub(crate) fn mapping(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> Option<Box<ParameterMapping>> {
    let mut reader = Reader { context, scope, key: &draft.key };
    let mapping = ParameterMapping {
        // The request of a first-class integration is made of its parameters: there is none to change.
        request: match integration.subtype {
            Some(_) => RequestEdits::default(),
            None => request(&mut reader, &integration.request_parameters),
        },
        responses: responses(&mut reader, &integration.response_parameters),
    };
    (mapping != ParameterMapping::default()).then(|| Box::new(mapping))
}

/// The whole path towards the integration, where it is mapped.
pub(super) fn path(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> Option<Box<[PathPiece]>> {
    let written =
        integration.request_parameters.iter().find(|it| matches!(place(&it.target.text), Some(Place::Path)))?;
    let mut reader = Reader { context, scope, key: &draft.key };
    let Joined(sources) = reader.value::<ValueSource>(&written.source)?;
    let mut pieces = Pieces::default();
    for source in sources {
        match source {
            ValueSource::Static(text) => pieces.literal(&text),
            ValueSource::RequestPath => pieces.request_path(PathPiece::RequestPath),
            ValueSource::Path(index) => pieces.push(param_piece((index, draft.key.is_greedy(index)))),
            value => pieces.push(PathPiece::Value(value)),
        }
    }
    Some(pieces.finish())
}

fn request(reader: &mut Reader<'_, '_, '_>, written: &[RequestParameter]) -> RequestEdits {
    let (mut headers, mut query) = (Vec::new(), Vec::new());
    for RequestParameter { target, source } in written {
        match place(&target.text) {
            Some(Place::Header(action, name)) => headers.extend(header(reader, (action, name), target, source)),
            Some(Place::Query(action, name)) => {
                let change = change(reader, action, source);
                query.extend(change.map(|change| QueryChange { name: name.into(), change }));
            }
            Some(Place::Path) => {}
            Some(Place::Status) | None => reader.bad(target, &format!("is no parameter mapping; expected {REQUEST}")),
        }
    }
    headers.sort_by_key(|header| header.change.rank());
    query.sort_by_key(|parameter| parameter.change.rank());
    RequestEdits { headers: headers.into(), query: query.into() }
}

fn responses(reader: &mut Reader<'_, '_, '_>, written: &[StatusParameters]) -> Box<[ResponseEdits]> {
    let mut edits: Vec<_> = written.iter().filter_map(|of_status| response(reader, of_status)).collect();
    edits.sort_by_key(|edits| edits.status);
    edits.into()
}

fn response(reader: &mut Reader<'_, '_, '_>, written: &StatusParameters) -> Option<ResponseEdits> {
    let status = written.status.text.parse().ok().filter(|status| STATUSES.contains(status));
    let Some(status) = status else {
        reader.bad(&written.status, "is no status of an integration; expected one from 200 to 599");
        return None;
    };
    let mut edits = ResponseEdits { status, overwrite: None, headers: Box::default() };
    let mut headers = Vec::new();
    for RequestParameter { target, source } in &written.parameters {
        match place(&target.text) {
            Some(Place::Header(action, name)) => headers.extend(header(reader, (action, name), target, source)),
            Some(Place::Status) => edits.overwrite = self::status(reader, source),
            Some(Place::Path | Place::Query(..)) | None => {
                reader.bad(target, &format!("is no mapping of an answer; expected {RESPONSE}"));
            }
        }
    }
    headers.sort_by_key(|header| header.change.rank());
    edits.headers = headers.into();
    let is_empty = edits.overwrite.is_none() && edits.headers.is_empty();
    (!is_empty).then_some(edits)
}

fn status(reader: &mut Reader<'_, '_, '_>, source: &Text) -> Option<Joined<ResponseValue>> {
    let value = reader.value::<ResponseValue>(source)?;
    if let [ResponseValue::Static(text)] = &*value.0
        && !text.parse().is_ok_and(|status| STATUSES.contains(&status))
    {
        reader.bad(source, "is no status; expected one from 200 to 599");
        return None;
    }
    Some(value)
}

fn header<S: Side>(
    reader: &mut Reader<'_, '_, '_>,
    (action, name): (Action, &str),
    target: &Text,
    source: &Text,
) -> Option<HeaderChange<S>> {
    let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
        reader.bad(target, "names no header");
        return None;
    };
    if is_reserved(&header) {
        reader.bad(target, "names a reserved header, which cannot be mapped");
        return None;
    }
    let change = change(reader, action, source)?;
    Some(HeaderChange { name: header, written: name.into(), change })
}

/// An empty value is what takes a mapping away ("Remove configured parameter mappings").
fn change<S: Side>(reader: &mut Reader<'_, '_, '_>, action: Action, source: &Text) -> Option<Change<S>> {
    match action {
        Action::Remove => Some(Change::Remove),
        _ if source.text.is_empty() => None,
        Action::Append => reader.value(source).map(Change::Append),
        Action::Overwrite => reader.value(source).map(Change::Overwrite),
    }
}

fn place(target: &str) -> Option<Place<'_>> {
    let (action, place) = target.split_once(':')?;
    let action = match action {
        "append" => Action::Append,
        "overwrite" => Action::Overwrite,
        "remove" => Action::Remove,
        _ => return None,
    };
    match (place.split_once('.'), action, place) {
        (Some(("header", name)), ..) => Some(Place::Header(action, name)),
        (Some(("querystring", name)), ..) if is_name(name) => Some(Place::Query(action, name)),
        (None, Action::Overwrite, "path") => Some(Place::Path),
        (None, Action::Overwrite, "statuscode") => Some(Place::Status),
        _ => None,
    }
}

//! Credentials as they are used: with the time they last.

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::identity::Identity;
use std::time::{Duration, SystemTime};

/// So long before they end new ones are fetched, while these still serve. Containers and instances are given new ones at
/// least five minutes before the old end (EC2 user guide, instance-metadata-security-credentials).
const AHEAD: Duration = Duration::from_secs(5 * 60);

/// A call signed later than this before their end may arrive after it.
const MARGIN: Duration = Duration::from_secs(10);

/// What signs.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) identity: Identity,
    /// `None`: they do not end.
    expires: Option<SystemTime>,
}

impl Held {
    pub(crate) fn new(credentials: Credentials) -> Held {
        Held { expires: credentials.expiry(), identity: credentials.into() }
    }

    /// Can a call be signed with them.
    pub(crate) fn serves(&self, now: SystemTime) -> bool {
        self.lasts(now, MARGIN)
    }

    /// Is it time to fetch others.
    pub(crate) fn ages(&self, now: SystemTime) -> bool {
        !self.lasts(now, AHEAD)
    }

    fn lasts(&self, now: SystemTime, margin: Duration) -> bool {
        self.expires.is_none_or(|expires| expires.duration_since(now).is_ok_and(|left| left > margin))
    }
}

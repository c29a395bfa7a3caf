//! Target groups: those that are written, and those that integrations imply.

use crate::uri::Uri;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tollgate_model::target_group::{Address, Balance, Eject, Protocol, Retry, Target, Timeouts, Tls, Verify};
use tollgate_model::{GroupKey, Origin, TargetGroup};

/// Every group of a table.
pub(crate) struct Groups<'c> {
    written: BTreeMap<&'c GroupKey, &'c TargetGroup>,
    implied: BTreeMap<GroupKey, TargetGroup>,
}

/// The groups of one stage, in the order of their indices.
#[derive(Default)]
pub(crate) struct StageGroups {
    pub(crate) keys: Vec<GroupKey>,
    indices: BTreeMap<GroupKey, u16>,
}

impl<'c> Groups<'c> {
    pub(crate) fn new(written: &'c [TargetGroup]) -> Self {
        Groups { written: written.iter().map(|group| (&group.key, group)).collect(), implied: BTreeMap::new() }
    }

    pub(crate) fn written(&self, key: &GroupKey) -> Option<&'c TargetGroup> {
        self.written.get(key).copied()
    }

    /// The names of `[[target_group]]`s.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'c str> {
        self.written.keys().filter_map(|key| match key {
            GroupKey::Named(name) => Some(&**name),
            _ => None,
        })
    }

    /// The group of a public endpoint: one for each authority, whoever names it.
    pub(crate) fn public(&mut self, uri: &Uri, verify: Verify, origin: Origin) -> GroupKey {
        let mut authority = uri.authority();
        if verify == Verify::AnyIssuer {
            authority.push_str("#any-issuer");
        }
        let key = GroupKey::Public(authority.into());
        if !self.implied.contains_key(&key) {
            let group = public_group(key.clone(), uri, verify, origin);
            self.implied.insert(key.clone(), group);
        }
        key
    }

    /// A written group over TLS, with the name to verify and the trust that an integration asks for.
    pub(crate) fn secured(&mut self, group: &TargetGroup, server_name: &str, verify: Verify) -> GroupKey {
        let base = group.tls.clone().unwrap_or(Tls { ca: None, server_name: None, client_certificate: None, verify });
        let tls = Tls { server_name: Some(server_name.into()), verify: base.verify.max(verify), ..base };
        if group.protocol == Protocol::Https && group.tls.as_ref() == Some(&tls) {
            return group.key.clone();
        }
        let key = GroupKey::Secured {
            group: Box::new(group.key.clone()),
            server_name: server_name.into(),
            verify: tls.verify,
        };
        let variant = || TargetGroup { key: key.clone(), protocol: Protocol::Https, tls: Some(tls), ..group.clone() };
        self.implied.entry(key.clone()).or_insert_with(variant);
        key
    }

    /// The groups of these keys, sorted.
    pub(crate) fn finish<'k>(mut self, keys: impl Iterator<Item = &'k GroupKey>) -> Vec<Arc<TargetGroup>> {
        let keys: BTreeSet<&GroupKey> = keys.collect();
        keys.into_iter()
            .filter_map(|key| self.implied.remove(key).or_else(|| self.written.get(key).map(|group| (*group).clone())))
            .map(Arc::new)
            .collect()
    }
}

impl StageGroups {
    /// The index of a group; `None` when a stage has more than an index can name.
    pub(crate) fn index(&mut self, key: GroupKey) -> Option<u16> {
        if let Some(index) = self.indices.get(&key) {
            return Some(*index);
        }
        let index = u16::try_from(self.keys.len()).ok()?;
        self.indices.insert(key.clone(), index);
        self.keys.push(key);
        Some(index)
    }
}

fn public_group(key: GroupKey, uri: &Uri, verify: Verify, origin: Origin) -> TargetGroup {
    let host: Box<str> = uri.host.to_ascii_lowercase().into();
    let tls = uri.https.then(|| Tls { ca: None, server_name: Some(host.clone()), client_certificate: None, verify });
    TargetGroup {
        key,
        protocol: if uri.https { Protocol::Https } else { Protocol::Http },
        balance: Balance::RoundRobin,
        targets: vec![Target { address: Address::Host { host, port: uri.port }, weight: 1, origin }],
        health_check: None,
        eject: Eject::default(),
        retry: Retry::default(),
        timeouts: Timeouts::default(),
        tls,
        origin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_names_as_many_groups_as_an_index_can() {
        let key = |at: u32| GroupKey::Public(format!("http://h{at}.example:80").into());
        let mut groups = StageGroups::default();
        assert!((0..=u32::from(u16::MAX)).all(|at| groups.index(key(at)) == u16::try_from(at).ok()));
        assert_eq!(groups.index(key(7)), Some(7));
        assert_eq!(groups.index(key(65_536)), None);
    }
}

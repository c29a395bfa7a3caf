//! Whose request it is: behind trusted proxies, the address they vouch for.

use std::net::{IpAddr, SocketAddr};
use tollgate_definition::node::Network;

/// The rightmost address that is not a trusted proxy's own, walking from the connection's peer through the values of all
/// `X-Forwarded-For` lines, each right to left, the last line first.
///
/// What stands left of an untrusted address is hearsay. Garbage ends the walk: the proxy that passed it on is the source.
pub fn source_address<'a, V>(peer: IpAddr, forwarded_for: V, trusted: &[Network]) -> IpAddr
where
    V: IntoIterator<Item = &'a [u8], IntoIter: DoubleEndedIterator>,
{
    let mut source = peer.to_canonical();
    for line in forwarded_for.into_iter().rev() {
        for entry in line.rsplit(|byte| *byte == b',') {
            if !is_trusted(source, trusted) {
                return source;
            }
            match parse(entry) {
                Some(address) => source = address,
                None => return source,
            }
        }
    }
    source
}

/// Does one of the blocks hold the address.
pub fn is_trusted(address: IpAddr, trusted: &[Network]) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// An address, or as some proxies write it, with a port: `192.0.2.1:80`, `[2001:db8::1]:80`, `[2001:db8::1]`.
fn parse(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?.trim_matches([' ', '\t']);
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = match bare {
        Some(inside) => inside.parse::<std::net::Ipv6Addr>().ok().map(IpAddr::V6),
        None => text.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip())),
    };
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_is_the_first_address_from_the_right_that_is_no_trusted_proxy() {
        let trusted: Vec<Network> =
            ["10.0.0.0/8", "2001:db8:1::/48"].iter().filter_map(|text| Network::parse(text)).collect();
        for (peer, lines, source, why) in [
            ("192.0.2.9", &["203.0.113.7"][..], "192.0.2.9", "an untrusted peer vouches for nobody"),
            ("10.0.0.1", &[], "10.0.0.1", "no header: the proxy asks for itself"),
            ("10.0.0.1", &["203.0.113.7"], "203.0.113.7", "one proxy"),
            ("10.0.0.1", &["198.51.100.1, 203.0.113.7"], "203.0.113.7", "left of the source is hearsay"),
            ("10.0.0.1", &["203.0.113.7, 10.0.0.2,10.0.0.3"], "203.0.113.7", "a chain of proxies"),
            ("10.0.0.1", &["203.0.113.7", "10.0.0.2"], "203.0.113.7", "several lines are one list"),
            ("10.0.0.1", &["10.0.0.3", "10.0.0.2"], "10.0.0.3", "all trusted: the leftmost"),
            ("10.0.0.1", &["203.0.113.7, unknown"], "10.0.0.1", "garbage stops the walk"),
            ("10.0.0.1", &["203.0.113.7, , 10.0.0.2"], "10.0.0.2", "an empty entry is garbage"),
            ("10.0.0.1", &["203.0.113.7, \u{e9}"], "10.0.0.1", "not ASCII"),
            ("10.0.0.1", &["203.0.113.7:4711"], "203.0.113.7", "with a port"),
            ("10.0.0.1", &["[2001:db8::7]:4711"], "2001:db8::7", "IPv6 with a port"),
            ("2001:db8:1::1", &["2001:db8::7"], "2001:db8::7", "IPv6 proxy"),
            ("::ffff:10.0.0.1", &["203.0.113.7"], "203.0.113.7", "an IPv4-mapped peer is IPv4"),
            ("10.0.0.1", &["::ffff:203.0.113.7"], "203.0.113.7", "an IPv4-mapped entry is IPv4"),
        ] {
            let values = lines.iter().map(|line| line.as_bytes()).collect::<Vec<_>>();
            let found = source_address(peer.parse().unwrap(), values, &trusted);
            assert_eq!(found, source.parse::<IpAddr>().unwrap(), "{why}");
        }
    }

    #[test]
    fn without_trusted_proxies_the_peer_is_the_source() {
        let values = [&b"203.0.113.7"[..]];
        assert_eq!(source_address("192.0.2.9".parse().unwrap(), values, &[]), "192.0.2.9".parse::<IpAddr>().unwrap());
    }
}

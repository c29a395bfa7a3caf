//! The PROXY protocol, versions 1 and 2 (haproxy.org, proxy-protocol.txt): who is behind the proxy that connected.

use super::socket::Socket;
use bytes::{Buf, BytesMut};
use ppp::{v1, v2};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::AsyncReadExt;

/// From the connection to the whole header; the specification recommends at least 3 s.
pub(super) const HEADER_DEADLINE: Duration = Duration::from_secs(5);
/// The line of version 1, with its CRLF.
const LONGEST_V1: usize = 107;
/// Version 2 says its length; extensions of more than this serve nobody here.
const LONGEST_HEADER: usize = 4 * 1024;
const V2_SIGNATURE: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

/// The two ends of the proxied connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Proxied {
    pub(super) source: SocketAddr,
    pub(super) destination: SocketAddr,
}

/// Reads the header and nothing else. `None`: the proxy speaks for itself (`LOCAL`), or says it does not know
/// (`UNKNOWN`, `AF_UNSPEC`, `AF_UNIX`): the connection's own ends count.
pub(super) async fn read_header(socket: &mut Socket) -> io::Result<Option<Proxied>> {
    let mut received = BytesMut::with_capacity(256);
    loop {
        if socket.read_buf(&mut received).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Some((proxied, length)) = parse(&received)? {
            received.advance(length);
            if !received.is_empty() {
                socket.unread(received);
            }
            return Ok(proxied);
        }
    }
}

/// `None`: more bytes are needed. Else the ends, and the header's length.
fn parse(bytes: &[u8]) -> io::Result<Option<(Option<Proxied>, usize)>> {
    if begins_like(bytes, V2_SIGNATURE) {
        parse_v2(bytes)
    } else if begins_like(bytes, v1::PROTOCOL_PREFIX.as_bytes()) {
        parse_v1(bytes)
    } else {
        Err(invalid("no PROXY header"))
    }
}

/// Is one the beginning of the other.
fn begins_like(bytes: &[u8], signature: &[u8]) -> bool {
    bytes.iter().zip(signature).all(|(byte, expected)| byte == expected)
}

fn parse_v1(bytes: &[u8]) -> io::Result<Option<(Option<Proxied>, usize)>> {
    let Some(lf) = memchr::memchr(b'\n', &bytes[..bytes.len().min(LONGEST_V1)]) else {
        return if bytes.len() < LONGEST_V1 { Ok(None) } else { Err(invalid("PROXY line too long")) };
    };
    let header = v1::Header::try_from(&bytes[..=lf]).map_err(|_| invalid("malformed PROXY line"))?;
    Ok(Some((ends_v1(&header.addresses), lf + 1)))
}

fn parse_v2(bytes: &[u8]) -> io::Result<Option<(Option<Proxied>, usize)>> {
    let Some([high, low]) = bytes.get(14..16) else { return Ok(None) };
    let length = 16 + usize::from(u16::from_be_bytes([*high, *low]));
    if length > LONGEST_HEADER {
        return Err(invalid("PROXY header too long"));
    }
    let Some(header) = bytes.get(..length) else { return Ok(None) };
    let header = v2::Header::try_from(header).map_err(|_| invalid("malformed PROXY header"))?;
    Ok(Some((ends_v2(&header), length)))
}

fn ends_v1(addresses: &v1::Addresses) -> Option<Proxied> {
    match addresses {
        v1::Addresses::Tcp4(ends) => Some(Proxied {
            source: (ends.source_address, ends.source_port).into(),
            destination: (ends.destination_address, ends.destination_port).into(),
        }),
        v1::Addresses::Tcp6(ends) => Some(Proxied {
            source: (ends.source_address, ends.source_port).into(),
            destination: (ends.destination_address, ends.destination_port).into(),
        }),
        v1::Addresses::Unknown => None,
    }
}

fn ends_v2(header: &v2::Header<'_>) -> Option<Proxied> {
    if header.command == v2::Command::Local {
        return None;
    }
    match &header.addresses {
        v2::Addresses::IPv4(ends) => Some(Proxied {
            source: (ends.source_address, ends.source_port).into(),
            destination: (ends.destination_address, ends.destination_port).into(),
        }),
        v2::Addresses::IPv6(ends) => Some(Proxied {
            source: (ends.source_address, ends.source_port).into(),
            destination: (ends.destination_address, ends.destination_port).into(),
        }),
        v2::Addresses::Unspecified | v2::Addresses::Unix(_) => None,
    }
}

fn invalid(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v2(command_family_length: &[u8], rest: &[u8]) -> Vec<u8> {
        [b"\r\n\r\n\0\r\nQUIT\n", command_family_length, rest].concat()
    }

    fn ends(source: &str, destination: &str) -> Option<Proxied> {
        Some(Proxied { source: source.parse().unwrap(), destination: destination.parse().unwrap() })
    }

    /// Layouts from proxy-protocol.txt 2.1 and 2.2.
    #[test]
    fn headers_of_both_versions_name_the_ends() {
        let tcp4 = [192, 0, 2, 1, 198, 51, 100, 2, 0x12, 0x67, 1, 0xbb];
        let mut tcp6 = [0u8; 36];
        (tcp6[15], tcp6[31], tcp6[33], tcp6[35]) = (1, 2, 80, 81);
        for (header, expected) in [
            (b"PROXY TCP4 192.0.2.1 198.51.100.2 4711 443\r\n".to_vec(), ends("192.0.2.1:4711", "198.51.100.2:443")),
            (
                b"PROXY TCP6 2001:db8::1 2001:db8::2 4711 443\r\n".to_vec(),
                ends("[2001:db8::1]:4711", "[2001:db8::2]:443"),
            ),
            (b"PROXY UNKNOWN\r\n".to_vec(), None),
            (b"PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n".to_vec(), None),
            (v2(&[0x21, 0x11, 0, 12], &tcp4), ends("192.0.2.1:4711", "198.51.100.2:443")),
            (v2(&[0x21, 0x21, 0, 36], &tcp6), ends("[::1]:80", "[::2]:81")),
            (v2(&[0x20, 0x11, 0, 12], &tcp4), None),
            (v2(&[0x20, 0x00, 0, 0], &[]), None),
            (
                v2(&[0x21, 0x11, 0, 16], &[&tcp4[..], &[4, 0, 1, 9]].concat()),
                ends("192.0.2.1:4711", "198.51.100.2:443"),
            ),
        ] {
            for end in 1..header.len() {
                assert_eq!(parse(&header[..end]).unwrap(), None, "{header:?} cut at {end}");
            }
            let followed = [&header[..], b"GET / HTTP/1.1\r\n"].concat();
            assert_eq!(parse(&followed).unwrap(), Some((expected, header.len())), "{header:?}");
        }
    }

    #[test]
    fn anything_else_is_an_error() {
        for bytes in [
            &b"GET / HTTP/1.1\r\n"[..],
            b"PROXY TCP4 nonsense\r\n",
            b"PROXY TCP4 1.2.3.4 1.2.3.4 1 99999\r\n",
            b"\x16\x03\x01",
        ] {
            assert!(parse(bytes).is_err(), "{bytes:?}");
        }
        assert!(parse(&v2(&[0x31, 0x11, 0, 12], &[0; 12])).is_err(), "version 3");
    }
}

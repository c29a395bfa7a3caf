//! Who is at the other end of a connection to the Runtime API: at Lambda nobody else is in the sandbox.

use super::memory::of_function;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::MetadataExt;
use tokio::net::TcpStream;

/// Is it a process of the gateway's own user, or of one that the function's command became. Who is not found is not let in.
pub(super) fn is_of_the_function(stream: &TcpStream, guard: u32) -> bool {
    let (Ok(peer), Ok(local)) = (stream.peer_addr(), stream.local_addr()) else { return false };
    let Some(user) = user(peer, local) else { return false };
    user == rustix::process::geteuid().as_raw() || users(guard).any(|known| known == user)
}

/// Of the processes that the command has started.
fn users(guard: u32) -> impl Iterator<Item = u32> {
    of_function(guard).into_iter().filter_map(|pid| Some(fs::metadata(format!("/proc/{pid}")).ok()?.uid()))
}

/// Whose socket it is that is bound to `peer` and connected to `local` (proc(5), `/proc/net/tcp`): a runtime may speak
/// IPv4 through a socket of IPv6.
fn user(peer: SocketAddr, local: SocketAddr) -> Option<u32> {
    let table = |path: &str, written: fn(SocketAddr) -> String| {
        let (peer, local) = (written(peer), written(local));
        let sockets = fs::read_to_string(path).ok()?;
        sockets.lines().find_map(|line| {
            let mut fields = line.split_ascii_whitespace().skip(1);
            let is_it = fields.next()? == peer && fields.next()? == local;
            // After them: state, queues, timer, retransmits.
            if is_it { fields.nth(4)?.parse().ok() } else { None }
        })
    };
    table("/proc/net/tcp", as_v4).or_else(|| table("/proc/net/tcp6", as_v6))
}

/// `0100007F:1F90`
fn as_v4(address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(ip) => format!("{}:{:04X}", words(&ip.octets()), address.port()),
        IpAddr::V6(_) => String::new(),
    }
}

fn as_v6(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    format!("{}:{:04X}", words(&ip.octets()), address.port())
}

/// As the kernel prints an address: numbers of four bytes each, in the machine's own order.
fn words(octets: &[u8]) -> String {
    let (words, _) = octets.as_chunks::<4>();
    words.iter().map(|word| format!("{:08X}", u32::from_ne_bytes(*word))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream as Blocking};

    #[test]
    fn the_user_of_a_socket_is_found_whichever_kind_it_is() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let local = listener.local_addr().unwrap();
        let mapped = SocketAddr::new("::ffff:127.0.0.1".parse().unwrap(), local.port());
        for address in [local, mapped] {
            let _client = Blocking::connect(address).unwrap();
            let (_accepted, peer) = listener.accept().unwrap();
            assert_eq!(user(peer, local), Some(rustix::process::geteuid().as_raw()), "{address}");
        }
    }

    #[test]
    fn who_is_not_there_has_no_user() {
        let address = |port| SocketAddr::from(([127, 0, 0, 1], port));
        assert_eq!(user(address(1), address(2)), None);
    }
}

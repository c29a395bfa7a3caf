//! The ids that a request carries, in Amazon's shapes. Randomness is handed in: this room has none.

use std::fmt;

/// `$context.requestId`: a UUID, `x-amzn-RequestId` on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestId([u8; 36]);

/// `$context.extendedRequestId`: eleven bytes in base64, `x-amz-apigw-id` and `apigw-requestid` on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ExtendedRequestId([u8; 16]);

/// `X-Amzn-Trace-Id`'s root: `1-{8 hex of epoch}-{24 hex}`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TraceId([u8; 35]);

const HEX: &[u8; 16] = b"0123456789abcdef";
const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl RequestId {
    /// What access logs say where a client chose an id that is no UUID (set-up-logging).
    pub const REPLACED: RequestId = RequestId(*b"UUID_REPLACED_INVALID_REQUEST_ID\0\0\0\0");

    /// A version 4 UUID of these random bits.
    pub fn random(bits: u128) -> Self {
        let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
        let mut text = [b'-'; 36];
        let mut nibble = 32;
        for (at, byte) in text.iter_mut().enumerate() {
            if !matches!(at, 8 | 13 | 18 | 23) {
                nibble -= 1;
                *byte = HEX[(bits >> (nibble * 4)) as usize & 0xf];
            }
        }
        RequestId(text)
    }

    /// A client's own id, if it is a UUID (set-up-logging: it may override ours only then).
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 36] = text.as_bytes().try_into().ok()?;
        let well_formed = bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
        well_formed.then_some(RequestId(bytes))
    }

    pub fn as_str(&self) -> &str {
        // What is shorter than a UUID is filled up.
        ascii(&self.0).trim_end_matches('\0')
    }
}

impl ExtendedRequestId {
    /// Fifteen characters of base64 and its padding, of the low 88 bits.
    pub fn random(bits: u128) -> Self {
        let mut text = [b'='; 16];
        for (at, byte) in text[..15].iter_mut().enumerate() {
            *byte = BASE64[(bits >> (at * 6)) as usize & 0x3f];
        }
        ExtendedRequestId(text)
    }

    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

impl TraceId {
    /// The root of a new trace begun at this epoch second.
    pub fn new(epoch_seconds: u32, bits: u128) -> Self {
        let mut text = *b"1-00000000-000000000000000000000000";
        for at in 0..8 {
            text[2 + at] = HEX[(epoch_seconds >> (28 - at * 4)) as usize & 0xf];
        }
        for at in 0..24 {
            text[11 + at] = HEX[(bits >> (at * 4)) as usize & 0xf];
        }
        TraceId(text)
    }

    /// `1-…-…`
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

/// The arrays above are only ever filled with ASCII.
fn ascii(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("")
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ExtendedRequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_is_no_uuid_is_told_without_what_fills_it_up() {
        assert_eq!(RequestId::parse("123344566"), None);
        assert_eq!(RequestId::REPLACED.as_str(), "UUID_REPLACED_INVALID_REQUEST_ID");
    }

    #[test]
    fn request_ids_are_version_four_uuids() {
        let id = RequestId::random(u128::MAX);
        assert_eq!(id.as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(RequestId::random(0).as_str(), "00000000-0000-4000-8000-000000000000");
        assert_eq!(RequestId::parse(id.as_str()), Some(id));
        assert_eq!(RequestId::parse("not-a-uuid"), None);
        assert_eq!(RequestId::parse("ffffffff-ffff-4fff-bfff-fffffffffffg"), None);
    }

    #[test]
    fn extended_ids_look_like_amazons() {
        assert_eq!(ExtendedRequestId::random(0).as_str(), "AAAAAAAAAAAAAAA=");
    }

    #[test]
    fn trace_roots_carry_the_epoch() {
        assert_eq!(TraceId::new(0x5759_e988, 0).as_str(), "1-5759e988-000000000000000000000000");
    }
}

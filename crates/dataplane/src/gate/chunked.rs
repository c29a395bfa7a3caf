//! Where a chunked body ends (RFC 9112 7.1): a scanner that is fed pieces of any size and copies nothing.

use super::bytes::{is_field_value, is_tchar};

/// Digits of a chunk size: more than `u64` holds is nothing but an attack.
const SIZE_DIGITS: u32 = 16;
/// One line of size and extensions. Extensions are ignored, so they only need to be survived (RFC 9112 7.1.1).
const LONGEST_SIZE_LINE: u32 = 1024;
/// The whole trailer section (RFC 9112 7.1.2).
const LONGEST_TRAILERS: u32 = 8 * 1024;

/// The state between two bytes of a chunked body.
#[derive(Clone, Debug)]
pub struct Scanner {
    state: State,
    /// Data bytes left in this chunk.
    left: u64,
    /// Digits of the size, or bytes of the line or the trailers, seen so far.
    seen: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Size,
    /// White space after the size: only an extension or the line's end may follow it.
    AfterSize,
    Extension,
    SizeLf,
    Data,
    DataCr,
    DataLf,
    TrailerStart,
    TrailerName,
    TrailerValue,
    TrailerLf,
    EndLf,
    End,
}

/// What one piece held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fed {
    /// All of it belongs to the body, which goes on.
    More,
    /// The body ended after this many bytes of the piece.
    End(usize),
    /// No chunked body: the reason.
    Bad(&'static str),
}

// === impl Scanner ===

impl Default for Scanner {
    fn default() -> Self {
        Scanner { state: State::Size, left: 0, seen: 0 }
    }
}

impl Scanner {
    pub fn feed(&mut self, piece: &[u8]) -> Fed {
        let mut at = 0;
        while at < piece.len() {
            if self.state == State::Data {
                at += self.skip_data(piece.len() - at);
                continue;
            }
            match self.step(piece[at]) {
                Err(reason) => return Fed::Bad(reason),
                Ok(State::End) => return Fed::End(at + 1),
                Ok(_) => at += 1,
            }
        }
        Fed::More
    }

    fn skip_data(&mut self, available: usize) -> usize {
        let taken = usize::try_from(self.left).unwrap_or(usize::MAX).min(available);
        self.left -= taken as u64;
        if self.left == 0 {
            self.state = State::DataCr;
        }
        taken
    }

    fn step(&mut self, byte: u8) -> Result<State, &'static str> {
        self.state = match self.state {
            State::Size | State::AfterSize | State::Extension | State::SizeLf => self.size_line(byte)?,
            State::DataCr if byte == b'\r' => State::DataLf,
            State::DataLf if byte == b'\n' => self.begin_size(),
            State::DataCr | State::DataLf => return Err("chunk data does not end where its size says"),
            State::Data | State::End => self.state,
            _ => self.trailer(byte)?,
        };
        Ok(self.state)
    }

    fn begin_size(&mut self) -> State {
        (self.left, self.seen) = (0, 0);
        State::Size
    }

    fn size_line(&mut self, byte: u8) -> Result<State, &'static str> {
        match (self.state, byte) {
            (State::Size, digit) if digit.is_ascii_hexdigit() => self.size_digit(digit),
            (State::Size, _) if self.seen == 0 => Err("chunk size without a digit"),
            (State::SizeLf, b'\n') => Ok(self.after_size_line()),
            (State::SizeLf, _) => Err("bare CR in a chunk size line"),
            (_, b'\r') => Ok(State::SizeLf),
            (_, b'\n') => Err("bare LF in a chunk size line"),
            (State::Size | State::AfterSize, b' ' | b'\t') => self.count_line(State::AfterSize),
            (State::Size | State::AfterSize, b';') => self.count_line(State::Extension),
            (State::Extension, byte) if is_field_value(&[byte]) => self.count_line(State::Extension),
            _ => Err("bad byte in a chunk size line"),
        }
    }

    fn size_digit(&mut self, digit: u8) -> Result<State, &'static str> {
        if self.seen == SIZE_DIGITS {
            return Err("chunk size too large");
        }
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            _ => (digit | 0x20) - b'a' + 10,
        };
        self.left = (self.left << 4) | u64::from(value);
        self.count_line(State::Size)
    }

    fn count_line(&mut self, next: State) -> Result<State, &'static str> {
        self.seen += 1;
        if self.seen > LONGEST_SIZE_LINE { Err("chunk extensions too long") } else { Ok(next) }
    }

    fn after_size_line(&mut self) -> State {
        self.seen = 0;
        if self.left == 0 { State::TrailerStart } else { State::Data }
    }

    fn trailer(&mut self, byte: u8) -> Result<State, &'static str> {
        self.seen += 1;
        if self.seen > LONGEST_TRAILERS {
            return Err("trailers too long");
        }
        match (self.state, byte) {
            (State::TrailerStart, b'\r') => Ok(State::EndLf),
            (State::EndLf, b'\n') => Ok(State::End),
            (State::TrailerStart | State::TrailerName, byte) if is_tchar(byte) => Ok(State::TrailerName),
            (State::TrailerName, b':') => Ok(State::TrailerValue),
            (State::TrailerValue, b'\r') => Ok(State::TrailerLf),
            (State::TrailerLf, b'\n') => Ok(State::TrailerStart),
            (State::TrailerValue, byte) if is_field_value(&[byte]) => Ok(State::TrailerValue),
            _ => Err("malformed trailer section"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(body: &[u8]) -> Fed {
        Scanner::default().feed(body)
    }

    #[test]
    fn a_body_ends_after_its_trailer_section() {
        for (body, rest) in [
            ("0\r\n\r\n", ""),
            ("5\r\nhello\r\n0\r\n\r\n", "GET"),
            ("A;name=value;x=\"q\"\r\n0123456789\r\n0\r\n\r\n", "x"),
            ("5 ; x\r\nhello\r\n000\r\n\r\n", "x"),
            ("1\r\n\n\r\n0\r\nTrailer: v\r\nOther:\r\n\r\n", "next"),
        ] {
            assert_eq!(whole(format!("{body}{rest}").as_bytes()), Fed::End(body.len()), "{body:?}");
        }
    }

    /// RFC 9112 7.1; the differences between parsers that chunk smuggling lists enumerate.
    #[test]
    fn what_parsers_read_differently_is_bad() {
        for body in [
            "\r\n",
            "x\r\n",
            "-1\r\n",
            "+1\r\n",
            "0x5\r\nhello\r\n",
            " 5\r\nhello",
            "5\nhello\r\n0\r\n\r\n",
            "5\rhello",
            "5\r\nhelloX\r\n",
            "5\r\nhello\n0\r\n\r\n",
            "5\r\nhello\r0\r\n\r\n",
            "10000000000000000\r\n",
            "00000000000000000\r\n",
            "5;a\nhello\r\n",
            "5;a\0b\r\n",
            "5_\r\nhello",
            "5,\r\nhello",
            "5 5\r\n",
            "0\r\n\n",
            "0\n\r\n",
            "0\r\nA b: c\r\n\r\n",
            "0\r\n: v\r\n\r\n",
            "0\r\nA: b\n\r\n",
            "0\r\n A: b\r\n\r\n",
            "0\r\nA: b\r\n c\r\n\r\n",
            "0\r\nA: \0\r\n\r\n",
        ] {
            assert!(matches!(whole(body.as_bytes()), Fed::Bad(_)), "{body:?}");
        }
        assert!(matches!(whole(format!("1;{}\r\n", "a".repeat(2000)).as_bytes()), Fed::Bad(_)));
        assert!(matches!(whole(format!("0\r\nA: {}\r\n\r\n", "a".repeat(9000)).as_bytes()), Fed::Bad(_)));
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same_end(data in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..40), 0..6), cut in 1usize..9) {
            let mut body = Vec::new();
            for chunk in &data {
                body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                body.extend_from_slice(chunk);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(b"0\r\n\r\n");
            let length = body.len();
            body.extend_from_slice(b"GET / HTTP/1.1\r\n");
            let (mut scanner, mut before) = (Scanner::default(), 0);
            for piece in body.chunks(cut) {
                match scanner.feed(piece) {
                    Fed::More => before += piece.len(),
                    fed => {
                        prop_assert_eq!(fed, Fed::End(length - before));
                        return Ok(());
                    }
                }
            }
            prop_assert!(false, "no end found");
        }

        #[test]
        fn no_bytes_make_it_panic(piece in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut scanner = Scanner::default();
            for cut in piece.chunks(7) {
                if scanner.feed(cut) != Fed::More {
                    break;
                }
            }
        }
    }
}

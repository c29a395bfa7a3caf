//! A body that is kept until it is whole.

use bytes::{Bytes, BytesMut};

/// Pieces put together, up to a bound. A body that comes in one piece is not copied.
pub(crate) struct Whole {
    first: Bytes,
    joined: BytesMut,
    /// Bytes that may still come.
    left: u64,
}

/// One byte more than may be kept.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooMuch;

// === impl Whole ===

impl Whole {
    pub(crate) fn new(most: u64) -> Whole {
        Whole { first: Bytes::new(), joined: BytesMut::new(), left: most }
    }

    pub(crate) fn push(&mut self, piece: Bytes) -> Result<(), TooMuch> {
        self.left = self.left.checked_sub(piece.len() as u64).ok_or(TooMuch)?;
        if self.first.is_empty() {
            self.first = piece;
            return Ok(());
        }
        if self.joined.is_empty() {
            self.joined.extend_from_slice(&self.first);
        }
        self.joined.extend_from_slice(&piece);
        Ok(())
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        if self.joined.is_empty() { self.first } else { self.joined.freeze() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collect(pieces: &[&'static str], most: u64) -> Result<Bytes, TooMuch> {
        let mut whole = Whole::new(most);
        for piece in pieces {
            whole.push(Bytes::from_static(piece.as_bytes()))?;
        }
        Ok(whole.into_bytes())
    }

    #[test]
    fn pieces_are_joined_in_order_up_to_the_bound() {
        for (pieces, most, expected) in [
            (&[][..], 0, Ok("")),
            (&["abc"], 3, Ok("abc")),
            (&["abc"], 2, Err(TooMuch)),
            (&["ab", "", "cd", "e"], 5, Ok("abcde")),
            (&["ab", "", "cd", "e"], 4, Err(TooMuch)),
            (&["", "ab"], 2, Ok("ab")),
        ] {
            assert_eq!(collect(pieces, most), expected.map(Bytes::from), "{pieces:?} within {most}");
        }
    }

    #[test]
    fn a_single_piece_is_not_copied() {
        let piece = Bytes::from(vec![b'x'; 100]);
        let mut whole = Whole::new(100);
        whole.push(piece.clone()).unwrap();
        assert_eq!(whole.into_bytes().as_ptr(), piece.as_ptr());
    }
}

//! The house: sizes, arrows, licences.

//! Definitions in, every diagnostic at once or a Table out.

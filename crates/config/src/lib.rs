//! Files in, definitions out: the only room that knows files.

//! The phases of a request, in order, over a small World.

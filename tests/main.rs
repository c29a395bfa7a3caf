//! End to end: the binary as a process, over sockets, files and signals.

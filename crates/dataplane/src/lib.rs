//! The pingora adapter: listeners, head gate, generations, admin.

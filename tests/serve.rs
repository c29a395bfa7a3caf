//! Requests through the real listener to a real upstream.

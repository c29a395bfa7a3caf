//! What a function prints is in the log.

use crate::bench::*;
use serde_json::json;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn lines_are_logged_with_function_and_request_id() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    // Everything of this test runs on this thread.
    let _guard = tracing::subscriber::set_default(subscriber);
    let functions = functions(spec("serve"));
    let invocation = invocation(&json!({ "do": "print", "stdout": "one\ntwo\rand more", "stderr": "three" }));
    let id = invocation.request_id.to_string();
    whole(pets(&functions).invoke(invocation).await);
    functions.stop().await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (stream, message) in [("stdout", "one"), ("stdout", "two"), ("stdout", "and more"), ("stderr", "three")] {
        let line = lines.iter().find(|line| line["fields"]["message"] == message).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((&line["target"], &line["level"]), (&json!("function"), &json!("INFO")));
        let fields = &line["fields"];
        assert_eq!(
            (&fields["function"], &fields["stream"], &fields["request_id"]),
            (&json!("pets"), &json!(stream), &json!(id))
        );
    }
}

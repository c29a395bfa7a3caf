//! Apache Velocity itself, where Java and its jars are installed.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What one template came to. `None`: it failed.
pub(crate) type Answer = Option<String>;

const JARS: [&str; 3] = ["velocity.jar", "commons-lang.jar", "commons-collections3.jar"];

/// Why it cannot be asked: what is missing, and how to install it.
pub(crate) fn missing() -> Option<String> {
    if let Some(jar) = JARS.iter().map(|jar| directory().join(jar)).find(|jar| !jar.exists()) {
        return Some(format!("{} is missing (apt-get install velocity, or TOLLGATE_JARS=directory)", jar.display()));
    }
    let java = Command::new("java").arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    (!java.is_ok_and(|status| status.success()))
        .then(|| "java is missing (apt-get install default-jdk-headless)".to_owned())
}

fn directory() -> PathBuf {
    std::env::var_os("TOLLGATE_JARS").map_or_else(|| "/usr/share/java".into(), PathBuf::from)
}

/// Renders each by one process of Java.
pub(crate) fn answers(templates: &[String]) -> Vec<Answer> {
    let jars = JARS.map(|jar| directory().join(jar).display().to_string()).join(":");
    let harness = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential/Harness.java");
    let mut java = Command::new("java")
        .args(["-Xss512k", "-cp", &jars])
        .arg(harness)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("java was found a moment ago");
    let (mut to, mut from) = (java.stdin.take().unwrap(), java.stdout.take().unwrap());
    let answers = std::thread::scope(|threads| {
        threads.spawn(move || {
            for template in templates {
                to.write_all(&u32::try_from(template.len()).unwrap().to_be_bytes()).unwrap();
                to.write_all(template.as_bytes()).unwrap();
            }
        });
        templates.iter().map(|_| answer(&mut from)).collect()
    });
    assert!(java.wait().unwrap().success());
    answers
}

fn answer(from: &mut impl Read) -> Answer {
    let mut head = [0; 5];
    from.read_exact(&mut head).expect("an answer of the harness: run it by hand to see why not");
    let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
    let mut text = vec![0; length as usize];
    from.read_exact(&mut text).unwrap();
    (head[0] == 0).then(|| String::from_utf8(text).unwrap())
}

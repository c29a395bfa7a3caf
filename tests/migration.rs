//! docs/guide.md, "From AWS to Tollgate in steps": its commands do what it says, in their order.

use crate::site::{Site, read, tollgate};
use std::process::Command;

/// The fenced blocks of the section: their language and text.
fn blocks() -> Vec<(String, String)> {
    let guide = read("docs/guide.md");
    let (_, section) = guide.split_once("## From AWS to Tollgate in steps\n").expect("the section");
    let (section, _) = section.split_once("\n## ").expect("another after it");
    let fenced = section.split("```").skip(1).step_by(2);
    fenced
        .filter_map(|block| block.split_once('\n'))
        .map(|(language, text)| (language.to_owned(), text.to_owned()))
        .collect()
}

/// An export of a stage with a variable. What the guide writes into `tollgate.toml` is what `tollgate.toml` is from there on.
#[test]
fn the_steps_of_the_guide_work() {
    let site = Site::new("");
    site.write("my-api.yaml", &read("conf/apis/petstore.yaml"));
    let commands = format!("{}:{}", tollgate().parent().unwrap().display(), std::env::var("PATH").unwrap());
    let (mut configuration, mut ran) = (String::new(), 0);
    for (language, text) in blocks() {
        match language.as_str() {
            "sh" => {
                let mut shell = Command::new("sh");
                let shell = shell.args(["-e", "-c", &text]).env("PATH", &commands).current_dir(site.path(""));
                let done = shell.output().unwrap();
                let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
                assert!(done.status.success(), "{text}\n{out}{err}");
                ran += text.lines().count();
            }
            "toml" => {
                configuration += &text;
                site.write("tollgate.toml", &configuration);
            }
            _ => {}
        }
    }
    assert!(ran >= 8, "{ran} commands");
    assert_eq!(std::fs::read_to_string(site.path("routes.txt")).unwrap().lines().count(), 5);
}

/// Every diagnostic that the guide explains is one.
#[test]
fn the_diagnostics_of_the_guide_are_there() {
    let guide = read("docs/guide.md");
    let (_, table) = guide.split_once("| what is said |").expect("the table");
    let named = table.split("\n\n").next().unwrap().lines().filter_map(|row| row.split('|').nth(1));
    let names: Vec<&str> =
        named.flat_map(|cell| cell.split('`').skip(1).step_by(2)).filter(|name| *name != "error").collect();
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        let said = Site::new("").say(&["check", "--explain", name]);
        assert_eq!(said.status, 0, "{name}: {}", said.err);
    }
}

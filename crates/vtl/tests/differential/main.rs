//! The same templates, rendered by this crate and by Apache Velocity 1.7.
//!
//! Where Java and Debian's package `velocity` are installed, Velocity is asked; everywhere, its recorded answers are compared
//! (`golden.jsonl.gz`, made by `TOLLGATE_RECORD=1 cargo test -p tollgate-vtl --test differential`). `TOLLGATE_SEED` and
//! `TOLLGATE_COUNT` choose other templates.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test's own files and processes: failing is the answer")]

mod generate;
mod ours;
mod velocity;
mod words;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use generate::Dice;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use velocity::Answer;

const COUNT: usize = 6_000;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// Those of the corpus, which once differed or stand for a rule, and generated ones.
fn templates(seed: u64) -> Vec<String> {
    let corpus = include_str!("corpus.jsonl").lines().map(|line| serde_json::from_str(line).unwrap());
    let mut dice = Dice::new(seed);
    let count = usize::try_from(setting("TOLLGATE_COUNT", COUNT as u64)).unwrap();
    corpus.chain((0..count).map(|_| generate::template(&mut dice))).collect()
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential/golden.jsonl.gz")
}

/// Fails with the first few that differ, shortest first.
fn compare(rows: impl Iterator<Item = (String, Answer)>) {
    let mut compared = 0;
    let mut wrong: Vec<(String, Answer, Answer)> = Vec::new();
    for (template, theirs) in rows {
        compared += 1;
        let ours = ours::answer(&template);
        if ours != theirs {
            wrong.push((template, theirs, ours));
        }
    }
    wrong.sort_by_key(|(template, ..)| template.len());
    let shown: Vec<String> = wrong
        .iter()
        .take(25)
        .map(|(t, theirs, ours)| format!("{t:?}\n  velocity {theirs:?}\n  ours     {ours:?}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), shown.join("\n"));
    assert!(compared >= 5_000 || std::env::var("TOLLGATE_COUNT").is_ok(), "only {compared} templates were compared");
}

#[test]
fn velocity_prints_the_same() {
    if let Some(missing) = velocity::missing() {
        eprintln!("Apache Velocity was not asked: {missing}. Only its recorded answers were compared.");
        return;
    }
    let templates = templates(setting("TOLLGATE_SEED", 2));
    let answers = velocity::answers(&templates);
    compare(templates.into_iter().zip(answers).filter(|(template, _)| ours::comparable(template)));
}

#[test]
fn velocitys_recorded_answers_are_the_same() {
    if std::env::var_os("TOLLGATE_RECORD").is_some() {
        record();
    }
    let lines = BufReader::new(GzDecoder::new(File::open(golden()).unwrap())).lines();
    compare(lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()));
}

fn record() {
    let templates = templates(1);
    let answers = velocity::answers(&templates);
    let mut out = GzEncoder::new(File::create(golden()).unwrap(), Compression::best());
    for row in templates.iter().zip(&answers).filter(|(template, _)| ours::comparable(template)) {
        writeln!(out, "{}", serde_json::to_string(&row).unwrap()).unwrap();
    }
    out.finish().unwrap();
}

//! What tests need of other languages: pinned by lock files, installed once below `target/`, never skipped.

use crate::site::{root, tollgate};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// One test installs, the others wait.
static INSTALLING: Mutex<()> = Mutex::new(());

/// A Python interpreter with `awslambdaric`.
pub(crate) fn python() -> PathBuf {
    venv("tests/functions/python/requirements.txt")
}

/// An interpreter with what this file pins, by hash.
pub(crate) fn venv(requirements: &str) -> PathBuf {
    let requirements = root().join(requirements);
    let directory = installed("python", &[&requirements], |directory| {
        run(Command::new("python3").args(["-m", "venv"]).arg(directory));
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"];
        run(Command::new(directory.join("bin/python")).args(pip).arg(&requirements));
    });
    directory.join("bin/python")
}

/// A directory whose `node_modules` has `aws-lambda-ric`. Its native part is compiled: cmake, autotools, a C++ compiler.
pub(crate) fn node() -> PathBuf {
    let [package, lock] =
        ["package.json", "package-lock.json"].map(|name| root().join("tests/functions/node").join(name));
    installed("node", &[&package, &lock], |directory| {
        for file in [&package, &lock] {
            fs::copy(file, directory.join(file.file_name().unwrap())).unwrap();
        }
        run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(directory));
    })
}

/// A function on `lambda_runtime`. `cargo test` builds it with the other examples; told which tests to build, it does not,
/// so it is asked for here.
pub(crate) fn rust() -> PathBuf {
    let _turn = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let profile = tollgate().parent().unwrap();
    let function = profile.join("examples/function");
    if function.exists() {
        return function;
    }
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--locked", "-p", "tollgate-gateway", "--example", "function"]);
    build.arg("--target-dir").arg(profile.parent().unwrap());
    if profile.ends_with("release") {
        build.arg("--release");
    }
    run(build.current_dir(root()));
    function
}

/// Installs it unless it is there, whole, for these very files.
fn installed(name: &str, pins: &[&PathBuf], install: impl FnOnce(&Path)) -> PathBuf {
    let _turn = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut hash = Sha256::new();
    pins.iter().for_each(|pin| hash.update(fs::read(pin).unwrap()));
    let digest: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    // Beside `debug`, so that it lives as long as what was built.
    let target = tollgate().ancestors().nth(2).unwrap();
    let directory = target.join("test-dependencies").join(format!("{name}-{digest}"));
    let done = directory.join("installed");
    if !done.exists() {
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        install(&directory);
        fs::write(&done, "").unwrap();
    }
    directory
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&said));
}

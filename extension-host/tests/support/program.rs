//! The host as a process.

use super::PATIENCE;
use std::{
    io::Read,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    thread,
    time::{Duration, Instant},
};

pub const RUN_SCRIPT: &str = env!("CARGO_BIN_EXE_run-script");
pub const EXTENSION_HOST: &str = env!("CARGO_BIN_EXE_extension-host");

/// A file that is removed with the test.
pub struct File(pub PathBuf);

impl File {
    pub fn new(bytes: &[u8]) -> File {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("extension-host-{}-{}", std::process::id(), COUNT.fetch_add(1, SeqCst));
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).expect("a file");
        File(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Returns a command with an environment of nothing but Lambda's API, if there is one.
pub fn command(program: impl AsRef<Path>, api: Option<&super::extensions_api::ExtensionsApi>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped());
    if let Some(api) = api {
        command.env("AWS_LAMBDA_RUNTIME_API", api.address.to_string());
    }
    command
}

/// A process that ends with the test.
pub struct Program {
    child: Child,
    _script: Option<File>,
}

impl Program {
    pub fn start(mut command: Command) -> Program {
        Program { child: command.spawn().expect("a process"), _script: None }
    }

    /// Runs a script.
    pub fn run(
        script: &str,
        configure: impl FnOnce(&mut Command),
        api: Option<&super::extensions_api::ExtensionsApi>,
    ) -> Program {
        let file = File::new(script.as_bytes());
        let mut command = command(RUN_SCRIPT, api);
        command.arg(&file.0);
        configure(&mut command);
        Program { child: command.spawn().expect("a process"), _script: Some(file) }
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().expect("a process").is_none()
    }

    pub fn id(&self) -> i32 {
        i32::try_from(self.child.id()).expect("a process's number")
    }

    /// Waits for so many bytes of output.
    pub fn read_output(&mut self, bytes: usize) -> String {
        let mut output = vec![0; bytes];
        self.child.stdout.as_mut().expect("a pipe").read_exact(&mut output).expect("output");
        String::from_utf8(output).expect("text")
    }

    /// Waits for the end. Returns the exit code, none if it was killed, and the output.
    pub fn end(mut self) -> (Option<i32>, String) {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a process") {
                break status;
            }
            assert!(begin.elapsed() < PATIENCE, "the process does not end");
            thread::sleep(Duration::from_millis(2));
        };
        let mut output = Vec::new();
        self.child.stdout.take().expect("a pipe").read_to_end(&mut output).expect("the output");
        (status.code(), String::from_utf8_lossy(&output).into_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

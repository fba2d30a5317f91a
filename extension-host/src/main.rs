//! The extension: its TypeScript, as bytecode, in the host.

use extension_host::{
    engine::{self, Program},
    event_loop::Ended,
    fatal,
    idle::{self, Handed},
};

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(fatal::IDLE) {
        std::process::exit(idle::run(&Handed::from_arguments(arguments)));
    }
    fatal::install();
    let function_memory = std::env::var("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").ok();
    let ended = engine::run(&Program::BuiltIn, engine::memory_limit(function_memory.as_deref()), |_| Ok(()));
    fatal::fail(&match ended {
        Ended::Fatal(reason) => reason,
        Ended::NothingLeft => "JavaScript has nothing left to do".to_owned(),
    });
}

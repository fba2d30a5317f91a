//! The extension: its TypeScript, as bytecode, in the host.

use extension_host::{
    allocator::HostAllocator,
    engine::{self, Limits, Program},
    event_loop::Ended,
    fatal,
    idle::{self, Handed},
};

#[global_allocator]
static ALLOCATOR: HostAllocator = HostAllocator::new();

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(fatal::IDLE) {
        std::process::exit(idle::run(&Handed::from_arguments(arguments)));
    }
    fatal::install();
    let ended = engine::run(&Program::BuiltIn, Limits::from_environment(), |_| Ok(()));
    fatal::fail(&match ended {
        Ended::Fatal(reason) => reason,
        Ended::NothingLeft => "JavaScript has nothing left to do".to_owned(),
    });
}

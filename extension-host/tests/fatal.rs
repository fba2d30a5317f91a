//! Nothing ends the process early: whatever fails, it polls Lambda's Extensions API until SHUTDOWN, and ends with 0.

mod support;

use extension_host::engine;
use std::{
    io::Write,
    net::TcpStream,
    os::{fd::AsRawFd, unix::process::CommandExt},
    process::Command,
};
use support::{
    extensions_api::{ExtensionsApi, IDENTIFIER},
    program::{EXTENSION_HOST, File, Program, RUN_SCRIPT, command},
};

/// Registers as the extension does, and calls `then` when a call of `next` is with the operating system.
const REGISTERS: &str = r#"
    const origin = `http://${engine.env.AWS_LAMBDA_RUNTIME_API}`;
    const call = (method, path, headers, body, onSent) => engine.request({
        origin, pool: 'lambda', connectTimeoutMs: 0, timeoutMs: 0, retriesStale: true, method,
        path: '/2020-01-01/extension' + path, headers, body: body && engine.encode(body), onSent,
    }).answer;
    const register = () => call('POST', '/register', { 'Lambda-Extension-Name': 'x' }, '{"events":["INVOKE","SHUTDOWN"]}');
    const poll = async (then) => {
        const { headers } = await register();
        const identifier = headers['lambda-extension-identifier'];
        for (;;) await call('GET', '/event/next', { 'Lambda-Extension-Identifier': identifier }, undefined, then);
    };
"#;

fn with_api(how: &str) -> String {
    format!("{REGISTERS}{how}")
}

/// Plays two invocations and SHUTDOWN. Returns the output.
fn live_on(mut program: Program, api: &ExtensionsApi) -> String {
    for _ in 0..2 {
        api.invoke();
        api.wait_for_poll();
        assert!(program.is_alive());
    }
    api.shut_down();
    let (code, output) = program.end();
    assert_eq!(code, Some(0), "{output}");
    assert_eq!(api.refused(), 0, "{output}");
    assert_eq!(api.registrations().len(), 1, "{output}");
    output
}

fn assert_one_line(output: &str, reason: &str) {
    let lines: Vec<_> = output.lines().filter(|line| line.starts_with("[kinesis-telemetry-extension] ")).collect();
    assert_eq!(lines.len(), 1, "{output}");
    assert!(lines[0].contains("sends no more telemetry") && lines[0].contains(reason), "{output}");
}

fn lives_on_after(how: &str, reason: &str) {
    let api = ExtensionsApi::start();
    let output = live_on(Program::run(&with_api(how), |_| {}, Some(&api)), &api);
    assert_one_line(&output, reason);
}

/// The host fails while Lambda holds a call of `next`.
fn lives_on_after_crash(how: &str, reason: &str) {
    lives_on_after(&format!("poll(() => crash('{how}'));"), reason);
}

#[test]
fn a_panic_leaves_the_waiting_call_to_the_idle_mode() {
    lives_on_after_crash("panic", "asked to");
}

#[test]
fn a_panic_of_another_thread_leaves_the_waiting_call_to_the_idle_mode() {
    lives_on_after_crash("thread-panic", "on another thread");
}

#[test]
fn an_abort_leaves_the_waiting_call_to_the_idle_mode() {
    lives_on_after_crash("abort", "SIGABRT");
}

#[test]
fn a_failed_allocation_leaves_the_waiting_call_to_the_idle_mode() {
    lives_on_after_crash("allocation", "SIGABRT");
}

#[test]
fn an_exhausted_stack_leaves_the_waiting_call_to_the_idle_mode() {
    lives_on_after_crash("stack", "SIGSEGV");
}

#[test]
fn invalid_memory_accesses_and_instructions_leave_the_waiting_call_to_the_idle_mode() {
    for signal in ["SIGSEGV", "SIGBUS", "SIGILL"] {
        lives_on_after_crash(signal, signal);
    }
}

#[test]
fn a_crash_within_an_invocation_lets_the_invocation_end() {
    let api = ExtensionsApi::start();
    let script = with_api("let count = 0; poll(() => { if (++count === 2) crash('panic'); });");
    let program = Program::run(&script, |_| {}, Some(&api));
    api.invoke();
    assert_one_line(&live_on(program, &api), "asked to");
}

#[test]
fn a_crash_after_the_event_and_before_the_next_call_lets_the_invocation_end() {
    let script = "register().then(async ({ headers }) => {
        await call('GET', '/event/next', { 'Lambda-Extension-Identifier': headers['lambda-extension-identifier'] });
        crash('SIGSEGV');
    });";
    let api = ExtensionsApi::start();
    let program = Program::run(&with_api(script), |_| {}, Some(&api));
    api.invoke();
    assert_one_line(&live_on(program, &api), "SIGSEGV");
}

#[test]
fn a_crash_before_the_registration_registers_for_shutdown_only() {
    let api = ExtensionsApi::start();
    let mut program = Program::run("crash('panic');", |_| {}, Some(&api));
    api.wait_for_poll();
    assert!(program.is_alive());
    let registration = &api.registrations()[0];
    assert!(registration.contains("\r\nLambda-Extension-Name: kinesis-telemetry-extension\r\n"), "{registration}");
    assert!(registration.ends_with("\r\n\r\n{\"events\":[\"SHUTDOWN\"]}"), "{registration}");
    assert_one_line(&live_on(program, &api), "asked to");
}

#[test]
fn a_crash_during_the_registration_takes_the_identifier_from_its_response() {
    let api = ExtensionsApi::that_holds_registration();
    let script = with_api("call('POST', '/register', { 'Lambda-Extension-Name': 'x' }, '{}', () => crash('SIGBUS'));");
    let mut program = Program::run(&script, |_| {}, Some(&api));
    api.wait_for_registration();
    api.answer_registration();
    api.wait_for_poll();
    assert!(program.is_alive());
    assert_one_line(&live_on(program, &api), "SIGBUS");
}

#[test]
fn a_crash_after_shutdown_ends_the_process() {
    let api = ExtensionsApi::start();
    let script = "register().then(async ({ headers }) => {
        await call('GET', '/event/next', { 'Lambda-Extension-Identifier': headers['lambda-extension-identifier'] });
        crash('panic');
    });";
    let program = Program::run(&with_api(script), |_| {}, Some(&api));
    api.shut_down();
    assert_eq!(program.end().0, Some(0));
    assert_eq!(api.polls(), 1);
}

#[test]
fn an_exception_while_javascript_is_loaded_is_logged_with_its_stack() {
    lives_on_after(
        "const missing = undefined; missing.property;",
        "TypeError: cannot read property 'property' of undefined",
    );
    lives_on_after("await Promise.reject(new Error('at the top'));", "Error: at the top");
    lives_on_after("this is no JavaScript", "SyntaxError");
    lives_on_after("throw null;", "memory");
}

#[test]
fn javascript_that_gives_up_is_replaced_by_the_idle_mode_with_its_reason() {
    lives_on_after("engine.fail('cannot\\nregister');", "the function goes on: cannot\rregister");
    lives_on_after("poll(() => engine.fail('no stream'));", "the function goes on: no stream");
}

#[test]
fn an_extension_without_a_socket_for_its_registration_can_give_up() {
    let api = ExtensionsApi::start();
    // A script is read before: the event loop has the descriptors up to the limit, and the idle mode has them all again.
    let script = with_api("register().catch((error) => engine.fail(error.code));");
    let output = (5..20).find_map(|count| {
        let program = Program::run(&script, |command| limit_descriptors(command, count), Some(&api));
        api.wait_for_poll();
        let output = live_on(program, &api);
        api.forget();
        output.contains("the function goes on: EMFILE").then_some(output)
    });
    assert_one_line(&output.expect("a number of descriptors that is enough for all but a connection"), "EMFILE");
}

#[test]
fn javascript_that_exhausts_the_memory_of_the_engine_is_replaced_by_the_idle_mode() {
    lives_on_after("poll(() => { const kept = []; for (;;) kept.push(new Array(1000).fill(0)); });", "memory");
    lives_on_after("poll(() => { const kept = []; for (;;) kept.push(new Uint8Array(1e6)); });", "memory");
    lives_on_after("poll(() => { const kept = []; for (;;) kept.push('x'.repeat(1e6)); });", "memory");
}

#[test]
fn javascript_that_never_returns_is_replaced_by_the_idle_mode() {
    let api = ExtensionsApi::start();
    let script = with_api("poll(() => { for (;;) { try { for (;;); } catch { continue; } } });");
    let program = Program::run(
        &script,
        |command| {
            command.env("MAX_TURN_MS", "200");
        },
        Some(&api),
    );
    assert_one_line(&live_on(program, &api), "did not return within 0.2 s");
}

#[test]
fn a_program_that_cannot_start_its_event_loop_lives_on() {
    let api = ExtensionsApi::start();
    let script = File::new(b"engine.setTimer(1e6, () => {});");
    let mut command = command(RUN_SCRIPT, Some(&api));
    command.arg(&script.0);
    limit_descriptors(&mut command, 4);
    assert_one_line(&live_on(Program::start(command), &api), "Too many open files");
}

#[test]
fn a_listener_without_a_socket_is_an_error_of_javascript() {
    let api = ExtensionsApi::start();
    let script = with_api(
        "const codes = [];
        for (let i = 0; i < 30; i++) await engine.connect({ origin, pool: 'p' + i, connectTimeoutMs: 0 }).catch((e) => codes.push(e.code));
        await engine.listen(() => {}, () => {}).catch((e) => codes.push(e.code));
        engine.closePool('p0');
        engine.closePool('p1');
        engine.writeStdout(engine.encode(codes.join() + '\\n'));
        poll(() => crash('panic'));",
    );
    let program = Program::run(&script, |command| limit_descriptors(command, 24), Some(&api));
    let output = live_on(program, &api);
    assert!(output.contains("EMFILE,EMFILE\n"), "{output}");
}

fn limit_descriptors(command: &mut Command, count: u64) {
    // SAFETY: setrlimit is async-signal-safe.
    unsafe {
        command.pre_exec(move || {
            let limit = libc::rlimit { rlim_cur: count, rlim_max: count };
            if libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) == 0 {
                Ok(())
            } else {
                Err(std::io::Error::last_os_error())
            }
        })
    };
}

#[test]
fn damaged_bytecode_is_recognised() {
    let mut program = std::fs::read(EXTENSION_HOST).expect("the program");
    let bytecode = engine::bytecode();
    let at = memchr::memmem::find(&program, bytecode).expect("the bytecode in the program");
    program[at + bytecode.len() / 2] ^= 1;
    let damaged = File::new(&program);
    std::fs::set_permissions(&damaged.0, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a program");
    let api = ExtensionsApi::start();
    let program = Program::start(command(&damaged.0, Some(&api)));
    assert_one_line(&live_on(program, &api), "bytecode in the program file is damaged");
}

#[test]
fn a_script_that_has_nothing_left_to_do_ends_and_one_that_fails_without_lambda_ends_with_1() {
    assert_eq!(Program::run("engine.setTimer(1, () => {});", |_| {}, None).end(), (Some(0), String::new()));
    let (code, output) = Program::run("throw new Error('no');", |_| {}, None).end();
    assert_eq!(code, Some(1));
    assert_one_line(&output, "Error: no");
}

#[test]
fn a_signal_as_a_frozen_process_thaws_loses_no_event() {
    for signal in [libc::SIGABRT, libc::SIGSEGV] {
        for _ in 0..5 {
            let api = ExtensionsApi::start();
            let program =
                Program::run(&with_api("await engine.listen(() => {}, () => {}); poll();"), |_| {}, Some(&api));
            api.wait_for_poll();
            // SAFETY: it is a process of this test.
            unsafe { libc::kill(program.id(), libc::SIGSTOP) };
            api.invoke();
            // SAFETY: as above. The signal waits until the process goes on, and meets the event on its way.
            unsafe {
                libc::kill(program.id(), signal);
                libc::kill(program.id(), libc::SIGCONT);
            }
            api.wait_for_poll();
            assert_one_line(&live_on(program, &api), "SIG");
        }
    }
}

/// Starts the idle mode with a socket of which nothing is certain.
fn idle_with(socket: &TcpStream, api: &ExtensionsApi) -> Program {
    // SAFETY: it changes a flag of an open descriptor.
    unsafe { libc::fcntl(socket.as_raw_fd(), libc::F_SETFD, 0) };
    let mut idle = command(EXTENSION_HOST, Some(api));
    idle.args([
        "--idle",
        &format!("next={}", socket.as_raw_fd()),
        "-",
        &format!("identifier={IDENTIFIER}"),
        "uncertain",
    ]);
    Program::start(idle)
}

fn call_next(api: &ExtensionsApi) -> TcpStream {
    let mut socket = TcpStream::connect(api.address).expect("a connection");
    let call =
        format!("GET /2020-01-01/extension/event/next HTTP/1.1\r\nLambda-Extension-Identifier: {IDENTIFIER}\r\n\r\n");
    socket.write_all(call.as_bytes()).expect("a call");
    api.wait_for_poll();
    socket
}

#[test]
fn where_it_is_uncertain_whether_a_call_waits_the_idle_mode_finds_out() {
    let api = ExtensionsApi::start();
    let waiting = call_next(&api);
    let program = idle_with(&waiting, &api);
    api.wait_for_refusal();
    api.invoke();
    api.shut_down();
    assert_eq!((program.end().0, api.refused(), api.polls()), (Some(0), 1, 3), "the call waits");

    let api = ExtensionsApi::start();
    let answered = call_next(&api);
    api.invoke();
    answered.peek(&mut [0]).expect("a response");
    let program = idle_with(&answered, &api);
    api.shut_down();
    assert_eq!((program.end().0, api.refused(), api.polls()), (Some(0), 0, 2), "the response is there");

    let api = ExtensionsApi::start();
    let unused = TcpStream::connect(api.address).expect("a connection");
    let program = idle_with(&unused, &api);
    api.shut_down();
    assert_eq!(
        (program.end().0, api.refused(), api.polls()),
        (Some(0), 0, 1),
        "the call was not sent, or its response was taken"
    );
}

#[test]
fn the_idle_mode_leaves_on_sigterm_and_polls_slowly_after_an_error() {
    let api = ExtensionsApi::start();
    let mut idle = command(EXTENSION_HOST, Some(&api));
    // An identifier that the API does not know.
    idle.args(["--idle", "-", "-", "identifier=unknown"]);
    let program = Program::start(idle);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let polls = api.polls();
    assert!((1..=3).contains(&polls), "{polls}");
    // SAFETY: it is a process of this test.
    unsafe { libc::kill(program.id(), libc::SIGTERM) };
    assert_eq!(program.end().0, Some(0));

    let mut idle = command(EXTENSION_HOST, Some(&api));
    idle.args(["--idle", "-", "-", &format!("identifier={IDENTIFIER}")]);
    let program = Program::start(idle);
    api.shut_down();
    assert_eq!(program.end().0, Some(0));
}

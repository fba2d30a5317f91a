//! What JavaScript sees of the host.

mod support;

use std::{
    io::{Read, Write},
    net::TcpStream,
};
use support::program::{File, Program};

/// Runs a script that logs with `log(text)`. Returns the lines.
fn lines(script: &str) -> Vec<String> {
    let prelude = "const log = (text) => engine.writeStdout(engine.encode(text + '\\n'));\n";
    let (code, output) = Program::run(
        &format!("{prelude}{script}"),
        |command| {
            command.env("NAME", "välue");
        },
        None,
    )
    .end();
    assert_eq!(code, Some(0), "{output}");
    output.lines().map(str::to_owned).collect()
}

#[test]
fn an_exception_or_an_unhandled_rejection_is_reported_and_nothing_ends() {
    let lines = lines(
        "engine.onError((message) => log('error ' + message.split('\\n').map((line) => line.trim().split(' (')[0]).join(' ')));
        engine.setTimer(1, function first() { throw new TypeError('one'); });
        engine.setTimer(2, () => { Promise.reject(new RangeError('two')); });
        engine.setTimer(3, () => { throw 'three'; });
        engine.setTimer(4, () => { const late = Promise.reject(new Error('handled')); late.catch(() => log('handled')); });
        engine.setTimer(5, () => log('alive'));",
    );
    assert_eq!(
        lines,
        ["error TypeError: one at first", "error RangeError: two at <anonymous>", "error three", "handled", "alive"]
    );
}

#[test]
fn without_on_error_an_exception_is_a_line_of_the_log() {
    let lines =
        lines("engine.setTimer(1, () => { throw new Error('a\\nb'); }); engine.setTimer(2, () => log('alive'));");
    assert!(lines[0].starts_with("[kinesis-telemetry-extension] Error: a\rb\r"), "{lines:?}");
    assert_eq!(lines[1], "alive");
}

#[test]
fn an_exception_in_on_error_is_survived() {
    let lines = lines(
        "engine.onError(() => { throw new Error('again'); });
        engine.setTimer(1, () => { throw new Error('once'); }); engine.setTimer(2, () => log('alive'));",
    );
    assert!(lines[0].contains("Error: once"), "{lines:?}");
    assert_eq!(lines[1], "alive");
}

#[test]
fn javascript_that_calls_itself_without_end_gets_an_exception() {
    let lines =
        lines("const f = () => f() + 1; try { f(); } catch (error) { log(error.name + ': ' + error.message); }");
    assert_eq!(lines, ["RangeError: Maximum call stack size exceeded"]);
}

#[test]
fn timers_run_in_order_and_a_cleared_one_never() {
    let lines = lines(
        "const id = engine.setTimer(0, () => log('cleared'));
        engine.setTimer(20, () => log('late')); engine.setTimer(0, () => { log('now'); Promise.resolve().then(() => log('promise')); });
        engine.setTimer(0, () => log('then'));
        engine.clearTimer(id); engine.clearTimer(id); engine.clearTimer(-1); engine.clearTimer(NaN);",
    );
    assert_eq!(lines, ["now", "promise", "then", "late"]);
}

#[test]
fn a_timer_that_always_sets_itself_lets_requests_go_on() {
    let lines = lines(
        "let timer; const again = () => { timer = engine.setTimer(0, again); }; again();
        const port = await engine.listen((body) => { log('body ' + body.length); }, () => {});
        const target = { origin: `http://127.0.0.1:${port}`, pool: '', connectTimeoutMs: 0 };
        const options = { ...target, method: 'POST', path: '/', headers: {}, timeoutMs: 0, retriesStale: false, body: new Uint8Array(3) };
        const { status } = await engine.request(options).answer;
        log('status ' + status);
        engine.setTimer(5, () => { engine.clearTimer(timer); engine.closeListener(); });",
    );
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.contains(&"body 3".to_owned()) && lines.contains(&"status 200".to_owned()), "{lines:?}");
}

#[test]
fn a_cancelled_request_is_rejected_with_aborted_and_its_end_is_no_news() {
    let lines = lines(
        "const { id, answer } = engine.request({
            origin: 'http://127.0.0.1:1', pool: '', connectTimeoutMs: 0, method: 'GET', path: '/', headers: {}, timeoutMs: 0, retriesStale: false,
        });
        engine.cancel(id);
        engine.cancel(id);
        await answer.catch((error) => log(`${error instanceof Error} ${error.code} ${error.message}`));",
    );
    assert_eq!(lines, ["true ABORTED the request was cancelled"]);
}

#[test]
fn options_of_the_wrong_type_are_type_errors() {
    let lines = lines(
        "const options = { origin: 'http://x', pool: '', connectTimeoutMs: 0, method: 'GET', path: '/', headers: {}, timeoutMs: 0 };
        for (const wrong of [{ origin: 1 }, { headers: null }, { headers: { a: 1 } }, { body: 'text' }, { timeoutMs: 'x' }, { onSent: 1 }]) {
            try { engine.request({ ...options, ...wrong }); log('no error'); } catch (error) { log(error.name); }
        }
        for (const call of [() => engine.encode(1), () => engine.decode('x', 'utf8', 0, 1), () => engine.decode(new Uint8Array(1), 'x', 0, 1),
            () => engine.write(new Uint8Array(1), {}, 0, 'utf8'), () => engine.sha256([1]), () => engine.setTimer(1, 2)]) {
            try { call(); log('no error'); } catch (error) { log(error.name); }
        }",
    );
    assert_eq!(lines, vec!["TypeError"; 12]);
}

#[test]
fn text_becomes_bytes_and_back_as_in_node() {
    let lines = lines(
        "const bytes = engine.encode('aä😀\\ud800');
        log([...bytes].join() + ' ' + engine.encodedLength('aä😀\\ud800'));
        log(JSON.stringify(engine.decode(bytes, 'utf8', 0, 99)) + engine.decode(bytes, 'hex', 1, 3) + engine.decode(bytes, 'base64', 0, 3));
        log(JSON.stringify(engine.decode(bytes, 'latin1', 1, 3)) + engine.decode(bytes, 'utf8', 5, 2) + '.');
        const into = new Uint8Array(8);
        log([engine.write(into, 'ä', 1, 'utf8'), engine.write(into, 'ä', 4, 'latin1'), ...into].join());
        try { engine.write(into, 'abc', 6, 'utf8'); } catch (error) { log(error.name); }
        log([engine.writeBase64(into, 0, bytes, 0, 3), ...into].join());
        class Buffer extends Uint8Array {}
        const view = new Buffer(into.buffer, 2, 4);
        log([engine.copy(view, 1, into, 0, 99), ...into].join());
        log([engine.indexOf(into, 89, 0), engine.indexOf(into, 89, 1), engine.indexOf(into, engine.encode('YY'), 0), engine.indexOf(into, 1, 99)].join());
        log([engine.equals(view, view), engine.equals(view, into)].join());
        log(engine.env.NAME);",
    );
    assert_eq!(
        lines,
        [
            "97,195,164,240,159,152,128,239,191,189 10",
            r#""aä😀�"c3a4YcOk"#,
            r#""Ã¤"."#,
            "2,1,0,195,164,0,228,0,0,0",
            "RangeError",
            "4,89,99,79,107,228,0,0,0",
            "3,89,99,79,89,99,79,0,0",
            "0,3,-1,-1",
            "true,false",
            "välue",
        ]
    );
}

#[test]
fn a_detached_buffer_is_an_error_and_no_crash() {
    let lines = lines(
        "const bytes = new Uint8Array(8); bytes.buffer.transfer();
        for (const call of [() => engine.encode && engine.sha256(bytes), () => engine.findEvents(bytes), () => engine.write(bytes, 'x', 0, 'utf8')]) {
            try { call(); log('no error'); } catch (error) { log(error.name); }
        }
        const into = new Uint8Array(8); into.resize = 1;
        const shrinking = new ArrayBuffer(8, { maxByteLength: 16 }); const view = new Uint8Array(shrinking, 4); shrinking.resize(2);
        try { engine.sha256(view); log('no error'); } catch (error) { log(error.name); }",
    );
    assert_eq!(lines, vec!["TypeError"; 4]);
}

#[test]
fn digests_random_bytes_and_compression_work() {
    let lines = lines(
        "log(engine.decode(engine.sha256(engine.encode('abc')), 'hex', 0, 32));
        log(engine.decode(engine.md5(engine.encode('abc')), 'hex', 0, 16));
        log(String(engine.random(16).length) + engine.equals(engine.random(16), engine.random(16)));
        log(String(engine.gzip(new Uint8Array(10000), 1).length < 100) + String(engine.zstd(new Uint8Array(10000), 1).length < 100));
        try { engine.random(1e9); } catch (error) { log(error.name); }",
    );
    assert_eq!(
        lines,
        [
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "900150983cd24fb0d6963f7d28e17f72",
            "16false",
            "truetrue",
            "RangeError"
        ]
    );
}

#[test]
fn a_file_is_read_and_one_that_is_not_there_is_an_error_with_its_name() {
    let file = File::new("tök\n".as_bytes());
    let lines = lines(&format!(
        "log(JSON.stringify(engine.readFile({:?})));
        for (const path of ['/no/such/file', '/dev/zero', '/']) {{ try {{ engine.readFile(path); }} catch (error) {{ log(error.message); }} }}",
        file.0.display().to_string(),
    ));
    assert_eq!(
        lines,
        [
            r#""tök\n""#,
            "cannot read /no/such/file: No such file or directory (os error 2)",
            "cannot read /dev/zero: it has more than 1048576 bytes",
            "cannot read /: Is a directory (os error 21)",
        ]
    );
}

#[test]
fn telemetry_is_answered_while_javascript_is_busy() {
    let gate = File::new(b"wait");
    let script = format!(
        "const port = await engine.listen(() => {{
            while (engine.readFile({:?}) !== 'go');
            engine.closeListener();
        }}, () => {{}});
        engine.writeStdout(engine.encode(String(port).padStart(5)));",
        gate.0.display().to_string()
    );
    let mut program = Program::run(&script, |_| {}, None);
    let port: u16 = program.read_output(5).trim().parse().expect("a port");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.set_read_timeout(Some(support::PATIENCE)).expect("a time limit");
    for _ in 0..3 {
        stream.write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]").expect("a request");
        let mut response = [0; 15];
        stream.read_exact(&mut response).expect("a response");
        assert_eq!(&response, b"HTTP/1.1 200 OK");
        read_head(&mut stream);
    }
    assert!(program.is_alive());
    std::fs::write(&gate.0, "go").expect("a file");
    assert_eq!(program.end().0, Some(0));
}

fn read_head(stream: &mut TcpStream) {
    let mut last = [0; 4];
    while last != *b"\r\n\r\n" {
        last.rotate_left(1);
        stream.read_exact(&mut last[3..]).expect("a response");
    }
}

#[test]
fn sigterm_is_an_event() {
    let script = "engine.onSignal((name) => { engine.writeStdout(engine.encode(name)); engine.exit(7); });
        engine.writeStdout(engine.encode('ready ')); engine.setTimer(20000, () => {});";
    let mut program = Program::run(script, |_| {}, None);
    assert_eq!(program.read_output(6), "ready ");
    // SAFETY: it is a process of this test.
    unsafe { libc::kill(program.id(), libc::SIGTERM) };
    assert_eq!(program.end(), (Some(7), "SIGTERM".to_owned()));
}

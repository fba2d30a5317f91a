//! Compiles the extension's bundle to QuickJS bytecode, with the same QuickJS that will run it.
//!
//! `EXTENSION_BUNDLE` is the path of the bundle: one ES module that imports nothing. Without it, a script that says so is embedded, so that
//! tests and lints need nothing else.

use rquickjs::{Context, Error, Module, Runtime, WriteOptions};
use std::{env, fs, path::PathBuf};

const WITHOUT_BUNDLE: &str = "throw new Error('this extension-host was built without EXTENSION_BUNDLE');";

fn main() {
    println!("cargo::rerun-if-env-changed=EXTENSION_BUNDLE");
    let source = match env::var_os("EXTENSION_BUNDLE").filter(|path| !path.is_empty()) {
        Some(path) => {
            let path = PathBuf::from(path);
            println!("cargo::rerun-if-changed={}", path.display());
            fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("cannot read EXTENSION_BUNDLE={}: {error}", path.display()))
        }
        None => WITHOUT_BUNDLE.to_owned(),
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_else(|| panic!("cargo gives no OUT_DIR")));
    let bytecode = compile(&source);
    let write = |name: &str, bytes: &[u8]| {
        fs::write(out.join(name), bytes).unwrap_or_else(|error| panic!("cannot write {name}: {error}"));
    };
    write("main.crc32", &crc32fast::hash(&bytecode).to_le_bytes());
    write("main.bytecode", &bytecode);
}

fn compile(source: &str) -> Vec<u8> {
    let run = || -> Result<Vec<u8>, Error> {
        let runtime = Runtime::new()?;
        // The compiler needs more stack than the default for large bundles.
        runtime.set_max_stack_size(4 << 20);
        let context = Context::full(&runtime)?;
        context.with(|ctx| {
            // The names of functions and the numbers of lines stay: stacks in logs are read by people.
            let options = WriteOptions { strip_source: true, strip_debug: false, ..Default::default() };
            Module::declare(ctx.clone(), "main.js", source)
                .and_then(|module| module.write(options))
                .inspect_err(|_| eprintln!("{:?}", ctx.catch()))
        })
    };
    run().unwrap_or_else(|error| panic!("cannot compile the bundle: {error}"))
}

//! Compiles the extension's bundle to QuickJS bytecode, with the same QuickJS that will run it.
//!
//! `EXTENSION_BUNDLE` is the path of the bundle: one ES module that imports nothing. `EXTENSION_PARTS` is a folder with more of them, each with
//! the name `<part>.mjs`, which the extension loads on demand (`engine.loadPart`). Without a bundle, a script that says so is embedded, so that
//! tests and lints need nothing else.

use rquickjs::{Context, Error, Module, Runtime, WriteOptions};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

const WITHOUT_BUNDLE: &str = "throw new Error('this extension-host was built without EXTENSION_BUNDLE');";

fn main() {
    let source = path_in("EXTENSION_BUNDLE").map_or_else(|| WITHOUT_BUNDLE.to_owned(), |path| read(&path));
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_else(|| panic!("cargo gives no OUT_DIR")));
    let bytecode = compile("main.js", &source);
    write(&out, "main.crc32", &crc32fast::hash(&bytecode).to_le_bytes());
    write(&out, "main.bytecode", &bytecode);
    let parts: String = parts().iter().map(|path| part(&out, path)).collect();
    write(&out, "parts.rs", format!("&[{parts}]").as_bytes());
}

/// Returns the path in a variable, if it is set.
fn path_in(variable: &str) -> Option<PathBuf> {
    println!("cargo::rerun-if-env-changed={variable}");
    env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn read(path: &Path) -> String {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).unwrap_or_else(|error| panic!("cannot write {name}: {error}"));
}

/// The files of the parts, always in the same order.
fn parts() -> Vec<PathBuf> {
    let Some(folder) = path_in("EXTENSION_PARTS") else { return Vec::new() };
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// Compiles a part, and returns the entry of the table of parts.
fn part(out: &Path, path: &Path) -> String {
    let name =
        path.file_stem().and_then(|name| name.to_str()).unwrap_or_else(|| panic!("{} has no name", path.display()));
    let bytecode = compile(&format!("{name}.js"), &read(path));
    let file = format!("part-{name}.bytecode");
    write(out, &file, &bytecode);
    let crc32 = crc32fast::hash(&bytecode);
    format!(
        "Part {{ name: {name:?}, bytecode: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\")), crc32: {crc32} }},"
    )
}

fn compile(name: &str, source: &str) -> Vec<u8> {
    let run = || -> Result<Vec<u8>, Error> {
        let runtime = Runtime::new()?;
        // The compiler needs more stack than the default for large bundles.
        runtime.set_max_stack_size(4 << 20);
        let context = Context::full(&runtime)?;
        context.with(|ctx| {
            // The names of functions and the numbers of lines stay: stacks in logs are read by people.
            let options = WriteOptions { strip_source: true, strip_debug: false, ..Default::default() };
            Module::declare(ctx.clone(), name, source)
                .and_then(|module| module.write(options))
                .inspect_err(|_| eprintln!("{:?}", ctx.catch()))
        })
    };
    run().unwrap_or_else(|error| panic!("cannot compile {name}: {error}"))
}

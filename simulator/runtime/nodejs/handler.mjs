// Loads the function from the handler's name: 'index.handler', 'dir/file.export', nested exports 'index.a.b'.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runtimeError } from './errors.mjs';

export const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

globalThis.awslambda = {
  streamifyResponse(handler) {
    handler[STREAMING] = 'response';
    return handler;
  },
};

function parse(name) {
  const file = path.basename(name);
  const match = /^([^.]*)\.(.+)$/.exec(file);
  if (!match || name.includes('..')) throw runtimeError('Runtime.MalformedHandlerName', `Bad handler ${name}`);
  return { folder: name.slice(0, name.length - file.length), module: match[1], exports: match[2].split('.') };
}

function inModulePackage(folder, root) {
  for (let at = folder; at.startsWith(root); at = path.dirname(at)) {
    const file = path.join(at, 'package.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).type === 'module';
  }
  return false;
}

async function loadModule(root, { folder, module }) {
  const require = createRequire(path.join(root, 'index.js'));
  const base = path.resolve(root, folder, module);
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    const file = base + extension;
    // The rules of require, below, find a folder of that name.
    if (!existsSync(file) || (extension === '' && !/\.[cm]?js$/.test(file))) continue;
    const ecmaScript = extension === '.mjs' || (extension === '.js' && inModulePackage(path.dirname(file), root));
    return ecmaScript ? import(pathToFileURL(file).href) : require(file);
  }
  return require(require.resolve(`./${path.join(folder, module)}`, { paths: [root] }));
}

export async function loadHandler(root, name) {
  const parsed = parse(name);
  let loaded;
  try {
    loaded = await loadModule(root, parsed);
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, error);
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw runtimeError('Runtime.ImportModuleError', `Error: ${error.message}`, error);
    }
    throw error;
  }
  const walk = (from) => parsed.exports.reduce((value, key) => value?.[key], from);
  const handler = walk(loaded) ?? walk(loaded?.default);
  if (handler === undefined) throw runtimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw runtimeError('Runtime.HandlerNotFound', `${name} is not a function`);
  if (handler.length >= 3 && !handler[STREAMING] && process.env.AWS_EXECUTION_ENV === 'AWS_Lambda_nodejs24.x') {
    throw runtimeError('Runtime.CallbackHandlerDeprecated', 'Callback-based function handlers are not supported from Node.js 24 on: use an async handler');
  }
  return handler;
}

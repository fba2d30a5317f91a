#!/bin/sh
# Lambda executes this file. The function's own variables reach it too: what is meant for the function's Node (a tracer in
# NODE_OPTIONS, a module path, more certificates) must not be loaded into this one.
unset NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE NODE_COMPILE_CACHE NODE_COMPILE_CACHE_PORTABLE NODE_DEBUG \
  NODE_DEBUG_NATIVE NODE_DISABLE_COLORS NODE_DISABLE_COMPILE_CACHE NODE_EXTRA_CA_CERTS NODE_ICU_DATA NODE_NO_WARNINGS \
  NODE_OPTIONS NODE_PATH NODE_PENDING_DEPRECATION NODE_PENDING_PIPE_INSTANCES NODE_PRESERVE_SYMLINKS \
  NODE_PRESERVE_SYMLINKS_MAIN NODE_REDIRECT_WARNINGS NODE_REPL_EXTERNAL_MODULE NODE_REPL_HISTORY \
  NODE_SKIP_PLATFORM_CHECK NODE_TEST_CONTEXT NODE_TLS_REJECT_UNAUTHORIZED NODE_UNIQUE_ID NODE_USE_ENV_PROXY \
  NODE_USE_SYSTEM_CA NODE_V8_COVERAGE OPENSSL_CONF SSLKEYLOGFILE UV_THREADPOOL_SIZE
if command -v node >/dev/null; then
  # Two threads fewer to start, and their memory; V8's own flags would cost ten times what they save here.
  exec node --v8-pool-size=1 "${0%/*}/../kinesis-telemetry-extension/main.cjs"
fi

# Another runtime than Node.js: to fail here would fail the function. Idle until SHUTDOWN instead, with the curl that Lambda's
# runtimes bring.
name=${0##*/}
api="http://$AWS_LAMBDA_RUNTIME_API/2020-01-01/extension"
echo "[$name] streams nothing: this runtime has no Node.js, which the extension needs. Remove the layer, or use a Node.js runtime"
identifier=$(curl -sS -D - -o /dev/null -X POST -H "Lambda-Extension-Name: $name" -d '{"events":["SHUTDOWN"]}' "$api/register" |
  while read -r header value; do
    case $header in [Ll]ambda-[Ee]xtension-[Ii]dentifier:) echo "${value%?}" ;; esac
  done)
exec curl -sS -o /dev/null -H "Lambda-Extension-Identifier: $identifier" "$api/event/next"

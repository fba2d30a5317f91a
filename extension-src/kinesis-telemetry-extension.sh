#!/bin/sh
# Lambda executes this file with the function's environment variables. Variables for the function's Node.js (a tracer in
# NODE_OPTIONS, a module path, more certificates) must not affect the extension.
unset NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE NODE_COMPILE_CACHE NODE_COMPILE_CACHE_PORTABLE NODE_DEBUG \
  NODE_DEBUG_NATIVE NODE_DISABLE_COLORS NODE_DISABLE_COMPILE_CACHE NODE_EXTRA_CA_CERTS NODE_ICU_DATA NODE_NO_WARNINGS \
  NODE_OPTIONS NODE_PATH NODE_PENDING_DEPRECATION NODE_PENDING_PIPE_INSTANCES NODE_PRESERVE_SYMLINKS \
  NODE_PRESERVE_SYMLINKS_MAIN NODE_REDIRECT_WARNINGS NODE_REPL_EXTERNAL_MODULE NODE_REPL_HISTORY \
  NODE_SKIP_PLATFORM_CHECK NODE_TEST_CONTEXT NODE_TLS_REJECT_UNAUTHORIZED NODE_UNIQUE_ID NODE_USE_ENV_PROXY \
  NODE_USE_SYSTEM_CA NODE_V8_COVERAGE OPENSSL_CONF SSLKEYLOGFILE UV_THREADPOOL_SIZE
if command -v node >/dev/null; then
  # Starts two threads fewer and saves their memory. V8 flags would cost ten times what they save here.
  exec node --v8-pool-size=1 "${0%/*}/../kinesis-telemetry-extension/main.cjs"
fi

# The runtime is not Node.js. Failing would fail the function, so idle until SHUTDOWN, with the curl that Lambda's runtimes contain.
name=${0##*/}
api="http://$AWS_LAMBDA_RUNTIME_API/2020-01-01/extension"
echo "[$name] streams nothing: this runtime has no Node.js, which the extension needs. Remove the layer, or use a Node.js runtime"
identifier=$(curl -sS -D - -o /dev/null -X POST -H "Lambda-Extension-Name: $name" -d '{"events":["SHUTDOWN"]}' "$api/register" |
  while read -r header value; do
    case $header in [Ll]ambda-[Ee]xtension-[Ii]dentifier:) echo "${value%?}" ;; esac
  done)
exec curl -sS -o /dev/null -H "Lambda-Extension-Identifier: $identifier" "$api/event/next"

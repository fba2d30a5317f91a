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
  # The SDK looks for its files in the home directory. Without HOME, and without an entry for the user, Node.js cannot name one.
  export HOME="${HOME:-/nonexistent}"
  # Starts two threads fewer and saves their memory. V8 flags would cost ten times what they save here.
  exec node --v8-pool-size=1 "${0%/*}/../kinesis-telemetry-extension/main.cjs"
fi

# The runtime is not Node.js. Failing would fail the function, so idle until SHUTDOWN, with what the image has: curl (Lambda's own
# runtimes), bash (Debian) or wget (Alpine).
name=${0##*/}
host=$AWS_LAMBDA_RUNTIME_API
api="http://$host/2020-01-01/extension"
# The function's proxy does not know Lambda's local API.
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
echo "[$name] streams nothing: this runtime has no Node.js, which the extension needs. Remove the layer, or use a Node.js runtime"

# Reads the headers of a response and prints the identifier.
identifier() {
  while read -r header value; do
    case $header in [Ll]ambda-[Ee]xtension-[Ii]dentifier:) printf %s "${value%"$(printf '\r')"}" ;; esac
  done
}

if command -v curl >/dev/null; then
  identifier=$(curl -sS -D - -o /dev/null -X POST -H "Lambda-Extension-Name: $name" -d '{"events":["SHUTDOWN"]}' "$api/register" | identifier)
  exec curl -sS -o /dev/null -H "Lambda-Extension-Identifier: $identifier" "$api/event/next"
fi

if command -v bash >/dev/null; then
  # HTTP/1.0: the response ends with the connection.
  exec bash -c '
    exec 3<>"/dev/tcp/${1%:*}/${1##*:}"
    body="{\"events\":[\"SHUTDOWN\"]}"
    printf "POST /2020-01-01/extension/register HTTP/1.0\r\nHost: %s\r\nLambda-Extension-Name: %s\r\nContent-Length: %d\r\n\r\n%s" \
      "$1" "$2" "${#body}" "$body" >&3
    while IFS=": " read -r header value; do
      [[ ${header,,} == lambda-extension-identifier ]] && identifier=${value%"$(printf "\r")"}
    done <&3
    exec 3<>"/dev/tcp/${1%:*}/${1##*:}"
    printf "GET /2020-01-01/extension/event/next HTTP/1.0\r\nHost: %s\r\nLambda-Extension-Identifier: %s\r\n\r\n" "$1" "$identifier" >&3
    read -r status <&3
  ' bash "$host" "$name"
fi

if command -v wget >/dev/null; then
  # Without a limit for the time of a response, which may take hours.
  identifier=$(wget -S -T 0 -O /dev/null --header "Lambda-Extension-Name: $name" --post-data '{"events":["SHUTDOWN"]}' "$api/register" 2>&1 | identifier)
  exec wget -q -T 0 -O /dev/null --header "Lambda-Extension-Identifier: $identifier" "$api/event/next"
fi

# Lambda waits for the registration of every extension. Without a program that can send it, waiting would only take longer to fail.
echo "[$name] cannot idle and fails the function: this image has no curl, bash or wget to register with. Remove the layer"
exit 1

#!/bin/sh
# Lambda executes this file. The layer is for every function: this selects what runs the extension, the native host of this machine or Node.js.
# The start of every execution environment waits for it, and a fork takes as long as all else here.
folder=${0%/*}/../kinesis-telemetry-extension

# The name of the dynamic loader contains the architecture. Without one (static images), or with one for each, uname has to tell.
machine=
[ -e /lib64/ld-linux-x86-64.so.2 ] || [ -e /lib/ld-musl-x86_64.so.1 ] && machine=x86_64
[ -e /lib/ld-linux-aarch64.so.1 ] || [ -e /lib/ld-musl-aarch64.so.1 ] && machine=${machine}aarch64
case $machine in
  x86_64 | aarch64) ;;
  *) machine=$(uname -m) ;;
esac
host=$folder/host-$machine

if [ "$KINESIS_TELEMETRY_HOST" = nodejs ]; then
  reason='KINESIS_TELEMETRY_HOST is nodejs'
  remedy='Set it to native, or remove the layer'
elif [ -x "$host" ] && [ -s "$host" ]; then
  exec "$host"
else
  reason="this layer has no native host for $machine"
  remedy='Build the layer with Rust, or remove it'
fi
name=${0##*/}

# The environment is that of the function. Variables for the function's Node.js (a tracer in NODE_OPTIONS, a module path, more certificates)
# must not affect the extension.
unset NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE NODE_COMPILE_CACHE NODE_COMPILE_CACHE_PORTABLE NODE_DEBUG \
  NODE_DEBUG_NATIVE NODE_DISABLE_COLORS NODE_DISABLE_COMPILE_CACHE NODE_EXTRA_CA_CERTS NODE_ICU_DATA NODE_NO_WARNINGS \
  NODE_OPTIONS NODE_PATH NODE_PENDING_DEPRECATION NODE_PENDING_PIPE_INSTANCES NODE_PRESERVE_SYMLINKS \
  NODE_PRESERVE_SYMLINKS_MAIN NODE_REDIRECT_WARNINGS NODE_REPL_EXTERNAL_MODULE NODE_REPL_HISTORY \
  NODE_SKIP_PLATFORM_CHECK NODE_TEST_CONTEXT NODE_TLS_REJECT_UNAUTHORIZED NODE_UNIQUE_ID NODE_USE_ENV_PROXY \
  NODE_USE_SYSTEM_CA NODE_V8_COVERAGE OPENSSL_CONF SSLKEYLOGFILE UV_THREADPOOL_SIZE
if command -v node >/dev/null; then
  [ "$KINESIS_TELEMETRY_HOST" = nodejs ] || echo "[$name] runs on Node.js: $reason"
  # The SDK looks for its files in the home directory. Without HOME, and without an entry for the user, Node.js cannot name one.
  export HOME="${HOME:-/nonexistent}"
  # Starts two threads fewer and saves their memory. V8 flags would cost ten times what they save here.
  exec node --v8-pool-size=1 "$folder/main.cjs"
fi

# Failing would fail the function, so idle until SHUTDOWN: with the native host if it is there, else with what the image has, which is curl
# (Lambda's own runtimes), bash (Debian) or wget (Alpine).
echo "[$name] streams nothing: $reason, and this runtime has no Node.js. $remedy"
[ -x "$host" ] && exec "$host" --idle

address=$AWS_LAMBDA_RUNTIME_API
api="http://$address/2020-01-01/extension"
# The function's proxy does not know Lambda's local API.
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY

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
  ' bash "$address" "$name"
fi

if command -v wget >/dev/null; then
  # Without a limit for the time of a response, which may take hours.
  identifier=$(wget -S -T 0 -O /dev/null --header "Lambda-Extension-Name: $name" --post-data '{"events":["SHUTDOWN"]}' "$api/register" 2>&1 | identifier)
  exec wget -q -T 0 -O /dev/null --header "Lambda-Extension-Identifier: $identifier" "$api/event/next"
fi

# Lambda waits for the registration of every extension. Without a program that can send it, waiting would only take longer to fail.
echo "[$name] cannot idle and fails the function: this image has no curl, bash or wget to register with. Remove the layer"
exit 1

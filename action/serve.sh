#!/usr/bin/env bash
# Starts an emulator that outlives this step, waits until it answers, and tells the steps that follow where it is.
# Reads SERVE_FLAGS; `testline` is in the PATH.
set -euo pipefail
work=${RUNNER_TEMP:?}/testline-serve
rm -rf "$work"
mkdir -p "$work"
# Flags are words without quotes in them.
read -ra flags <<<"${SERVE_FLAGS:-}"
nohup testline serve --listen 127.0.0.1:0 --port-file "$work/port" ${flags[@]+"${flags[@]}"} >"$work/out" 2>"$work/log" </dev/null &
process=$!
echo "$process" >"$work/pid"
for _ in $(seq 100); do
  [ -s "$work/port" ] && break
  kill -0 "$process" 2>/dev/null || break
  sleep 0.1
done
if [ ! -s "$work/port" ]; then
  echo "::error title=testline::the emulator did not start: $(tail -n 1 "$work/log")"
  exit 1
fi
url=http://127.0.0.1:$(cat "$work/port")
testline healthcheck --url "$url"
# The variables are read by the clients of the steps that follow, and by the testline of those steps.
testline env --url "$url" --format github >>"${GITHUB_ENV:?}"
echo "url=$url" >>"${GITHUB_OUTPUT:?}"
echo "an emulator listens on $url; its log is $work/log"

#!/usr/bin/env bash
# Runs scenarios. Annotations and the step's summary come from `testline run` itself, which knows where it is.
# Reads RUN; `testline` is in the PATH.
set -euo pipefail
read -ra words <<<"${RUN:?}"
[ "${words[*]}" = all ] && words=()
exec testline run ${words[@]+"${words[@]}"}

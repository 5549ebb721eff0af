#!/usr/bin/env bash
# The tests of helpline.sh. Usage: testline exec --clock 2026-01-24T10:30:19Z --seed 0 -- ./test.sh
# shellcheck disable=SC2317 # the claims are called by their names
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
world="$TESTLINE_ADMIN_URL/v1/worlds/default"
number=+912271264217
trunk=aabbccdd-1234-5678-90ab-cdef12345678 other_trunk=e3e55a78-1234-5678-90ab-cdef12345678
agent=agent_abc123xyz other_agent=agent_xyz789abc
failed=0

admin() { curl -sS --fail-with-body -X "$1" "$world/$2" ${3:+-d "$3"}; }
clauses() { admin GET 'journal' | sed -n 's/^ *"clause": "\(.*\)",$/\1/p'; }
same() { diff <(printf '%s\n' "${@:3}") <(printf '%s\n' "$2") >&2 || { echo "$1 differs" >&2; return 1; }; }

it() { # it CLAIM FUNCTION: a world at its start, then the function
  admin POST reset >/dev/null
  if "$2"; then echo "ok - $1"; else echo "not ok - $1"; admin GET 'journal?format=http'; failed=1; fi
}

opens() {
  ./helpline.sh "$number" "$trunk" "$agent" &&
    same clauses "$(clauses)" vobiz.assign-number-to-trunk.assigned unleashx.attach-phone-number.attached
}
refused() {
  ./helpline.sh "$number" "$trunk" "$other_agent" && ! ./helpline.sh "$number" "$trunk" "$agent" 2>/dev/null &&
    same 'the last clause' "$(clauses | tail -1)" unleashx.attach-phone-number.number-already-attached
}
other() {
  ./helpline.sh "$number" "$other_trunk" "$agent" || return
  ./helpline.sh "$number" "$trunk" "$agent" 2>/dev/null
  [ $? = 3 ]
}
lost() {
  admin POST faults '{"match":{"vendor":"vobiz","operation":"assign-number-to-trunk","first":1},"action":{"kind":"cut-after-commit"}}' >/dev/null
  ./helpline.sh "$number" "$trunk" "$agent" 2>/dev/null && same clauses "$(clauses)" \
    vobiz.assign-number-to-trunk.assigned vobiz.list-account-phone-numbers.listed unleashx.attach-phone-number.attached
}
stored() { # what was said, without what is this curl's or this run's own
  ./helpline.sh "$number" "$trunk" "$agent" || return
  local said
  said=$(admin GET 'journal?format=http' | grep -vE '^(host|user-agent|accept|content-length|date):')
  [ -e opened.snap.txt ] || { echo "$said" >opened.snap.txt; echo 'opened.snap.txt is new; look at it' >&2; return 1; }
  diff opened.snap.txt <(echo "$said")
}

it 'a helpline opens' opens
it 'a number of another agent is refused' refused
it 'a number of another trunk is refused' other
it 'a lost answer is survived' lost
it 'what is said is as stored' stored
exit $failed

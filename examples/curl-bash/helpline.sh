#!/usr/bin/env bash
# A small client of two vendors: puts a phone number on a SIP trunk at Vobiz, and on a voice agent at UnleashX.
# Usage: helpline.sh NUMBER TRUNK AGENT
# Reads VOBIZ_BASE_URL, VOBIZ_AUTH_ID, VOBIZ_AUTH_TOKEN, UNLEASHX_BASE_URL and UNLEASHX_TOKEN.
# Exits 0 where the number leads to the agent, 3 where it serves something else, 1 where a vendor does not answer.
set -euo pipefail
number=$1 trunk=$2 agent=$3

vobiz() { # vobiz METHOD PATH [JSON]: the body, then the status on a line of its own
  curl -sS --max-time 10 -w '\n%{http_code}\n' -X "$1" "$VOBIZ_BASE_URL/api/v1/Account/$VOBIZ_AUTH_ID$2" \
    -H "X-Auth-ID: $VOBIZ_AUTH_ID" -H "X-Auth-Token: $VOBIZ_AUTH_TOKEN" \
    ${3:+-H 'Content-Type: application/json' -d "$3"}
}

on_trunk() { # whether the number is on the trunk
  vobiz GET /numbers | sed 's/},{"id"/},\n{"id"/g' | grep -F "\"e164\":\"$number\"" | grep -qF "\"trunk_group_id\":\"$trunk\""
}

assign() { vobiz POST "/numbers/${number/+/%2B}/assign" "{\"trunk_group_id\":\"$trunk\"}"; }

# Where the answer is lost, nobody knows whether the change was made. So look before asking again.
if ! answer=$(assign); then
  if on_trunk; then answer=204; else answer=$(assign); fi
fi
case $answer in
  *204) ;;
  *'already assigned'*400) on_trunk || { echo "$number is on another trunk" >&2; exit 3; } ;;
  *) echo "vobiz: $answer" >&2; exit 1 ;;
esac

answer=$(curl -sS --max-time 10 -w '\n%{http_code}\n' "$UNLEASHX_BASE_URL/api/agent/attach-phone-number" \
  -H "token: $UNLEASHX_TOKEN" -H 'Content-Type: application/json' \
  -d "{\"agent_id\":\"$agent\",\"provider\":\"san\",\"numbers\":[\"$number\"]}")
case $answer in
  *200) ;;
  *409) echo "$number is on another agent" >&2; exit 3 ;;
  *) echo "unleashx: $answer" >&2; exit 1 ;;
esac

# Makes a trunk at Vobiz and puts the account's first number on it, twice; with curl and sed.
set -eu

call() {
  method=$1 path=$2
  shift 2
  curl --silent --show-error --request "$method" "$VOBIZ_BASE_URL/api/v1/Account/$VOBIZ_AUTH_ID$path" \
    --header "X-Auth-ID: $VOBIZ_AUTH_ID" --header "X-Auth-Token: $VOBIZ_AUTH_TOKEN" "$@"
}

# The first text that stands under a key of a body.
first() { grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

json='Content-Type: application/json'
number=$(call GET /numbers | first e164 | sed 's/+/%2B/')
trunk=$(call POST /trunks --header "$json" --data '{"name": "reception"}' | first trunk_id)
for _ in 1 2; do
  call POST "/numbers/$number/assign" --header "$json" --data "{\"trunk_group_id\": \"$trunk\"}" \
    --output /dev/null --write-out '%{http_code}\n'
done

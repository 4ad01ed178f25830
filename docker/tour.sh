#!/usr/bin/env bash
# A key in real use: starts compose.yaml, issues a key in Keycloak, calls an API behind nginx with it, and revokes it.
#   docker/tour.sh              one Keycloak
#   docker/tour.sh two-nodes    two, and what one revokes the other refuses
# Needs Docker with Compose 2.26 or newer, bash and curl. With JAR_FROM=target it takes the jar in target/ instead of
# building one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case "${1:-}" in
    "") files=(-f compose.yaml) ;;
    two-nodes) files=(-f compose.yaml -f compose.two-nodes.yaml) ;;
    *) echo "usage: docker/tour.sh [two-nodes]" >&2; exit 2 ;;
esac

keycloak=http://localhost:8080 api=http://localhost:8000
acme=11111111-1111-4111-8111-111111111111

random() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

# Sends a request, and ends the tour where the answer has another status: ask STATUS WHAT CURL-ARGUMENTS…
ask() {
    local expected=$1 what=$2 answer
    shift 2
    answer=$(curl -sS -w '\n%{http_code}' "$@")
    status=${answer##*$'\n'}
    body=${answer%$'\n'*}
    if [ -n "$what" ]; then
        printf '\n%s\n' "$what"
        printf '  %s %s\n' "$status" "${body%$'\n'}"
    fi
    if [ "$status" != "$expected" ]; then
        echo "Expected $expected, got $status: $body" >&2
        exit 1
    fi
}

# The first text under this name in the answer
field() { grep -o "\"$1\":\"[^\"]*\"" <<< "$body" | head -n 1 | cut -d '"' -f 4; }

log_in() {
    ask 200 "" "$keycloak/realms/h0p/protocol/openid-connect/token" \
        -d client_id=demo-cli -d grant_type=password -d username=h0p-admin -d password=h0p-admin
    token=$(field access_token)
}

# issue KEYCLOAK: a key that may read statistics
issue() {
    ask 201 "" "$1/admin/realms/h0p/api-keys" -H "Authorization: Bearer $token" -H "Content-Type: application/json" \
        -d "{\"organizationId\":\"$acme\",\"type\":\"bot\",\"name\":\"Tour\",\"permissions\":{\"stats\":[\"read\"]}}"
    key=$(field secret)
    id=$(field id)
}

# revoke WHAT KEYCLOAK
revoke() { ask 204 "$1" -X DELETE "$2/admin/realms/h0p/api-keys/$id" -H "Authorization: Bearer $token"; }

# verify STATUS KEYCLOAK: what one node says to the key
verify() { ask "$1" "" "$2/realms/h0p/api-keys/verify?permission=stats:read" -H "x-api-key: $key"; }

if [ ! -e .env ]; then
    echo "Writing docker/.env with random passwords"
    (umask 077 && printf 'DB_PASSWORD=%s\nADMIN_PASSWORD=%s\n' "$(random)" "$(random)" > .env)
fi
echo "Building and starting. The first time takes minutes."
docker compose "${files[@]}" up -d --build --wait

log_in
issue "$keycloak"
printf '\n%s\n  201 %s\n' "An administrator issues a key for the organization acme, which may read statistics" \
    "{\"id\":\"$id\", … \"secret\":\"${key:0:12}…\"}"
ask 200 "With the key, the API answers, and knows whose it is" "$api/stats/clicks" -H "x-api-key: $key"
ask 401 "Without a key, nginx refuses" "$api/stats/clicks"
ask 403 "Creating a link needs another permission" -X POST "$api/links/" -H "x-api-key: $key"
revoke "The administrator revokes the key" "$keycloak"
ask 401 "The next request with it is refused" "$api/stats/clicks" -H "x-api-key: $key"

if [ "${1:-}" = two-nodes ]; then
    one=http://localhost:8081 two=http://localhost:8082 rounds=10
    for _ in $(seq $rounds); do
        log_in
        issue "$one"
        # twice, so that both nodes have it in memory
        for node in "$one" "$two" "$one" "$two"; do verify 200 "$node"; done
        revoke "" "$one"
        verify 401 "$two"
        verify 401 "$one"
        for _ in 1 2; do ask 401 "" "$api/stats/clicks" -H "x-api-key: $key"; done
        nodes=$one one=$two two=$nodes
    done
    printf '\n%s keys that both nodes had in memory, revoked on one of them by turns:\n' "$rounds"
    printf '  each was refused by the other at the next request, and by nginx in front of both\n'
fi

cat << END

Try it yourself:
  Admin console    $keycloak/admin/master/console/#/h0p   admin, and ADMIN_PASSWORD in docker/.env
  Account console  $keycloak/realms/h0p/account           alice / alice
  The API          curl -i $api/stats/clicks -H "x-api-key: \$KEY"
Stop it, and remove the database:
  docker compose -f docker/compose.yaml${1:+ -f docker/compose.two-nodes.yaml} down --volumes
END

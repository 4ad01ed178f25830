#!/usr/bin/env bash
# A tour of API keys: starts compose.yaml, issues a key in Keycloak, calls an API behind nginx with it, and revokes it.
#   docker/tour.sh              one Keycloak node
#   docker/tour.sh two-nodes    two nodes: each refuses a key that was revoked on the other one
# Requires Docker with Compose 2.26 or newer, bash and curl. With JAR_FROM=target, it uses the jar in target/ instead of
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

# send STATUS TITLE CURL-ARGUMENTS…: sends a request, and ends the tour if the response has another status
send() {
    local expected=$1 title=$2 response
    shift 2
    response=$(curl -sS -w '\n%{http_code}' "$@")
    status=${response##*$'\n'}
    body=${response%$'\n'*}
    if [ -n "$title" ]; then
        printf '\n%s\n' "$title"
        printf '  %s %s\n' "$status" "${body%$'\n'}"
    fi
    if [ "$status" != "$expected" ]; then
        echo "Expected $expected, got $status: $body" >&2
        exit 1
    fi
}

# field NAME: the first string with this name in the response
field() { grep -o "\"$1\":\"[^\"]*\"" <<< "$body" | head -n 1 | cut -d '"' -f 4; }

log_in() {
    send 200 "" "$keycloak/realms/h0p/protocol/openid-connect/token" \
        -d client_id=demo-cli -d grant_type=password -d username=h0p-admin -d password=h0p-admin
    token=$(field access_token)
}

# issue KEYCLOAK: issues a key with the permission to read statistics
issue() {
    send 201 "" "$1/admin/realms/h0p/api-keys" -H "Authorization: Bearer $token" -H "Content-Type: application/json" \
        -d "{\"organizationId\":\"$acme\",\"type\":\"bot\",\"name\":\"Tour\",\"permissions\":{\"stats\":[\"read\"]}}"
    key=$(field secret)
    id=$(field id)
}

# revoke TITLE KEYCLOAK: revokes the key
revoke() { send 204 "$1" -X DELETE "$2/admin/realms/h0p/api-keys/$id" -H "Authorization: Bearer $token"; }

# verify STATUS KEYCLOAK: verifies the key on one node and expects the status
verify() { send "$1" "" "$2/realms/h0p/api-keys/verify?permission=stats:read" -H "x-api-key: $key"; }

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
send 200 "With the key, the API responds, and knows the organization that owns it" "$api/stats/clicks" -H "x-api-key: $key"
send 401 "Without a key, nginx refuses" "$api/stats/clicks"
send 403 "Creating a link needs another permission" -X POST "$api/links/" -H "x-api-key: $key"
revoke "The administrator revokes the key" "$keycloak"
send 401 "The next request with it is refused" "$api/stats/clicks" -H "x-api-key: $key"

if [ "${1:-}" = two-nodes ]; then
    one=http://localhost:8081 two=http://localhost:8082 rounds=10
    for _ in $(seq $rounds); do
        log_in
        issue "$one"
        # twice, so that both nodes cache the key
        for node in "$one" "$two" "$one" "$two"; do verify 200 "$node"; done
        revoke "" "$one"
        verify 401 "$two"
        verify 401 "$one"
        for _ in 1 2; do send 401 "" "$api/stats/clicks" -H "x-api-key: $key"; done
        nodes=$one one=$two two=$nodes
    done
    printf '\n%s keys that both nodes had cached, each revoked on one of them:\n' "$rounds"
    printf '  the other node, and nginx in front of both, refused each key at the next request\n'
fi

cat << END

Try it yourself:
  Admin console    $keycloak/admin/master/console/#/h0p   admin, and ADMIN_PASSWORD in docker/.env
  Account console  $keycloak/realms/h0p/account           alice / alice
  The API          curl -i $api/stats/clicks -H "x-api-key: \$KEY"
Stop it, and remove the database:
  docker compose -f docker/compose.yaml${1:+ -f docker/compose.two-nodes.yaml} down --volumes
END

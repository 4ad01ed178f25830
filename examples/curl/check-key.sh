#!/usr/bin/env bash
# Checks a key. Exit status: 0 valid, 1 refused, 2 Keycloak cannot verify the key (treat it as refused).
#   KEYCLOAK_REALM_URL=http://localhost:8080/realms/h0p ./check-key.sh permission=stats:read < file-with-the-key
set -uo pipefail

# Pass the key through pipes, because all users of the machine can read command lines
status=$(tr -d '\r\n' | sed 's/^/x-api-key: /' |
  curl --silent --max-time 5 --header @- --output /dev/null --write-out '%{http_code}' \
    "$KEYCLOAK_REALM_URL/api-keys/verify?$1")
case "$status" in
  200) exit 0 ;;
  401 | 403) exit 1 ;;
  *) exit 2 ;;
esac

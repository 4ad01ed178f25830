#!/usr/bin/env bash
# Is a key good for something? Ends with 0: yes. 1: no. 2: nobody knows, so treat it as no.
#   KEYCLOAK_REALM_URL=http://localhost:8080/realms/h0p ./check-key.sh permission=stats:read < file-with-the-key
set -uo pipefail

# The key comes and goes through pipes: everybody on the machine could read it from a command line
status=$(tr -d '\r\n' | sed 's/^/x-api-key: /' |
  curl --silent --max-time 5 --header @- --output /dev/null --write-out '%{http_code}' \
    "$KEYCLOAK_REALM_URL/api-keys/verify?$1")
case "$status" in
  200) exit 0 ;;
  401 | 403) exit 1 ;;
  *) exit 2 ;;
esac

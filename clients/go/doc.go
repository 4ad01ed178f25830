// Package orgkeys verifies organization API keys of a Keycloak realm.
//
// A Client keeps Keycloak's answers in memory and asks Keycloak twice per second which keys, owners and organizations
// have changed. So most verifications need no request, and a revoked key is refused within about two seconds.
// Without Keycloak, requests are answered with 503.
//
//	keys, err := orgkeys.New(orgkeys.Config{RealmURL: realm, ClientID: id, ClientSecret: secret})
//	…
//	http.Handle("/stats", keys.Require("stats:read")(http.HandlerFunc(stats)))
//
// The package orgkeystest has a fake for tests.
package orgkeys

package orgkeystest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	orgkeys "orgkeys.io/client"
	"orgkeys.io/client/orgkeystest"
)

func service(keys *orgkeys.Client) http.Handler {
	hello := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "hello "+orgkeys.CallerOf(r.Context()).Username)
	})
	return keys.Require("stats:read")(hello)
}

func get(handler http.Handler, secret string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/stats", nil)
	if secret != "" {
		r.Header.Set("x-api-key", secret)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func await(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not within 10 seconds: ", what)
		}
	}
}

func TestAnApplicationWithTheFake(t *testing.T) {
	keycloak := orgkeystest.New()
	keycloak.Issue("valid", orgkeystest.Key{ID: "K1", Username: "alice", Permissions: []string{"stats:read"}})
	keycloak.Issue("other", orgkeystest.Key{Permissions: []string{"files:read"}})
	keys := keycloak.Client()
	defer keys.Close()
	app := service(keys)

	if answer := get(app, "valid"); answer.Code != 200 || answer.Body.String() != "hello alice" {
		t.Error(answer)
	}
	for secret, status := range map[string]int{"": 401, "unknown": 401, "other": 403} {
		if answer := get(app, secret); answer.Code != status {
			t.Error(secret, answer)
		}
	}
	await(t, "the cache", func() bool {
		get(app, "valid")
		return keys.Cached() > 0
	})
	asked := keycloak.Introspections()
	get(app, "valid")
	if keycloak.Introspections() != asked {
		t.Error("a cached key was introspected")
	}
	await(t, "usage", func() bool { return keycloak.Usage("K1") > 0 })
	keycloak.Revoke("valid")
	await(t, "a revocation", func() bool { return get(app, "valid").Code == 401 })
	keycloak.Stop()
	await(t, "an outage", func() bool { return get(app, "valid").Code == 503 })
	keycloak.Start()
	keycloak.Issue("valid", orgkeystest.Key{Permissions: []string{"stats:read"}})
	await(t, "the end of an outage", func() bool { return get(app, "valid").Code == 200 })
}

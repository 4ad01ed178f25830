// A resource server for API keys. Go 1.19 or newer, no modules: go run server.go
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// Caller is the introspection answer for a key or an access token (RFC 7662).
type Caller struct {
	Active       bool            `json:"active"`
	Scope        string          `json:"scope"`
	Subject      string          `json:"sub"`
	Username     string          `json:"username"`
	Organization json.RawMessage `json:"organization"`
}

type callerOfRequest struct{}

var keycloak = http.Client{
	Timeout: 5 * time.Second,
	// Do not follow redirects, so that the key is not sent to another server
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// needs requires a permission of the key.
func needs(permission string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		keys, authorizations := r.Header.Values("X-Api-Key"), r.Header.Values("Authorization")
		if len(keys)+len(authorizations) > 1 {
			detail := "Send one key, in one header: x-api-key, or Authorization: Bearer."
			refuse(w, 400, detail, `error="invalid_request"`)
			return
		}
		key := r.Header.Get("X-Api-Key")
		if scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
			key = token
		}
		if key == "" {
			refuse(w, 401, "Send an API key in the header x-api-key.", `realm="stats"`)
			return
		}
		caller, err := introspect(r.Context(), key)
		if err != nil {
			log.Print("Introspection failed: ", err) // never log the key
			w.Header().Set("Retry-After", "5")
			refuse(w, 503, "The key cannot be checked right now. Try again later.", "")
			return
		}
		if !caller.Active {
			detail := "The key is not valid here: it may be mistyped, revoked, disabled or expired."
			refuse(w, 401, detail, `error="invalid_token"`)
			return
		}
		if !contains(strings.Split(caller.Scope, " "), permission) {
			challenge := `error="insufficient_scope", scope="` + permission + `"`
			refuse(w, 403, "The key lacks the permission "+permission+".", challenge)
			return
		}
		next(w, r.WithContext(context.WithValue(r.Context(), callerOfRequest{}, caller)))
	}
}

// introspect introspects a key or an access token. It returns an error if Keycloak does not answer 200.
func introspect(ctx context.Context, key string) (caller Caller, err error) {
	form := strings.NewReader(url.Values{"token": {key}}.Encode())
	endpoint := os.Getenv("KEYCLOAK_REALM_URL") + "/protocol/openid-connect/token/introspect"
	request, err := http.NewRequestWithContext(ctx, "POST", endpoint, form)
	if err != nil {
		return caller, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(url.QueryEscape(os.Getenv("CLIENT_ID")), url.QueryEscape(os.Getenv("CLIENT_SECRET")))
	answer, err := keycloak.Do(request)
	if err != nil {
		return caller, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return caller, errors.New("it answered " + answer.Status)
	}
	err = json.NewDecoder(answer.Body).Decode(&caller)
	return caller, err
}

// organizations returns the aliases in the claim: {"acme":{"id":"…"}} for a key, by default ["acme"] for a token.
func (caller Caller) organizations() []string {
	aliases := []string{}
	byAlias := map[string]any{}
	if json.Unmarshal(caller.Organization, &aliases) != nil && json.Unmarshal(caller.Organization, &byAlias) == nil {
		for alias := range byAlias {
			aliases = append(aliases, alias)
		}
	}
	return aliases
}

// refuse sends a problem document (RFC 9457), and WWW-Authenticate (RFC 6750 §3).
func refuse(w http.ResponseWriter, status int, detail, challenge string) {
	if challenge != "" {
		w.Header().Set("WWW-Authenticate", "Bearer "+challenge)
	}
	answerJSON(w, status, "application/problem+json", map[string]any{"status": status, "detail": detail})
}

func answerJSON(w http.ResponseWriter, status int, contentType string, body any) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Print(err)
	}
}

func contains(list []string, wanted string) bool {
	for _, item := range list {
		if item == wanted {
			return true
		}
	}
	return false
}

func stats(w http.ResponseWriter, r *http.Request) {
	caller := r.Context().Value(callerOfRequest{}).(Caller)
	answerJSON(w, 200, "application/json", map[string]any{
		"subject": caller.Subject, "username": caller.Username, "organizations": caller.organizations()})
}

func statsOfOrganization(w http.ResponseWriter, r *http.Request) {
	path := strings.Split(r.URL.Path, "/")
	if len(path) != 4 || path[3] != "stats" {
		refuse(w, 404, "There is nothing here.", "")
		return
	}
	if !contains(r.Context().Value(callerOfRequest{}).(Caller).organizations(), path[2]) {
		refuse(w, 403, "The key belongs to another organization.", `error="insufficient_scope"`)
		return
	}
	stats(w, r)
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	http.HandleFunc("/stats", needs("stats:read", stats))
	http.HandleFunc("/organizations/", needs("stats:read", statsOfOrganization))
	log.Fatal(http.ListenAndServe(fmt.Sprint(env("HOST", "127.0.0.1"), ":", env("PORT", "8090")), nil))
}

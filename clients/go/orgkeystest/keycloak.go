// Package orgkeystest has a fake Keycloak for tests of applications. It answers in memory, without a network.
package orgkeystest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	orgkeys "orgkeys.io/client"
)

// Key is a key that the fake knows. Empty fields get a value of their own.
type Key struct {
	ID             string
	Subject        string
	Username       string
	Permissions    []string // such as "stats:read"
	Organization   string   // the alias
	OrganizationID string
	Attributes     map[string][]string
	AccessToken    bool // it is an access token of the realm, not a key
}

type change struct {
	id   string
	time time.Time
}

// Keycloak is a fake. Use it as Config.Transport, or call Client.
type Keycloak struct {
	mu             sync.Mutex
	start          time.Time
	keys           map[string]Key
	changes        []change
	stopped        bool
	introspections int
	usage          map[string]int
}

// New returns a fake without keys.
func New() *Keycloak {
	return &Keycloak{start: time.Now(), keys: map[string]Key{}, usage: map[string]int{}}
}

// Client returns a client of the fake. Close it at the end of the test.
func (k *Keycloak) Client() *orgkeys.Client {
	client, err := orgkeys.New(orgkeys.Config{
		RealmURL: "https://keycloak.test/realms/test", ClientID: "test", ClientSecret: "test", Transport: k})
	if err != nil {
		panic(err) // this configuration is valid
	}
	return client
}

// Issue makes a secret valid, or changes its key. Applications learn of a change with their next poll.
func (k *Keycloak) Issue(secret string, key Key) {
	k.mu.Lock()
	defer k.mu.Unlock()
	number := strconv.Itoa(len(k.keys) + 1)
	for field, otherwise := range map[*string]string{&key.ID: "key-" + number, &key.Subject: "subject-" + number,
		&key.Username: "user-" + number, &key.Organization: "acme"} {
		if *field == "" {
			*field = otherwise
		}
	}
	if key.OrganizationID == "" {
		key.OrganizationID = "id-of-" + key.Organization
	}
	if old, known := k.keys[secret]; known {
		key.ID = old.ID
		k.changes = append(k.changes, change{old.ID, time.Now()})
	}
	k.keys[secret] = key
}

// Revoke makes a secret invalid.
func (k *Keycloak) Revoke(secret string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.changes = append(k.changes, change{k.keys[secret].ID, time.Now()})
	delete(k.keys, secret)
}

// Stop makes the fake unreachable, until Start.
func (k *Keycloak) Stop() { k.setStopped(true) }

// Start makes the fake reachable again.
func (k *Keycloak) Start() { k.setStopped(false) }

func (k *Keycloak) setStopped(stopped bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stopped = stopped
}

// Introspections returns how often the fake was asked about a secret.
func (k *Keycloak) Introspections() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.introspections
}

// Usage returns how often clients reported the use of a key, by its id.
func (k *Keycloak) Usage(id string) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.usage[id]
}

// RoundTrip answers a request of the client.
func (k *Keycloak) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	r.Body.Close()
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	var answer any
	switch {
	case k.stopped:
		return nil, errors.New("the fake Keycloak is stopped")
	case strings.HasSuffix(r.URL.Path, "/introspect"):
		answer = k.introspect(body)
	case strings.HasSuffix(r.URL.Path, "/api-keys/changes"):
		answer = k.poll(body)
	}
	text, err := json.Marshal(answer)
	return &http.Response{StatusCode: 200, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(text)),
		ContentLength: int64(len(text)), Request: r}, err
}

func (k *Keycloak) introspect(body []byte) any {
	k.introspections++
	form, _ := url.ParseQuery(string(body))
	key, known := k.keys[form.Get("token")]
	if !known {
		return map[string]any{"active": false}
	}
	answer := map[string]any{
		"active": true, "token_type": "api_key", "jti": key.ID, "sub": key.Subject, "username": key.Username,
		"scope": strings.Join(key.Permissions, " "), "attributes": key.Attributes, "key_type": "bot",
		"key_name":     key.Username,
		"organization": map[string]any{key.Organization: map[string]any{"id": key.OrganizationID}}}
	if key.AccessToken {
		answer["token_type"] = "Bearer"
	}
	return answer
}

func (k *Keycloak) poll(body []byte) any {
	var request struct {
		Since int64
		Usage []struct {
			ID               string
			Allowed, Refused int
		}
	}
	if json.Unmarshal(body, &request) != nil {
		return nil
	}
	for _, used := range request.Usage {
		k.usage[used.ID] += used.Allowed + used.Refused
	}
	ids := []string{}
	for _, changed := range k.changes {
		if time.Since(changed.time) <= time.Duration(request.Since)*time.Millisecond {
			ids = append(ids, changed.id)
		}
	}
	all := time.Since(k.start) < time.Duration(request.Since-2000)*time.Millisecond
	return map[string]any{"ids": ids, "all": all, "lifespan": 60000}
}

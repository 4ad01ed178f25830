package orgkeys

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const secretInTests = "kc_bot_secret"

const activeAnswer = `{"active":true,"token_type":"api_key","jti":"K1","sub":"K1","username":"bot:b","scope":"stats:read",
"organization":{"acme":{"id":"O1"}}}`

// standIn is a small Keycloak whose answers a test chooses.
type standIn struct {
	*httptest.Server
	introspect, changes atomic.Value // func(http.ResponseWriter, *http.Request)
	asked, polled       atomic.Int64
	log                 bytes.Buffer
	logged              sync.Mutex
}

func (s *standIn) Write(line []byte) (int, error) {
	s.logged.Lock()
	defer s.logged.Unlock()
	return s.log.Write(line)
}

func (s *standIn) logText() string {
	s.logged.Lock()
	defer s.logged.Unlock()
	return s.log.String()
}

func answer(status int, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func start(t *testing.T, configure func(*Config)) (*standIn, *Client) {
	s := &standIn{}
	s.introspect.Store(answer(200, activeAnswer))
	s.changes.Store(answer(200, `{"ids":[],"all":false,"lifespan":60000}`))
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "the%3Aclient" || password != "pass+word%26" {
			t.Errorf("wrong credentials: %s %s", user, password)
		}
		switch {
		case r.Method == "POST" && r.URL.Path == "/realms/r/protocol/openid-connect/token/introspect":
			s.asked.Add(1)
			s.introspect.Load().(func(http.ResponseWriter, *http.Request))(w, r)
		case r.Method == "POST" && r.URL.Path == "/realms/r/api-keys/changes":
			s.polled.Add(1)
			s.changes.Load().(func(http.ResponseWriter, *http.Request))(w, r)
		default:
			t.Error("unexpected request: ", r.Method, r.URL)
		}
	}))
	config := Config{RealmURL: s.URL + "/realms/r/", ClientID: "the:client", ClientSecret: "pass word&", Log: log.New(s, "", 0)}
	if configure != nil {
		configure(&config)
	}
	keys, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		keys.Close()
		s.Close()
		if strings.Contains(s.logText(), secretInTests) {
			t.Error("the log has a key: ", s.logText())
		}
	})
	return s, keys
}

func status(t *testing.T, keys *Client) int {
	t.Helper()
	_, err := keys.Verify(secretInTests, "", "stats:read")
	if err == nil {
		return 200
	}
	if strings.Contains(err.Error(), secretInTests) {
		t.Error("the error has the key: ", err)
	}
	return err.(*Refusal).Status
}

func awaitThat(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not within 10 seconds: ", what)
		}
	}
}

func TestAWarmVerificationSendsNoRequest(t *testing.T) {
	s, keys := start(t, nil)
	awaitThat(t, "the cache is used", func() bool { status(t, keys); return keys.Cached() == 1 })
	asked := s.asked.Load()
	for i := 0; i < 100; i++ {
		if got := status(t, keys); got != 200 {
			t.Fatal(got)
		}
	}
	for _, secret := range []string{"", strings.Repeat("a", 16_385)} {
		if _, err := keys.Verify(secret, "", "stats:read"); err == nil || err.(*Refusal).Status != 401 {
			t.Error(len(secret), err)
		}
		if _, err := keys.VerifyAny(secret, ""); err == nil || err.(*Refusal).Status != 401 {
			t.Error(len(secret), err)
		}
	}
	if s.asked.Load() != asked {
		t.Error("a cached key, or an empty or a very long one, was introspected")
	}
	if _, err := keys.Verify(strings.Repeat("a", 16_384), "", "stats:read"); err != nil || s.asked.Load() == asked {
		t.Error("a long access token was refused: ", err)
	}
	s.changes.Store(answer(200, `{"ids":["K1"],"all":false,"lifespan":60000}`))
	s.introspect.Store(answer(200, `{"active":false}`))
	awaitThat(t, "the revocation", func() bool { return status(t, keys) == 401 })
}

func TestVerifyRefusesAPermissionOfAnotherForm(t *testing.T) {
	_, keys := start(t, nil)
	for _, permission := range []string{"", "stats", "stats:", "stats:read ", "stats:read files:read", "a:b\"\r\nc"} {
		_, err := keys.Verify(secretInTests, "", permission)
		if refusal, ok := err.(*Refusal); !ok || refusal.Status != 403 || strings.ContainsAny(refusal.Challenge, "\r\n") {
			t.Errorf("%q: %v", permission, err)
		}
	}
	if caller, err := keys.VerifyAny(secretInTests, ""); err != nil || caller.Subject != "K1" {
		t.Error(err)
	}
}

func TestNoKeyMeetsTheZeroRequirement(t *testing.T) {
	_, caller, _ := parseAnswer([]byte(activeAnswer))
	if got := decide(caller, requirement{}).status; got != 403 {
		t.Error(got)
	}
	if got := decide(caller, requirement{anyPermission: true, inOrganization: true}).status; got != 403 {
		t.Error(got)
	}
	mustPanic(t, "InOrganization(nil)", func() { InOrganization(nil) })
}

func mustPanic(t *testing.T, what string, call func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error(what, " was accepted")
		}
	}()
	call()
}

func TestNullClaimsAreMalformed(t *testing.T) {
	for _, claim := range []string{"client_address", "exp", "jti", "scope", "sub", "token_type", "organization"} {
		var claims map[string]any
		if err := json.Unmarshal([]byte(activeAnswer), &claims); err != nil {
			t.Fatal(err)
		}
		claims[claim] = nil
		body, _ := json.Marshal(claims)
		if _, _, ok := parseAnswer(body); ok {
			t.Error("null was accepted: ", claim)
		}
	}
}

func TestPrintingAClientShowsNoSecret(t *testing.T) {
	_, keys := start(t, nil)
	if text := fmt.Sprintf("%v %+v %#v", keys, keys, keys); strings.Count(text, "orgkeys.Client(http") != 3 || len(text) > 300 {
		t.Error(text)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		for _, value := range []any{keys, struct{ Keys *Client }{keys}, struct{ keys *Client }{keys}, reflect.ValueOf(keys).Elem()} {
			text := fmt.Sprintf(format, value)
			for _, secret := range []string{"pass word&", "pass+word", "cGFzcyt3b3Jk", "dGhlJTNBY2xpZW50"} {
				if strings.Contains(text, secret) {
					t.Error(format, text)
				}
			}
		}
	}
}

type countingTransport struct{ requests atomic.Int64 }

func (c *countingTransport) RoundTrip(*http.Request) (*http.Response, error) {
	c.requests.Add(1)
	return nil, errors.New("no network")
}

func TestTheDefaultTransportCanBeOfAnotherType(t *testing.T) {
	replaced, before := &countingTransport{}, http.DefaultTransport
	http.DefaultTransport = replaced
	defer func() { http.DefaultTransport = before }()
	_, keys := start(t, nil)
	if got := status(t, keys); got != 503 || replaced.requests.Load() == 0 {
		t.Error(got)
	}
}

func TestFailuresOfIntrospectionAre503(t *testing.T) {
	s, keys := start(t, nil)
	s.changes.Store(answer(404, "")) // without a cache
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed")
	}))
	defer elsewhere.Close()
	for name, handler := range map[string]func(http.ResponseWriter, *http.Request){
		"credentials": answer(401, `{"error":"invalid_client"}`),
		"no JSON":     answer(200, "<html>"),
		"truncated": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "999")
			answer(200, activeAnswer)(w, r)
		},
		"too large": answer(200, activeAnswer+strings.Repeat(" ", maximumAnswer)),
		"error":     answer(500, activeAnswer),
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		},
		"no answer": func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
	} {
		s.introspect.Store(handler)
		if got := status(t, keys); got != 503 {
			t.Errorf("%s: %d", name, got)
		}
	}
	s.introspect.Store(answer(200, activeAnswer))
	if got := status(t, keys); got != 200 {
		t.Error("a failure is remembered: ", got)
	}
}

func TestNoAnswerIs503AfterFiveSeconds(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	s, keys := start(t, nil)
	s.introspect.Store(func(http.ResponseWriter, *http.Request) { <-release })
	began := time.Now()
	if got := status(t, keys); got != 503 || time.Since(began) > 6*time.Second {
		t.Error(got, time.Since(began))
	}
	close(release)
}

func TestAFeedThatIsDeniedIsLoggedOnce(t *testing.T) {
	t.Parallel()
	s, keys := start(t, nil)
	s.changes.Store(answer(401, ""))
	awaitThat(t, "three polls", func() bool { return s.polled.Load() >= 4 })
	if n := strings.Count(s.logText(), "credentials"); n != 1 {
		t.Errorf("%d lines: %s", n, s.logText())
	}
	time.Sleep(2100 * time.Millisecond) // the last successful poll is too old
	asked := s.asked.Load()
	status(t, keys)
	status(t, keys)
	if s.asked.Load() != asked+2 {
		t.Error("a verification did not ask")
	}
}

func TestConcurrentVerificationsShareAnIntrospection(t *testing.T) {
	s, keys := start(t, nil)
	s.introspect.Store(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(100 * time.Millisecond)
		answer(200, activeAnswer)(w, r)
	})
	var all sync.WaitGroup
	for i := 0; i < 50; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			if got := status(t, keys); got != 200 {
				t.Error(got)
			}
		}()
	}
	all.Wait()
	if asked := s.asked.Load(); asked > 2 {
		t.Error(asked, " introspections")
	}
}

type counts struct{ verifications, fromCache, introspections, polls atomic.Int64 }

func (c *counts) Verification(_ int, fromCache bool) {
	c.verifications.Add(1)
	if fromCache {
		c.fromCache.Add(1)
	}
}
func (c *counts) Introspection(int, time.Duration) { c.introspections.Add(1) }
func (c *counts) Poll(bool, time.Duration)         { c.polls.Add(1) }

func TestRequests(t *testing.T) {
	metrics := &counts{}
	_, keys := start(t, func(config *Config) { config.Metrics = metrics })
	pass := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, CallerOf(r.Context()).Username)
	})
	header := func(lines ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(lines); i += 2 {
			h.Add(lines[i], lines[i+1])
		}
		return h
	}
	for i, c := range []struct {
		header     http.Header
		middleware func(http.Handler) http.Handler
		status     int
		challenge  string
	}{
		{header("x-api-key", secretInTests), keys.Require("stats:read"), 200, ""},
		{header("authorization", "bearer "+secretInTests), keys.Require("stats:read"), 200, ""},
		{header("x-api-key", secretInTests), keys.Authenticate(), 200, ""},
		{header("x-api-key", secretInTests), keys.Require("files:read"), 403, `Bearer error="insufficient_scope", scope="files:read"`},
		{header("x-api-key", secretInTests), keys.Require("stats:read", in("acme")), 200, ""},
		{header("x-api-key", secretInTests), keys.Require("stats:read", in("O1")), 200, ""},
		{header("x-api-key", secretInTests), keys.Require("stats:read", in("globex")), 403, "insufficient_scope"},
		{header("x-api-key", secretInTests), keys.Require("stats:read", in("")), 403, "insufficient_scope"},
		{header(), keys.Require("stats:read"), 401, `Bearer realm="api"`},
		{header("authorization", "Basic "+secretInTests), keys.Require("stats:read"), 401, `Bearer realm="api"`},
		{header("authorization", secretInTests), keys.Require("stats:read"), 401, `Bearer realm="api"`},
		{header("authorization", `Digest a="b", c="d"`), keys.Require("stats:read"), 401, `Bearer realm="api"`},
		{header("authorization", "Bearer "+secretInTests+", b"), keys.Require("stats:read"), 400, "invalid_request"},
		{header("x-api-key", strings.Repeat("a", 16_385)), keys.Require("stats:read"), 401, `Bearer error="invalid_token"`},
		{header("x-api-key", ""), keys.Require("stats:read"), 401, `Bearer realm="api"`},
		{header("cookie", "x-api-key="+secretInTests), keys.Require("stats:read"), 401, `Bearer realm="api"`},
		{header("x-api-key", secretInTests, "x-api-key", "b"), keys.Require("stats:read"), 400, "invalid_request"},
		{header("x-api-key", secretInTests+", b"), keys.Require("stats:read"), 400, "invalid_request"},
		{header("x-api-key", secretInTests, "authorization", "Basic b"), keys.Require("stats:read"), 400, "invalid_request"},
	} {
		r := httptest.NewRequest("GET", "/stats?x-api-key="+secretInTests, nil)
		r.Header = c.header
		w := httptest.NewRecorder()
		c.middleware(pass).ServeHTTP(w, r)
		text := w.Header().Get("WWW-Authenticate")
		if w.Code != c.status || !strings.Contains(text, c.challenge) {
			t.Errorf("request %d: %d %s", i, w.Code, text)
		}
		if w.Code != 200 && (w.Header().Get("Content-Type") != "application/problem+json" ||
			!strings.Contains(w.Body.String(), fmt.Sprintf(`"status":%d`, c.status))) {
			t.Errorf("request %d: %s", i, w.Body)
		}
	}
	if metrics.verifications.Load() != 9 || metrics.introspections.Load() == 0 {
		t.Error(metrics.verifications.Load(), metrics.introspections.Load())
	}
}

func in(organization string) Option {
	return InOrganization(func(*http.Request) string { return organization })
}

func TestTheAddressIsSentOnlyIfItIsConfigured(t *testing.T) {
	for _, c := range []struct {
		of   func(*http.Request) string
		want string
	}{{nil, ""}, {ConnectionAddress, "192.0.2.1"}} {
		s, keys := start(t, func(config *Config) { config.ClientAddress = c.of })
		s.introspect.Store(func(w http.ResponseWriter, r *http.Request) {
			if got := r.PostFormValue("client_address"); got != c.want || r.PostFormValue("token") != secretInTests {
				t.Error(got)
			}
			answer(200, activeAnswer)(w, r)
		})
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("x-api-key", secretInTests)
		r.Header.Set("x-forwarded-for", "203.0.113.9")
		w := httptest.NewRecorder()
		keys.Authenticate()(http.NotFoundHandler()).ServeHTTP(w, r)
		if w.Code != 404 {
			t.Error(w.Code)
		}
	}
}

func TestInvalidConfigurationsAreRefused(t *testing.T) {
	for _, config := range []Config{
		{},
		{RealmURL: "https://a/realms/b", ClientID: "c"},
		{RealmURL: "a/realms/b", ClientID: "c", ClientSecret: "d"},
		{RealmURL: "ftp://a/realms/b", ClientID: "c", ClientSecret: "d"},
		{RealmURL: "https://u:p@a/realms/b", ClientID: "c", ClientSecret: "d"},
		{RealmURL: "https://a/realms/b?c", ClientID: "c", ClientSecret: "d"},
		{RealmURL: "https://a/realms/b", ClientID: "c", ClientSecret: "d", Realm: "a\"b"},
	} {
		if _, err := New(config); err == nil {
			t.Error(config)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v", Config{ClientSecret: "d9"}, Config{ClientSecret: "d9"}, Config{ClientSecret: "d9"}); strings.Contains(text, "d9") {
		t.Error(text)
	}
	_, keys := start(t, nil)
	mustPanic(t, "a permission without an action", func() { keys.Require("stats") })
}

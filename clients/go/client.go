package orgkeys

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	maximumSecret        = 16_384
	introspectionTimeout = 5 * time.Second
	pollTimeout          = 2 * time.Second
	pollPause            = 500 * time.Millisecond
	maximumAnswer        = 1 << 20
)

// Config has the settings of a Client. The first three are required.
type Config struct {
	RealmURL     string // such as https://sso.example.com/realms/acme
	ClientID     string // a confidential client of the realm
	ClientSecret string

	// ClientAddress returns the address from which a request comes. It is needed for keys that are restricted to
	// networks, which are refused if it is nil. Use ConnectionAddress unless the service is behind a proxy. Never
	// trust a header that a caller can set.
	ClientAddress func(*http.Request) string
	// Realm is the realm in WWW-Authenticate, "api" by default.
	Realm string
	// MaxEntries is the maximum number of cached keys, 100,000 by default.
	MaxEntries int
	// Metrics counts what the client does.
	Metrics Metrics
	// Log gets a line when the connection to Keycloak fails or works again; never a key. By default, it is the standard
	// logger.
	Log *log.Logger
	// Transport sends the requests to Keycloak, for example with the certificates of a private authority, or to a fake
	// in tests. By default, it is a copy of http.DefaultTransport.
	Transport http.RoundTripper
}

// String hides the client secret.
func (c Config) String() string { return fmt.Sprintf("orgkeys.Config(%s, %s)", c.RealmURL, c.ClientID) }

// GoString hides the client secret.
func (c Config) GoString() string { return c.String() }

// Client verifies keys. It keeps Keycloak's answers in memory, and asks Keycloak twice per second for changes.
type Client struct {
	config    Config // without the client secret
	authorize func(*http.Request)
	http      http.Client
	core      *core
	start     time.Time
	stop      context.CancelFunc
	stopped   sync.WaitGroup

	introspectionFailed atomic.Int64 // when it was logged last, in seconds
}

// New returns a client and starts its goroutine. Close the client to stop it.
func New(config Config) (*Client, error) {
	realm, err := url.Parse(config.RealmURL)
	if err != nil || (realm.Scheme != "https" && realm.Scheme != "http") || realm.Host == "" || realm.User != nil ||
		realm.RawQuery != "" || realm.Fragment != "" {
		return nil, errors.New("orgkeys: RealmURL must be like https://sso.example.com/realms/acme")
	}
	config.RealmURL = strings.TrimRight(config.RealmURL, "/")
	if config.ClientID == "" || config.ClientSecret == "" {
		return nil, errors.New("orgkeys: ClientID and ClientSecret are required")
	}
	if config.Realm == "" {
		config.Realm = "api"
	}
	if !regexp.MustCompile(`^[\w .:/-]+$`).MatchString(config.Realm) {
		return nil, errors.New("orgkeys: Realm has characters that a header cannot have")
	}
	rules := defaultRules
	if config.MaxEntries > 0 {
		rules.entries = config.MaxEntries
	}
	if config.Metrics == nil {
		config.Metrics = noMetrics{}
	}
	if config.Log == nil {
		config.Log = log.Default()
	}
	if config.Transport == nil {
		config.Transport = defaultTransport()
	}
	authorize := authorization(config.ClientID, config.ClientSecret)
	config.ClientSecret = ""
	ctx, stop := context.WithCancel(context.Background())
	c := &Client{config: config, authorize: authorize, core: newCore(rules), start: time.Now(), stop: stop}
	c.http = http.Client{
		Transport: config.Transport,
		// do not send the key or the credentials to another server
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	c.stopped.Add(1)
	go c.pollUntil(ctx)
	return c, nil
}

// defaultTransport returns http.DefaultTransport itself if the application has replaced it with another type.
func defaultTransport() http.RoundTripper {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	transport = transport.Clone()
	transport.MaxIdleConnsPerHost = 64
	return transport
}

// authorization returns a function, because fmt prints the fields of a struct, but not the variables of a function.
func authorization(id, secret string) func(*http.Request) {
	credentials := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
	value := "Basic " + base64.StdEncoding.EncodeToString([]byte(credentials))
	return func(request *http.Request) { request.Header.Set("Authorization", value) }
}

// String has no secret.
func (c *Client) String() string {
	return fmt.Sprintf("orgkeys.Client(%s, %s)", c.config.RealmURL, c.config.ClientID)
}

// GoString has no secret.
func (c *Client) GoString() string { return c.String() }

// Close stops the goroutine. Afterwards, each verification asks Keycloak.
func (c *Client) Close() {
	c.stop()
	c.stopped.Wait()
	c.http.CloseIdleConnections()
}

// Cached returns the number of keys in memory, for metrics.
func (c *Client) Cached() int { return c.core.cached() }

// Verify verifies a key or an access token, and its permission, such as "stats:read". Use it where Require does not fit.
// It refuses each key if the permission does not have this form. The address is that of the caller, or empty. The error
// is a *Refusal.
func (c *Client) Verify(secret, address, permission string) (*Caller, error) {
	if !permissionForm.MatchString(permission) {
		return nil, refusalOf(403, "") // the text can come from the caller, and must not be in a header
	}
	return c.callerOf(secret, address, requirement{permission: permission})
}

// VerifyAny verifies a key or an access token, whatever its permissions are. Check them with Caller.Has. The address is
// that of the caller, or empty. The error is a *Refusal.
func (c *Client) VerifyAny(secret, address string) (*Caller, error) {
	return c.callerOf(secret, address, requirement{anyPermission: true})
}

func (c *Client) callerOf(secret, address string, need requirement) (*Caller, error) {
	result := c.verify(secret, address, need)
	if result.status != 200 {
		return nil, refusalOf(result.status, need.permission)
	}
	return result.caller, nil
}

func (c *Client) verify(secret, address string, need requirement) outcome {
	if secret == "" || len(secret) > maximumSecret {
		c.config.Metrics.Verification(401, true)
		return outcome{status: 401}
	}
	decided, ask, join := c.core.verify(secret, address, need, c.now())
	if decided != nil {
		c.config.Metrics.Verification(decided.status, true)
		return *decided
	}
	var result outcome
	if ask != nil {
		c.ask(ask, secret, address)
		result = ask.decide(need)
	} else {
		<-join.done
		result = c.core.joined(join, need)
	}
	c.config.Metrics.Verification(result.status, false)
	return result
}

// ask introspects. The request of the caller must not cancel it, because other requests can wait for the same answer.
func (c *Client) ask(q *question, secret, address string) {
	status, body := 0, []byte(nil)
	defer func() { c.core.answered(q, status, body, c.now()) }() // also after a panic
	form := url.Values{"token": {secret}}
	if address != "" {
		form.Set("client_address", address)
	}
	ctx, cancel := context.WithTimeout(context.Background(), introspectionTimeout)
	defer cancel()
	began := time.Now()
	status, body, err := c.post(ctx, "/protocol/openid-connect/token/introspect",
		"application/x-www-form-urlencoded", []byte(form.Encode()))
	c.config.Metrics.Introspection(status, time.Since(began))
	if status != 200 {
		c.logIntrospectionFailure(status, err)
	}
}

func (c *Client) logIntrospectionFailure(status int, err error) {
	now, last := time.Now().Unix(), c.introspectionFailed.Load()
	if now-last < 10 || !c.introspectionFailed.CompareAndSwap(last, now) {
		return
	}
	if err == nil {
		err = fmt.Errorf("Keycloak answered %d", status)
	}
	c.config.Log.Print("orgkeys: introspection failed, requests are answered with 503: ", err)
}

func (c *Client) pollUntil(ctx context.Context) {
	defer c.stopped.Done()
	state := feedWorks
	for ctx.Err() == nil {
		now := c.poll(ctx)
		if now != state && ctx.Err() == nil {
			c.config.Log.Print("orgkeys: ", feedMessages[now])
			state = now
		}
		select {
		case <-ctx.Done():
		case <-time.After(pollPause):
		}
	}
}

var feedMessages = map[feedState]string{
	feedWorks: "the change feed works again",
	feedFails: "the change feed does not answer, so each verification asks Keycloak until it does",
	feedDenied: "Keycloak refuses the change feed. Check the client's credentials and the version of the provider. " +
		"Each verification asks Keycloak",
}

func (c *Client) poll(ctx context.Context) feedState {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	began := time.Now()
	p := c.core.pollBegins(c.now())
	body, err := json.Marshal(struct {
		Since int64   `json:"since"`
		Usage []usage `json:"usage,omitempty"`
	}{p.since, p.usage})
	status, answer := 0, []byte(nil)
	if err == nil {
		status, answer, _ = c.post(ctx, "/api-keys/changes", "application/json", body)
	}
	state := c.core.pollEnds(p, status, answer, c.now())
	c.config.Metrics.Poll(state == feedWorks, time.Since(began))
	return state
}

// post returns the status 0 if there is no complete answer of a permitted size.
func (c *Client) post(ctx context.Context, path, contentType string, body []byte) (int, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.RealmURL+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Accept", "application/json")
	request.Header["Idempotency-Key"] = nil // not sent: repeats a request whose kept connection Keycloak has closed
	c.authorize(request)
	answer, err := c.http.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	read, err := io.ReadAll(io.LimitReader(answer.Body, maximumAnswer+1))
	if err != nil {
		return 0, nil, err
	}
	if len(read) > maximumAnswer {
		return 0, nil, errors.New("the answer is too large")
	}
	return answer.StatusCode, read, nil
}

func (c *Client) now() instant {
	now := time.Now()
	return instant{mono: now.Sub(c.start).Milliseconds(), wall: now.UnixMilli()}
}

// Metrics counts what a client does. Its methods are called concurrently and must return quickly.
type Metrics interface {
	// Verification is called for each verification, with the status that it leads to: 200, 401, 403 or 503. fromCache
	// means that it needed no introspection.
	Verification(status int, fromCache bool)
	// Introspection is called for each request to Keycloak's introspection endpoint. Status 0: no answer.
	Introspection(status int, took time.Duration)
	// Poll is called for each request to the change feed.
	Poll(ok bool, took time.Duration)
}

type noMetrics struct{}

func (noMetrics) Verification(int, bool)           {}
func (noMetrics) Introspection(int, time.Duration) {}
func (noMetrics) Poll(bool, time.Duration)         {}

package orgkeys

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
)

var permissionForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]{0,63}:[A-Za-z][A-Za-z0-9._-]{0,63}$`)

// Option is an option of Require and Authenticate.
type Option func(*guard)

// InOrganization also requires that the key belongs to the organization that the function returns for a request, as
// alias or id. If it returns an empty string, the request is refused. InOrganization panics if the function is nil.
func InOrganization(of func(*http.Request) string) Option {
	if of == nil {
		panic("orgkeys: InOrganization needs a function")
	}
	return func(g *guard) { g.organization = of }
}

// ConnectionAddress returns the address of the connection. Use it as Config.ClientAddress unless the service is behind a
// proxy, whose address it would return.
func ConnectionAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Require returns middleware that lets a request pass if its key has the permission, such as "stats:read". It panics if
// the permission does not have this form.
func (c *Client) Require(permission string, options ...Option) func(http.Handler) http.Handler {
	if !permissionForm.MatchString(permission) {
		panic(fmt.Sprintf("orgkeys: %q is not a permission such as stats:read", permission))
	}
	return c.guard(requirement{permission: permission}, options)
}

// Authenticate returns middleware that lets a request pass if it has a valid key, whatever its permissions are. Check
// them with Caller.Has.
func (c *Client) Authenticate(options ...Option) func(http.Handler) http.Handler {
	return c.guard(requirement{anyPermission: true}, options)
}

type guard struct {
	client       *Client
	need         requirement
	organization func(*http.Request) string
	next         http.Handler
}

func (c *Client) guard(need requirement, options []Option) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		g := &guard{client: c, need: need, next: next}
		for _, option := range options {
			option(g)
		}
		return g
	}
}

type callerOfRequest struct{}

// CallerOf returns the caller of a request that passed the middleware, and nil for any other context.
func CallerOf(ctx context.Context) *Caller {
	caller, _ := ctx.Value(callerOfRequest{}).(*Caller)
	return caller
}

// WithCaller returns a context with this caller, for tests of handlers.
func WithCaller(ctx context.Context, caller *Caller) context.Context {
	return context.WithValue(ctx, callerOfRequest{}, caller)
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	secret, refusal := credential(r.Header, g.client.config.Realm)
	if refusal != nil {
		refusal.Write(w)
		return
	}
	need := g.need
	if g.organization != nil {
		need.inOrganization, need.organization = true, g.organization(r)
	}
	address := ""
	if g.client.config.ClientAddress != nil {
		address = g.client.config.ClientAddress(r)
	}
	result := g.client.verify(secret, address, need)
	if result.status != 200 {
		refusalOf(result.status, need.permission).Write(w)
		return
	}
	g.next.ServeHTTP(w, r.WithContext(WithCaller(r.Context(), result.caller)))
}

// credential reads the key or token of a request. Two credentials are refused: another component, such as a gateway,
// may have checked the other one.
func credential(header http.Header, realm string) (string, *Refusal) {
	keys, authorizations := header.Values("X-Api-Key"), header.Values("Authorization")
	if len(keys)+len(authorizations) > 1 {
		return "", &Refusal{Status: 400, Detail: "Send one key, in one header: x-api-key, or Authorization: Bearer.",
			Challenge: `Bearer error="invalid_request"`}
	}
	secret := header.Get("X-Api-Key")
	if scheme, token, _ := strings.Cut(header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		secret = strings.TrimLeft(token, " ")
	}
	if strings.Contains(secret, ",") { // a proxy joined two headers
		return "", &Refusal{Status: 400, Detail: "Send one key, in one header: x-api-key, or Authorization: Bearer.",
			Challenge: `Bearer error="invalid_request"`}
	}
	if secret == "" || strings.Contains(secret, " ") {
		return "", &Refusal{Status: 401, Detail: "Send an API key in the header x-api-key.",
			Challenge: fmt.Sprintf("Bearer realm=%q", realm)}
	}
	return secret, nil
}

// Refusal is the answer to a request that does not pass. It has no part of the key.
type Refusal struct {
	Status    int
	Detail    string
	Challenge string // WWW-Authenticate (RFC 6750 section 3), or empty
}

func (r *Refusal) Error() string { return r.Detail }

// Write sends the refusal as a problem document (RFC 9457).
func (r *Refusal) Write(w http.ResponseWriter) {
	if r.Challenge != "" {
		w.Header().Set("WWW-Authenticate", r.Challenge)
	}
	if r.Status == 503 {
		w.Header().Set("Retry-After", "5")
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(r.Status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"status": r.Status, "title": http.StatusText(r.Status), "detail": r.Detail}) // the caller has gone
}

func refusalOf(status int, permission string) *Refusal {
	switch status {
	case 401:
		return &Refusal{Status: 401, Challenge: `Bearer error="invalid_token"`,
			Detail: "The key is not valid here: it may be mistyped, revoked, disabled or expired."}
	case 403:
		if permission == "" {
			return &Refusal{Status: 403, Detail: "The key does not allow this.", Challenge: `Bearer error="insufficient_scope"`}
		}
		return &Refusal{Status: 403,
			Detail:    "The key lacks the permission " + permission + ", or belongs to another organization.",
			Challenge: fmt.Sprintf(`Bearer error="insufficient_scope", scope="%s"`, permission)}
	default:
		return &Refusal{Status: 503, Detail: "The key cannot be checked right now. Try again later."}
	}
}

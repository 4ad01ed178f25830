package orgkeys

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
)

// apiKey is the token type of keys. Access tokens have "Bearer".
const apiKey = "api_key"

var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// Caller is the owner of a valid key or access token. Requests share it: do not change it.
type Caller struct {
	Subject   string // the id of the user, or of a bot key. It never changes.
	Username  string // for display
	TokenType string // "api_key" for a key
	KeyID     string // the id of the key
	KeyType   string // "user" or "bot"
	KeyName   string // for display
	// Organizations are the ids of the organizations, by their alias. A key has exactly one organization. An access
	// token can have several, or none, and their ids are empty unless the realm adds them to its tokens.
	Organizations map[string]string
	// Attributes are the attributes of the key.
	Attributes map[string][]string

	answer    string // JSON: decoded, it would need several times the memory
	scopes    map[string]bool
	expiresAt float64 // seconds since 1970, +Inf if the secret does not expire
	// restricted: the answer holds only for the address that was checked
	restricted bool
}

// Claims returns a copy of Keycloak's complete answer.
func (c *Caller) Claims() map[string]any {
	var claims map[string]any
	_ = json.Unmarshal([]byte(c.answer), &claims) // parseAnswer decoded it before
	return claims
}

// Has returns whether the key has a permission, such as "stats:read".
func (c *Caller) Has(permission string) bool { return c.scopes[permission] }

// In returns whether the key belongs to an organization with this alias or id. A text in the form of an id is never
// compared with aliases, because an organization could have the id of another one as its alias.
func (c *Caller) In(organization string) bool {
	for alias, id := range c.Organizations {
		if organization != "" && (organization == id || organization == alias && !uuid.MatchString(organization)) {
			return true
		}
	}
	return false
}

func (c *Caller) expired(wall int64) bool { return float64(wall) >= c.expiresAt*1000 }

// cacheable returns the ids whose changes make the answer stale. An answer for an access token is not cacheable, because
// the feed does not report everything that ends a token.
func (c *Caller) cacheable() (tags [3]string, ok bool) {
	if c.TokenType != apiKey || c.KeyID == "" || c.Subject == "" || len(c.Organizations) != 1 {
		return tags, false
	}
	for _, organization := range c.Organizations {
		tags = [3]string{c.KeyID, c.Subject, organization}
	}
	return tags, tags[2] != ""
}

// parseAnswer reads an introspection answer (RFC 7662). It is not ok if it is malformed.
func parseAnswer(body []byte) (active bool, caller *Caller, ok bool) {
	var claims map[string]any
	if json.Unmarshal(body, &claims) != nil {
		return false, nil, false
	}
	active, ok = claims["active"].(bool)
	if !ok || !active {
		return false, nil, ok
	}
	for _, name := range []string{"scope", "token_type", "jti", "sub", "client_address"} {
		if claim, present := claims[name]; present {
			if _, isText := claim.(string); !isText {
				return false, nil, false
			}
		}
	}
	if organization, present := claims["organization"]; present && organization == nil {
		return false, nil, false
	}
	caller = &Caller{
		Subject:       text(claims["sub"]),
		Username:      text(claims["username"]),
		TokenType:     text(claims["token_type"]),
		KeyID:         text(claims["jti"]),
		KeyType:       text(claims["key_type"]),
		KeyName:       text(claims["key_name"]),
		Organizations: organizations(claims["organization"]),
		Attributes:    attributes(claims["attributes"]),
		answer:        string(body),
		scopes:        map[string]bool{},
		expiresAt:     math.Inf(1),
	}
	_, caller.restricted = claims["client_address"]
	if exp, present := claims["exp"]; present {
		if caller.expiresAt, ok = exp.(float64); !ok || caller.expiresAt != math.Trunc(caller.expiresAt) {
			return false, nil, false
		}
	}
	for _, permission := range strings.Fields(text(claims["scope"])) {
		caller.scopes[permission] = true
	}
	return true, caller, true
}

// organizations reads {"acme":{"id":"…"}}, which keys have, or ["acme"], which access tokens have by default.
func organizations(claim any) map[string]string {
	ids := map[string]string{}
	switch claim := claim.(type) {
	case map[string]any:
		for alias, organization := range claim {
			details, _ := organization.(map[string]any)
			ids[alias] = text(details["id"])
		}
	case []any:
		for _, alias := range claim {
			if alias := text(alias); alias != "" {
				ids[alias] = ""
			}
		}
	}
	return ids
}

func attributes(claim any) map[string][]string {
	result := map[string][]string{}
	byName, _ := claim.(map[string]any)
	for name, values := range byName {
		list, _ := values.([]any)
		for _, value := range list {
			result[name] = append(result[name], text(value))
		}
	}
	return result
}

func text(value any) string {
	s, _ := value.(string)
	return s
}

// changes is an answer of the change feed.
type changes struct {
	ids      []string
	all      bool
	lifespan int64
}

// parseChanges reads an answer of the change feed. It is not ok if a member is missing or has another type.
func parseChanges(body []byte) (changes, bool) {
	var answer map[string]any
	if json.Unmarshal(body, &answer) != nil {
		return changes{}, false
	}
	ids, isList := answer["ids"].([]any)
	all, isBool := answer["all"].(bool)
	lifespan, isNumber := answer["lifespan"].(float64)
	if !isList || !isBool || !isNumber || lifespan != math.Trunc(lifespan) || lifespan < 0 || lifespan > 1e12 {
		return changes{}, false
	}
	result := changes{all: all, lifespan: int64(lifespan)}
	for _, id := range ids {
		id, isText := id.(string)
		if !isText {
			return changes{}, false
		}
		result.ids = append(result.ids, id)
	}
	return result, true
}

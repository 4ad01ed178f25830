// A resource server for API keys: go run server.go
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"sort"
	"strings"

	orgkeys "orgkeys.io/client"
)

func stats(w http.ResponseWriter, r *http.Request) {
	caller := orgkeys.CallerOf(r.Context())
	organizations := []string{}
	for alias := range caller.Organizations {
		organizations = append(organizations, alias)
	}
	sort.Strings(organizations)
	w.Header().Set("Content-Type", "application/json")
	err := json.NewEncoder(w).Encode(map[string]any{
		"subject": caller.Subject, "username": caller.Username, "organizations": organizations})
	if err != nil {
		log.Print(err)
	}
}

// organization returns the organization in a path such as /organizations/acme/stats.
func organization(r *http.Request) string {
	path := strings.Split(r.URL.Path, "/")
	if len(path) != 4 || path[3] != "stats" {
		return ""
	}
	return path[2]
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	keys, err := orgkeys.New(orgkeys.Config{
		RealmURL:     os.Getenv("KEYCLOAK_REALM_URL"),
		ClientID:     os.Getenv("CLIENT_ID"),
		ClientSecret: os.Getenv("CLIENT_SECRET"),
	})
	if err != nil {
		log.Fatal(err)
	}
	reader := keys.Require("stats:read")
	member := keys.Require("stats:read", orgkeys.InOrganization(organization))
	http.Handle("/stats", reader(http.HandlerFunc(stats)))
	http.Handle("/organizations/", member(http.HandlerFunc(stats)))
	log.Fatal(http.ListenAndServe(fmt.Sprint(env("HOST", "127.0.0.1"), ":", env("PORT", "8090")), nil))
}

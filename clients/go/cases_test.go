package orgkeys

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

type caseFile struct {
	About string `json:"about"`
	Cases []struct {
		Name   string `json:"name"`
		Limits struct {
			Entries int `json:"entries"`
			Usage   int `json:"usage"`
		} `json:"limits"`
		Steps []caseStep `json:"steps"`
	} `json:"cases"`
}

type caseStep struct {
	At           int64           `json:"at"`
	PollBegins   string          `json:"pollBegins"`
	PollEnds     string          `json:"pollEnds"`
	Verify       string          `json:"verify"`
	Answer       string          `json:"answer"`
	Clock        int64           `json:"clock"`
	Status       int             `json:"status"`
	Body         json.RawMessage `json:"body"`
	Secret       string          `json:"secret"`
	Address      string          `json:"address"`
	Permission   *string         `json:"permission"`
	Organization *string         `json:"organization"`
	Expect       struct {
		Since    *int64         `json:"since"`
		Usage    *[]usage       `json:"usage"`
		Decision int            `json:"decision"`
		Asks     bool           `json:"asks"`
		Joins    string         `json:"joins"`
		Joined   map[string]int `json:"joined"`
		Cached   *int           `json:"cached"`
	} `json:"expect"`
}

func (s caseStep) body() []byte {
	var text string
	if json.Unmarshal(s.Body, &text) == nil && string(s.Body) != "null" {
		return []byte(text)
	}
	return s.Body
}

// TestCases runs the cases that all libraries share.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("../cases/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var content caseFile
		reader := json.NewDecoder(strings.NewReader(string(text)))
		reader.DisallowUnknownFields()
		if err := reader.Decode(&content); err != nil {
			t.Fatal(file, err)
		}
		for _, c := range content.Cases {
			t.Run(filepath.Base(file)+"/"+c.Name, func(t *testing.T) {
				rules := defaultRules
				if c.Limits.Entries > 0 {
					rules.entries = c.Limits.Entries
				}
				if c.Limits.Usage > 0 {
					rules.usageIDs = c.Limits.Usage
				}
				run := caseRun{core: newCore(rules), polls: map[string]*poll{}, asked: map[string]*question{},
					joined: map[string]*question{}, needs: map[string]requirement{}}
				run.core.checkClock(run.instant(0))
				for i, step := range c.Steps {
					run.step(t, i, step)
				}
			})
		}
	}
}

type caseRun struct {
	core   *core
	steps  int64 // of the wall clock
	polls  map[string]*poll
	asked  map[string]*question
	joined map[string]*question
	needs  map[string]requirement
}

func (r *caseRun) instant(at int64) instant {
	return instant{mono: at, wall: 1_800_000_000_000 + at + r.steps}
}

func (r *caseRun) step(t *testing.T, i int, s caseStep) {
	t.Helper()
	now := r.instant(s.At)
	expect := func(what string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("step %d at %d: %s is %v, not %v", i+1, s.At, what, got, want)
		}
	}
	switch {
	case s.PollBegins != "":
		p := r.core.pollBegins(now)
		r.polls[s.PollBegins] = p
		if s.Expect.Since != nil {
			expect("since", p.since, *s.Expect.Since)
		}
		if s.Expect.Usage != nil {
			expect("usage", append([]usage{}, p.usage...), append([]usage{}, *s.Expect.Usage...))
		}
	case s.PollEnds != "":
		r.core.pollEnds(r.polls[s.PollEnds], s.Status, s.body(), now)
	case s.Verify != "":
		need := requirement{anyPermission: s.Permission == nil}
		if s.Permission != nil {
			need.permission = *s.Permission
		}
		if s.Organization != nil {
			need.inOrganization, need.organization = true, *s.Organization
		}
		r.needs[s.Verify] = need
		decided, ask, join := r.core.verify(s.Secret, s.Address, need, now)
		expect("asks", ask != nil, s.Expect.Asks)
		r.asked[s.Verify], r.joined[s.Verify] = ask, join
		if s.Expect.Joins != "" {
			expect("joins", join == r.asked[s.Expect.Joins] && join != nil, true)
		} else {
			expect("joins", join != nil, false)
		}
		status := 0
		if decided != nil {
			status = decided.status
		}
		expect("decision", status, s.Expect.Decision)
	case s.Answer != "":
		q := r.asked[s.Answer]
		r.core.answered(q, s.Status, s.body(), now)
		expect("decision", q.decide(r.needs[s.Answer]).status, s.Expect.Decision)
		for name, want := range s.Expect.Joined {
			expect("joined", r.core.joined(q, r.needs[name]).status, want)
		}
	case s.Clock != 0:
		r.steps += s.Clock
	}
	if s.Expect.Cached != nil {
		expect("cached", r.core.cached(), *s.Expect.Cached)
	}
}

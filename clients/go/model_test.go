package orgkeys

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand"
	"sort"
	"strconv"
	"testing"
)

// The model has two Keycloak nodes, one client and a virtual clock. It asserts what the change feed promises. A change
// is heard by one node first and by the other one up to a second later.
const (
	schedules     = 10_000
	modelLength   = 8_000
	modelLifespan = 3_000
	never         = math.MaxInt64 / 2
)

type modelChange struct {
	committed int64
	tag       string // empty: everything changes
	heard     [2]int64
}

func (c modelChange) concerns(key int) bool {
	return c.tag == "" || c.tag == modelTags[key][0] || c.tag == modelTags[key][1] || c.tag == modelTags[key][2]
}

// heardByAll returns when the last node has heard of the change.
func (c modelChange) heardByAll() int64 {
	if c.heard[0] > c.heard[1] {
		return c.heard[0]
	}
	return c.heard[1]
}

var modelTags = [][3]string{{"K0", "U0", "O0"}, {"K1", "U1", "O0"}, {"K2", "U1", "O1"}}

// modelAnswer is an introspection, and which changes its answer contains.
type modelAnswer struct {
	began    int64
	contains []bool
}

type modelEvent struct {
	at    int64
	order int
	run   func(now instant)
}

type model struct {
	*rand.Rand
	core         *core
	now          int64
	events       []modelEvent
	scheduled    int
	changes      []modelChange
	answers      []modelAnswer
	slept, sleep int64 // since when, and for how long
	travel       int64 // the longest time of a poll in one direction
	lossy        bool
	polls        []int64 // when each successful poll began
	failure      string
	fromCache    int
}

// runModel runs one random schedule and returns what was wrong.
func runModel(rules rules, seed int64) (failure string, fromCache int) {
	m := &model{Rand: rand.New(rand.NewSource(seed)), core: newCore(rules), slept: never}
	m.travel = m.Int63n([]int64{200, 500, 1900}[m.Intn(3)])
	m.lossy = m.Intn(2) == 0
	if m.Intn(5) == 0 {
		m.slept, m.sleep = m.Int63n(modelLength), 1500+m.Int63n(6000)
	}
	loses := m.Intn(10) == 0
	for i := 0; i < 1+m.Intn(6); i++ {
		m.changes = append(m.changes, m.change(loses))
	}
	m.core.checkClock(instant{0, 1_800_000_000_000})
	m.at(0, m.poll)
	for i := 0; i < 40; i++ {
		time := m.Int63n(modelLength)
		if i%2 == 0 { // around a change
			time = m.changes[m.Intn(len(m.changes))].committed - 500 + m.Int63n(3000)
		}
		m.at(time, m.verify)
	}
	for len(m.events) > 0 && m.failure == "" {
		next := 0
		for i, e := range m.events {
			if e.at < m.events[next].at || e.at == m.events[next].at && e.order < m.events[next].order {
				next = i
			}
		}
		e := m.events[next]
		m.events = append(m.events[:next], m.events[next+1:]...)
		m.now = e.at
		mono := e.at
		if e.at >= m.slept {
			mono -= m.sleep
		}
		e.run(instant{mono, 1_800_000_000_000 + e.at})
	}
	return m.failure, m.fromCache
}

// at schedules something that the client does. While the machine sleeps, the client does nothing.
func (m *model) at(time int64, run func(instant)) {
	if time >= m.slept && time < m.slept+m.sleep {
		time = m.slept + m.sleep
	}
	if time >= 0 && time < modelLength+6000 {
		m.scheduled++
		m.events = append(m.events, modelEvent{time, m.scheduled, run})
	}
}

func (m *model) change(loses bool) modelChange {
	c := modelChange{committed: m.Int63n(modelLength)}
	if m.Intn(8) > 0 {
		c.tag = modelTags[m.Intn(len(modelTags))][m.Intn(3)]
	}
	first := m.Intn(2)
	c.heard[first] = c.committed + m.Int63n(50)
	c.heard[1-first] = c.heard[first] + 1000 - m.Int63n([]int64{100, 1001}[m.Intn(2)])
	if loses && m.Intn(2) == 0 {
		c.heard[m.Intn(2)] = never
	}
	return c
}

func (m *model) poll(now instant) {
	p := m.core.pollBegins(now)
	began, node, processed := m.now, m.Intn(2), m.now+m.Int63n(m.travel+1)
	ended := processed + m.Int63n(m.travel+1)
	lost := m.lossy && m.Intn(3) == 0
	if ended > began+2000 { // the timeout
		ended, lost = began+2000, true
	}
	since := p.since
	if since < 2000 {
		since = 2000
	}
	answer := map[string]any{"all": false, "lifespan": modelLifespan}
	ids := []string{}
	for _, c := range m.changes {
		if c.heard[node] <= processed && c.heard[node] > processed-since {
			if c.tag == "" {
				answer["all"] = true
			} else {
				ids = append(ids, c.tag)
			}
		}
	}
	answer["ids"] = ids
	m.at(ended, func(now instant) {
		if lost {
			m.core.pollEnds(p, 0, nil, now)
		} else {
			body, _ := json.Marshal(answer)
			if m.core.pollEnds(p, 200, body, now) == feedWorks {
				m.polls = append(m.polls, began)
			}
		}
		m.at(m.now+500, m.poll)
	})
}

func (m *model) verify(now instant) {
	key := m.Intn(len(modelTags))
	decided, ask, _ := m.core.verify("secret"+strconv.Itoa(key), "", requirement{anyPermission: true}, now)
	if decided != nil {
		m.assertFresh(key, decided)
	}
	if ask != nil {
		m.introspect(key, ask)
	}
}

func (m *model) introspect(key int, q *question) {
	took := m.Int63n(300)
	switch m.Intn(10) {
	case 0:
		took = m.Int63n(5000)
	case 1, 2, 3:
		took = m.Int63n(1100)
	}
	node, read := m.Intn(2), m.now+m.Int63n(took+1)
	answer := modelAnswer{began: m.now}
	for _, c := range m.changes {
		// before a node hears of a change, it can have the old state in its cache, or not
		answer.contains = append(answer.contains, c.heard[node] <= read || c.committed <= read && m.Intn(2) == 0)
	}
	m.answers = append(m.answers, answer)
	tags := modelTags[key]
	body := fmt.Sprintf(`{"active":true,"token_type":"api_key","jti":%q,"sub":%q,"organization":{"o":{"id":%q}},"key_name":"%d"}`,
		tags[0], tags[1], tags[2], len(m.answers)-1)
	m.at(m.now+took, func(now instant) { m.core.answered(q, 200, []byte(body), now) })
}

func (m *model) assertFresh(key int, decided *outcome) {
	m.fromCache++
	number, _ := strconv.Atoi(decided.caller.KeyName)
	answer := m.answers[number]
	fail := func(format string, values ...any) { m.failure = fmt.Sprintf(format, values...) }
	if lastPoll := m.polls[len(m.polls)-1]; m.now-lastPoll > 2000 {
		fail("used at %d, although the last successful poll began at %d", m.now, lastPoll)
	}
	if m.now-answer.began > modelLifespan {
		fail("used at %d, although the introspection began at %d", m.now, answer.began)
	}
	for i, c := range m.changes {
		if !c.concerns(key) || answer.contains[i] {
			continue
		}
		for _, began := range m.polls {
			if began >= c.heardByAll()+1000 {
				fail("used at %d without the change at %d, after a poll that began at %d", m.now, c.committed, began)
			}
		}
		if !m.lossy && m.sleep == 0 && m.travel <= 500 && m.now > c.heardByAll()+1000+500+2*m.travel {
			fail("used at %d without the change at %d, which all nodes heard at %d", m.now, c.committed, c.heardByAll())
		}
	}
}

func TestRandomSchedules(t *testing.T) {
	fromCache := 0
	for seed := int64(0); seed < schedules; seed++ {
		failure, used := runModel(defaultRules, seed)
		if failure != "" {
			t.Fatalf("seed %d: %s", seed, failure)
		}
		fromCache += used
	}
	if fromCache < 5*schedules {
		t.Errorf("only %d decisions from the cache", fromCache)
	}
}

// TestModelFindsBrokenCores proves that the model can fail.
func TestModelFindsBrokenCores(t *testing.T) {
	broken := map[string]func(*rules){
		"polls look back without a margin":       func(r *rules) { r.margin = 0 },
		"slow and overtaken answers are cached":  func(r *rules) { r.slowest, r.overtaken = never, never },
		"the cache is used without the feed":     func(r *rules) { r.feedAge = never },
		"a sleep of the machine is not detected": func(r *rules) { r.clockStep = never },
	}
	names := []string{}
	for name := range broken {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		rules := defaultRules
		broken[name](&rules)
		found := int64(-1)
		for seed := int64(0); seed < schedules && found < 0; seed++ {
			if failure, _ := runModel(rules, seed); failure != "" {
				found = seed
				t.Logf("%s: seed %d: %s", name, seed, failure)
			}
		}
		if found < 0 {
			t.Errorf("not found: %s", name)
		}
	}
}

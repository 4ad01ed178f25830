package orgkeys

import (
	"container/list"
	"crypto/sha256"
	"sort"
	"strings"
	"sync"
)

// instant is one reading of both clocks, in milliseconds.
type instant struct{ mono, wall int64 }

// requirement is what a request needs. No key meets the zero value.
type requirement struct {
	permission     string // if empty, no key has it
	anyPermission  bool   // if true, a valid key is enough
	inOrganization bool   // if false, every organization is accepted
	organization   string
}

// outcome is the decision about a request: 200, 401, 403 or 503. Only 200 has a caller.
type outcome struct {
	status int
	caller *Caller
}

// rules are the limits of the algorithm, in milliseconds. Tests break them to prove that they find a broken core.
type rules struct {
	margin       int64 // each poll looks back this much further than the start of the last successful poll
	feedAge      int64 // without a successful poll that began within this time, the cache is not used
	slowest      int64 // an answer that took longer is not cached
	slowestPoll  int64 // a poll that took longer has failed
	overtaken    int64 // an answer is not cached if the last poll began later than this after its introspection
	joinable     int64 // verifications share an introspection that began within this time
	refusal      int64 // an inactive key is remembered for this time
	clockStep    int64 // the clocks differ by more than this: the machine slept, or somebody set the clock
	entries      int
	refusals     int
	usageIDs     int
	usagePerPoll int
}

var defaultRules = rules{
	margin: 2000, feedAge: 2000, slowest: 1000, slowestPoll: 1000, overtaken: 0, joinable: 500, refusal: 1000, clockStep: 1000,
	entries: 100_000, refusals: 10_000, usageIDs: 10_000, usagePerPoll: 1000,
}

// cacheKey identifies a secret, and the client address if the answer holds only for this address.
type cacheKey struct {
	digest  [sha256.Size]byte
	address string
}

// entry is a cached answer.
type entry struct {
	key    cacheKey
	caller *Caller
	tags   [3]string // key, owner, organization
	began  int64
	place  *list.Element
}

// question is one introspection. It has no secret.
type question struct {
	key   cacheKey
	began int64
	era   int
	done  chan struct{} // closed when the answer is known
	// the answer: written before done is closed
	status int
	caller *Caller
}

// poll is one request to the change feed.
type poll struct {
	since int64
	usage []usage
	began int64
	era   int
}

// usage counts the verifications that were decided from the cache.
type usage struct {
	ID      string `json:"id"`
	Allowed int64  `json:"allowed"`
	Refused int64  `json:"refused"`
}

// core decides. It does no input or output, has no clock and starts no goroutine.
type core struct {
	rules

	mu           sync.Mutex
	polled       bool
	lastPoll     int64
	lifespan     int64
	clock        int64 // wall clock minus monotonic clock
	clockKnown   bool
	era          int // increases at each clock step
	entriesByKey map[cacheKey]*entry
	recent       *list.List // entries, the most recently used first
	tagged       map[string]map[*entry]struct{}
	refused      map[cacheKey]int64 // when it was refused
	refusedAge   *list.List         // keys of refused, the oldest last
	asked        map[cacheKey]*question
	used         map[string]*usage
	usedOrder    []string // ids of used, in the order in which they are reported
}

func newCore(rules rules) *core {
	c := &core{rules: rules, asked: map[cacheKey]*question{}, used: map[string]*usage{}}
	c.dropAll()
	return c
}

// verify decides from the cache, or returns the question that the caller must ask, or a question to wait for.
func (c *core) verify(secret, address string, need requirement, now instant) (decided *outcome, ask, join *question) {
	digest := sha256.Sum256([]byte(secret))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.checkClock(now)
	if e := c.find(digest, address, now); e != nil {
		result := decide(e.caller, need)
		c.count(e.tags[0], result.status)
		return &result, nil, nil
	}
	key := cacheKey{digest, address}
	if began, ok := c.refused[key]; ok && now.mono-began <= c.refusal {
		return &outcome{status: 401}, nil, nil
	}
	if q := c.asked[key]; q != nil && now.mono-q.began < c.joinable && q.era == c.era {
		return nil, nil, q
	}
	q := &question{key: key, began: now.mono, era: c.era, done: make(chan struct{})}
	c.asked[key] = q
	return nil, q, nil
}

func (c *core) find(digest [sha256.Size]byte, address string, now instant) *entry {
	if !c.polled || now.mono-c.lastPoll > c.feedAge {
		return nil
	}
	e := c.entriesByKey[cacheKey{digest: digest}]
	if e == nil && address != "" {
		e = c.entriesByKey[cacheKey{digest, address}]
	}
	if e == nil {
		return nil
	}
	if now.mono-e.began > c.lifespan || e.caller.expired(now.wall) {
		c.drop(e)
		return nil
	}
	c.recent.MoveToFront(e.place)
	return e
}

// answered takes the answer to a question. Status 0 stands for no answer. Each question must be answered once.
func (c *core) answered(q *question, status int, body []byte, now instant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer close(q.done)
	c.checkClock(now)
	if c.asked[q.key] == q {
		delete(c.asked, q.key)
	}
	q.status = 503
	if status != 200 {
		return
	}
	active, caller, ok := parseAnswer(body)
	switch {
	case !ok:
		return
	case !active:
		q.status = 401
		c.remember(q, now)
	default:
		q.status, q.caller = 200, caller
		c.insert(q, now)
	}
}

// decide decides the request that asked the question, which must be done. Keycloak counted this request.
func (q *question) decide(need requirement) outcome {
	if q.status != 200 {
		return outcome{status: q.status}
	}
	return decide(q.caller, need)
}

// joined decides a request that waited for the question of another request.
func (c *core) joined(q *question, need requirement) outcome {
	result := q.decide(need)
	if q.caller != nil && q.caller.TokenType == apiKey && q.caller.KeyID != "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.count(q.caller.KeyID, result.status)
	}
	return result
}

func decide(caller *Caller, need requirement) outcome {
	if !need.anyPermission && !caller.Has(need.permission) {
		return outcome{status: 403}
	}
	if need.inOrganization && !caller.In(need.organization) {
		return outcome{status: 403}
	}
	return outcome{200, caller}
}

// insert caches the answer if a later poll is sure to report each change that the answer does not contain.
func (c *core) insert(q *question, now instant) {
	tags, ok := q.caller.cacheable()
	if !ok || !c.polled || q.era != c.era || now.mono-q.began > c.slowest ||
		c.lastPoll-q.began > c.overtaken || q.began-c.lastPoll > c.feedAge {
		return
	}
	key := cacheKey{digest: q.key.digest}
	if q.caller.restricted {
		if q.key.address == "" {
			return
		}
		key.address = q.key.address
	}
	if began, ok := c.refused[q.key]; ok && began > q.began {
		return
	}
	if old := c.entriesByKey[key]; old != nil {
		if old.began > q.began {
			return
		}
		c.drop(old)
	}
	for len(c.entriesByKey) >= c.entries && c.recent.Len() > 0 {
		c.drop(c.recent.Back().Value.(*entry))
	}
	e := &entry{key: key, caller: q.caller, tags: tags, began: q.began}
	e.place = c.recent.PushFront(e)
	c.entriesByKey[key] = e
	for _, tag := range tags {
		if c.tagged[tag] == nil {
			c.tagged[tag] = map[*entry]struct{}{}
		}
		c.tagged[tag][e] = struct{}{}
	}
}

func (c *core) drop(e *entry) {
	delete(c.entriesByKey, e.key)
	c.recent.Remove(e.place)
	for _, tag := range e.tags {
		delete(c.tagged[tag], e)
		if len(c.tagged[tag]) == 0 {
			delete(c.tagged, tag)
		}
	}
}

func (c *core) dropAll() {
	c.entriesByKey, c.recent, c.tagged = map[cacheKey]*entry{}, list.New(), map[string]map[*entry]struct{}{}
	c.refused, c.refusedAge = map[cacheKey]int64{}, list.New()
}

// remember keeps a refusal for a second, so that a program that repeats a request with an invalid key does not flood
// Keycloak.
func (c *core) remember(q *question, now instant) {
	if q.era != c.era || now.mono-q.began > c.refusal {
		return
	}
	for _, key := range []cacheKey{{digest: q.key.digest}, q.key} {
		if e := c.entriesByKey[key]; e != nil {
			if e.began > q.began {
				return
			}
			c.drop(e)
		}
	}
	if began, ok := c.refused[q.key]; ok {
		if began < q.began {
			c.refused[q.key] = q.began
		}
		return
	}
	for len(c.refused) >= c.refusals || c.refusedAge.Len() > 0 && now.mono-c.refused[c.oldestRefusal()] > c.refusal {
		delete(c.refused, c.oldestRefusal())
		c.refusedAge.Remove(c.refusedAge.Back())
	}
	c.refused[q.key] = q.began
	c.refusedAge.PushFront(q.key)
}

func (c *core) oldestRefusal() cacheKey { return c.refusedAge.Back().Value.(cacheKey) }

// checkClock drops everything if the machine slept or somebody set the clock: the monotonic clock may not have counted
// this time.
func (c *core) checkClock(now instant) {
	clock := now.wall - now.mono
	if c.clockKnown && clock-c.clock <= c.clockStep && c.clock-clock <= c.clockStep {
		return
	}
	if c.clockKnown {
		c.era++
		c.polled = false
		c.dropAll()
	}
	c.clock, c.clockKnown = clock, true
}

func (c *core) pollBegins(now instant) *poll {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.checkClock(now)
	p := &poll{since: c.margin, began: now.mono, era: c.era}
	if c.polled {
		p.since += now.mono - c.lastPoll
	}
	for len(c.usedOrder) > 0 && len(p.usage) < c.usagePerPoll {
		id := c.usedOrder[0]
		c.usedOrder = c.usedOrder[1:]
		p.usage = append(p.usage, *c.used[id])
		delete(c.used, id)
	}
	sort.Slice(p.usage, func(i, j int) bool { return p.usage[i].ID < p.usage[j].ID })
	return p
}

// feedState is the result of a poll.
type feedState int

const (
	feedWorks  feedState = iota
	feedFails            // for now
	feedDenied           // until somebody corrects the credentials or the address
)

// pollEnds takes the answer to a poll. Status 0 stands for no answer.
func (c *core) pollEnds(p *poll, status int, body []byte, now instant) feedState {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.checkClock(now)
	changes, ok := parseChanges(body)
	if status != 200 || !ok {
		// a node that calls the report malformed would do so again, and there would be no successful poll any more
		if status != 400 {
			for _, u := range p.usage {
				c.addUsage(u)
			}
		}
		if status == 401 || status == 403 || status == 404 {
			return feedDenied
		}
		return feedFails
	}
	// the node looks back from the time at which it reads the request: the poll may have looked back too little
	if p.era != c.era || now.mono-p.began > c.slowestPoll {
		return feedFails
	}
	if changes.all {
		c.dropAll()
	}
	for _, id := range changes.ids {
		for e := range c.tagged[id] {
			c.drop(e)
		}
	}
	c.lifespan = changes.lifespan
	if !c.polled || p.began > c.lastPoll {
		c.polled, c.lastPoll = true, p.began
	}
	return feedWorks
}

func (c *core) count(id string, status int) {
	if status == 200 {
		c.addUsage(usage{ID: id, Allowed: 1})
	} else {
		c.addUsage(usage{ID: id, Refused: 1})
	}
}

func (c *core) addUsage(add usage) {
	u := c.used[add.ID]
	if u == nil {
		if len(c.used) >= c.usageIDs {
			return
		}
		// the id must not keep the whole answer in memory
		u = &usage{ID: strings.Clone(add.ID)}
		c.used[u.ID] = u
		c.usedOrder = append(c.usedOrder, u.ID)
	}
	u.Allowed += add.Allowed
	u.Refused += add.Refused
}

// cached returns the number of entries.
func (c *core) cached() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entriesByKey)
}

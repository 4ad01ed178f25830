// A model of two Keycloak nodes and one client, with a virtual clock. It asserts what the change feed promises. A change
// is heard by one node first and by the other one up to a second later.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Core, RULES } from "../dist/core.js";

const SCHEDULES = 10_000;
const LENGTH = 8_000;
const LIFESPAN = 3_000;
const START = 1_800_000_000_000;
const TAGS = [
  ["K0", "U0", "O0"],
  ["K1", "U1", "O0"],
  ["K2", "U1", "O1"],
];

/** A seeded generator (mulberry32), because Math.random has no seed. */
function generator(seed) {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

class Model {
  now = 0;
  events = [];
  answers = []; // when the introspection began, and which changes its answer contains
  polls = []; // when the successful polls began
  fromCache = 0;
  failure = null;

  constructor(rules, seed) {
    const below = (this.below = generator(seed));
    this.core = new Core(rules);
    this.travel = below([200, 500, 1900][below(3)]); // the longest time of a poll in one direction
    this.lossy = below(2) === 0;
    [this.slept, this.sleep] = below(5) === 0 ? [below(LENGTH), 1500 + below(6000)] : [Infinity, 0];
    const loses = below(10) === 0;
    this.changes = Array.from({ length: 1 + below(6) }, () => this.change(loses));
    this.core.checkClock({ mono: 0, wall: START });
    this.at(0, (now) => this.poll(now));
    for (let number = 0; number < 40; number++) {
      const around = this.changes[below(this.changes.length)].committed - 500 + below(3000);
      this.at(number % 3 === 0 ? below(LENGTH) : around, (now) => this.verify(now));
    }
  }

  change(loses) {
    const { below } = this;
    const committed = below(LENGTH);
    const tag = below(8) > 0 ? TAGS[below(3)][below(3)] : null; // null: everything changes
    const first = below(2);
    const heard = Array(2).fill(committed + below(50));
    heard[1 - first] += 1000 - below([100, 1001][below(2)]);
    if (loses && below(2) === 0) {
      heard[below(2)] = Infinity;
    }
    return { committed, tag, heard, heardByAll: Math.max(...heard) };
  }

  /** Schedules something that the client does. While the machine sleeps, the client does nothing. */
  at(time, run) {
    const awake = time >= this.slept && time < this.slept + this.sleep ? this.slept + this.sleep : time;
    if (awake < 0 || awake >= LENGTH + 6000) {
      return;
    }
    let place = this.events.length;
    while (place > 0 && this.events[place - 1].time <= awake) {
      place--;
    }
    this.events.splice(place, 0, { time: awake, run }); // the next one is the last one
  }

  run() {
    while (this.events.length > 0 && !this.failure) {
      const { time, run } = this.events.pop();
      this.now = time;
      run({ mono: time - (time >= this.slept ? this.sleep : 0), wall: START + time });
    }
    return this.failure;
  }

  poll(now) {
    const { below } = this;
    const poll = this.core.pollBegins(now);
    const began = this.now;
    const node = below(2);
    const processed = began + below(this.travel + 1);
    const since = Math.max(poll.since, 2000);
    const reported = this.changes.filter(({ heard }) => heard[node] <= processed && heard[node] > processed - since);
    const body = JSON.stringify({
      ids: reported.map(({ tag }) => tag).filter(Boolean),
      all: reported.some(({ tag }) => !tag),
      lifespan: LIFESPAN,
    });
    const ended = processed + below(this.travel + 1);
    const late = ended > began + 2000; // the timeout
    const status = (this.lossy && below(3) === 0) || late ? 0 : 200;
    this.at(late ? began + 2000 : ended, (end) => {
      if (this.core.pollEnds(poll, status, body, end) === "works") {
        this.polls.push(began);
      }
      this.at(this.now + 500, (next) => this.poll(next));
    });
  }

  verify(now) {
    const key = this.below(TAGS.length);
    const { decision, ask } = this.core.verify(`secret${key}`, "", { permission: null }, now);
    if (decision) {
      this.assertFresh(key, decision);
    } else if (ask) {
      this.introspect(key, ask);
    }
  }

  introspect(key, question) {
    const { below } = this;
    const kind = below(10);
    const took = below(kind === 0 ? 5000 : kind < 4 ? 1100 : 300);
    const node = below(2);
    const read = this.now + below(took + 1);
    // before a node hears of a change, it can have the old state in its cache, or not
    const contains = this.changes.map(
      ({ heard, committed }) => heard[node] <= read || (committed <= read && below(2) === 0),
    );
    this.answers.push({ began: this.now, contains });
    const [jti, sub, id] = TAGS[key];
    const answer = { active: true, token_type: "api_key", jti, sub, organization: { o: { id } } };
    const body = JSON.stringify({ ...answer, key_name: `${this.answers.length - 1}` });
    this.at(this.now + took, (now) => this.core.answered(question, 200, body, now));
  }

  assertFresh(key, { caller }) {
    this.fromCache++;
    const { now } = this;
    const { began, contains } = this.answers[Number(caller.keyName)];
    const lastPoll = this.polls.at(-1);
    if (now - lastPoll > 2000) {
      this.failure = `used at ${now}, although the last successful poll began at ${lastPoll}`;
    }
    if (now - began > LIFESPAN) {
      this.failure = `used at ${now}, although the introspection began at ${began}`;
    }
    this.changes.forEach(({ tag, committed, heardByAll }, i) => {
      if (contains[i] || (tag && !TAGS[key].includes(tag))) {
        return;
      }
      // a successful poll that began more than a second after all nodes had heard of the change
      const late = lastPoll >= heardByAll + 1000;
      const steady = !this.lossy && this.sleep === 0 && this.travel <= 500;
      if (late || (steady && now > heardByAll + 1000 + 500 + 2 * this.travel)) {
        this.failure = `used at ${now} without the change at ${committed}`;
      }
    });
  }
}

test("10,000 random schedules", () => {
  let fromCache = 0;
  for (let seed = 0; seed < SCHEDULES; seed++) {
    const model = new Model(RULES, seed);
    assert.equal(model.run(), null, `seed ${seed}`);
    fromCache += model.fromCache;
  }
  assert.ok(fromCache > 5 * SCHEDULES, `${fromCache} decisions from the cache`);
});

for (const [name, broken] of Object.entries({
  "polls look back without a margin": { margin: 0 },
  "slow and overtaken answers are cached": { slowest: Infinity, overtaken: Infinity },
  "the cache is used without the feed": { feedAge: Infinity },
  "a sleep of the machine is not detected": { clockStep: Infinity },
})) {
  test(`the model finds a broken core: ${name}`, () => {
    for (let seed = 0; seed < SCHEDULES; seed++) {
      if (new Model({ ...RULES, ...broken }, seed).run()) {
        return;
      }
    }
    assert.fail("not found");
  });
}

"""A model of two Keycloak nodes and one client, with a virtual clock. It asserts what the change feed promises.

A change is heard by one node first and by the other one up to a second later.
"""

import heapq
import random
import unittest
from dataclasses import replace
from math import inf

from orgkeys._core import WORKS, Core, Instant, Requirement, Rules

SCHEDULES, LENGTH, LIFESPAN, START = 10_000, 8_000, 3_000, 1_800_000_000_000
TAGS = (("K0", "U0", "O0"), ("K1", "U1", "O0"), ("K2", "U1", "O1"))
BODY = (
    '{"active":true,"token_type":"api_key","jti":"%s","sub":"%s","organization":{"o":{"id":"%s"}},"key_name":"%d"}'
)


class Change:
    def __init__(self, below, loses):
        self.committed = below(LENGTH)
        self.tag = TAGS[below(3)][below(3)] if below(8) else None  # None: everything changes
        first, heard = below(2), self.committed + below(50)
        self.heard = [heard, heard]
        self.heard[1 - first] += 1000 - below((100, 1001)[below(2)])
        if loses and below(2):
            self.heard[below(2)] = inf
        self.heard_by_all = max(self.heard)


class Model:
    """One random schedule."""

    def __init__(self, rules, seed):
        source = random.Random(seed).random
        self.below = below = lambda limit: int(source() * limit)
        self.core, self.now, self.events, self.scheduled = Core(rules), 0, [], 0
        self.travel = below((200, 500, 1900)[below(3)])  # the longest time of a poll in one direction
        self.lossy = below(2) == 0
        self.slept, self.sleep = (below(LENGTH), 1500 + below(6000)) if below(5) == 0 else (inf, 0)
        loses = below(10) == 0
        self.changes = [Change(below, loses) for _ in range(1 + below(6))]
        self.answers = []  # when the introspection began, and which changes its answer contains
        self.polls = []  # when the successful polls began
        self.from_cache, self.failure = 0, None
        self.core._check_clock(Instant(0, START))
        self.at(0, self.poll, ())
        for number in range(24):
            around = self.changes[below(len(self.changes))].committed - 500 + below(3000)
            self.at(below(LENGTH) if number % 3 == 0 else around, self.verify, ())

    def at(self, time, run, values):
        """Schedules something that the client does. While the machine sleeps, the client does nothing."""
        if self.slept <= time < self.slept + self.sleep:
            time = self.slept + self.sleep
        if 0 <= time < LENGTH + 6000:
            self.scheduled += 1
            heapq.heappush(self.events, (time, self.scheduled, run, values))

    def run(self):
        while self.events and not self.failure:
            self.now, _, run, values = heapq.heappop(self.events)
            mono = self.now - (self.sleep if self.now >= self.slept else 0)
            run(Instant(mono, START + self.now), *values)
        return self.failure

    def poll(self, now):
        poll, node = self.core.poll_begins(now), self.below(2)
        processed = self.now + self.below(self.travel + 1)
        since = max(poll.since, 2000)
        reported = [c for c in self.changes if processed - since < c.heard[node] <= processed]
        ids = ",".join(f'"{c.tag}"' for c in reported if c.tag)
        everything = "false" if all(c.tag for c in reported) else "true"
        body = f'{{"ids":[{ids}],"all":{everything},"lifespan":{LIFESPAN}}}'
        status = 0 if self.lossy and self.below(3) == 0 else 200
        ended, timeout = processed + self.below(self.travel + 1), self.now + 2000
        if ended > timeout:
            ended, status = timeout, 0
        self.at(ended, self.poll_ends, (poll, self.now, status, body))

    def poll_ends(self, now, poll, began, status, body):
        if self.core.poll_ends(poll, status, body.encode(), now) == WORKS:
            self.polls.append(began)
        self.at(self.now + 500, self.poll, ())

    def verify(self, now):
        key = self.below(len(TAGS))
        decision, ask, _ = self.core.verify(f"secret{key}", "", Requirement(None), now)
        if decision:
            self.assert_fresh(key, decision)
        if ask:
            self.introspect(key, ask)

    def introspect(self, key, question):
        kind = self.below(10)
        took = self.below(5000 if kind == 0 else 1100 if kind < 4 else 300)
        node, read = self.below(2), self.now + self.below(took + 1)
        # before a node hears of a change, it can have the old state in its cache, or not
        contains = [c.heard[node] <= read or (c.committed <= read and self.below(2) == 0) for c in self.changes]
        self.answers.append((self.now, contains))
        body = BODY % (*TAGS[key], len(self.answers) - 1)
        self.at(self.now + took, self.answered, (question, body))

    def answered(self, now, question, body):
        self.core.answered(question, 200, body.encode(), now)

    def assert_fresh(self, key, decision):
        self.from_cache += 1
        began, contains = self.answers[int(decision.caller.key_name)]
        if self.now - self.polls[-1] > 2000:
            self.failure = f"used at {self.now}, although the last successful poll began at {self.polls[-1]}"
        if self.now - began > LIFESPAN:
            self.failure = f"used at {self.now}, although the introspection began at {began}"
        for change, contained in zip(self.changes, contains):
            if contained or change.tag not in (None, *TAGS[key]):
                continue
            # a successful poll that began more than a second after all nodes had heard of the change
            late = self.polls[-1] >= change.heard_by_all + 1000
            steady = not self.lossy and not self.sleep and self.travel <= 500
            too_late = self.now > change.heard_by_all + 1000 + 500 + 2 * self.travel
            if late or (steady and too_late):
                self.failure = f"used at {self.now} without the change at {change.committed}"


class ModelTest(unittest.TestCase):
    def test_random_schedules(self):
        from_cache = 0
        for seed in range(SCHEDULES):
            model = Model(Rules(), seed)
            self.assertIsNone(model.run(), f"seed {seed}")
            from_cache += model.from_cache
        self.assertGreater(from_cache, 3 * SCHEDULES)

    def test_the_model_finds_broken_cores(self):
        for name, broken in {
            "polls look back without a margin": {"margin": 0},
            "slow and overtaken answers are cached": {"slowest": inf, "overtaken": inf},
            "the cache is used without the feed": {"feed_age": inf},
            "a sleep of the machine is not detected": {"clock_step": inf},
        }.items():
            with self.subTest(name):
                rules = replace(Rules(), **broken)
                self.assertTrue(any(Model(rules, seed).run() for seed in range(SCHEDULES)), "not found")


if __name__ == "__main__":
    unittest.main()

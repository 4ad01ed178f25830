"""The algorithm. It does no input or output, has no clock and starts no thread."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from typing import Dict, List, NamedTuple, Optional, Set, Tuple, Union

from ._answer import API_KEY, Caller, Malformed, parse_answer, parse_changes


class Instant(NamedTuple):
    """One reading of both clocks, in milliseconds."""

    mono: int
    wall: int


@dataclass(frozen=True)
class Rules:
    """The limits, in milliseconds. Tests break them to prove that they find a broken core."""

    margin: int = 2000  # each poll looks back this much further than the start of the last successful poll
    feed_age: int = 2000  # without a successful poll that began within this time, the cache is not used
    slowest: int = 1000  # an answer that took longer is not cached
    slowest_poll: int = 1000  # a poll that took longer has failed
    overtaken: int = 0  # an answer is not cached if the last poll began later than this after its introspection
    joinable: int = 500  # verifications share an introspection that began within this time
    refusal: int = 1000  # an inactive key is remembered for this time
    clock_step: int = 1000  # the clocks differ by more than this: the machine slept, or somebody set the clock
    entries: int = 100_000
    refusals: int = 10_000
    usage_ids: int = 10_000
    usage_per_poll: int = 1000


class Requirement(NamedTuple):
    """What a request needs."""

    permission: Optional[str]  # None: a valid key is enough. No key has an empty permission.
    in_organization: bool = False  # if false, every organization is accepted
    organization: Optional[str] = None


class Decision(NamedTuple):
    """The decision about a request: 200, 401, 403 or 503. Only 200 has a caller."""

    status: int
    caller: Optional[Caller] = None


Key = Tuple[bytes, str]
"""The digest of a secret, and the client address if the answer holds only for this address."""


class Entry:
    __slots__ = ("key", "caller", "tags", "began")

    def __init__(self, key: Key, caller: Caller, tags: Tuple[str, str, str], began: int):
        self.key, self.caller, self.tags, self.began = key, caller, tags, began


class Question:
    """One introspection. It has no secret."""

    __slots__ = ("key", "began", "era", "done", "status", "caller")

    def __init__(self, key: Key, began: int, era: int):
        self.key, self.began, self.era = key, began, era
        self.status = 503
        self.caller: Optional[Caller] = None
        self.done: Future[None] = Future()
        self.done.set_running_or_notify_cancel()  # a request that stops to wait must not cancel the others

    def decide(self, need: Requirement) -> Decision:
        """Decides the request that asked the question, which must be done. Keycloak counted this request."""
        return decide(self.caller, need) if self.caller else Decision(self.status)


class Poll(NamedTuple):
    """One request to the change feed."""

    since: int
    usage: List[Dict[str, Union[str, int]]]
    began: int
    era: int


WORKS, FAILS, DENIED = "works", "fails", "denied"
"""The results of a poll. "denied" lasts until somebody corrects the credentials or the address."""


def decide(caller: Caller, need: Requirement) -> Decision:
    if need.permission is not None and not caller.has(need.permission):
        return Decision(403)
    if need.in_organization and not caller.is_in(need.organization):
        return Decision(403)
    return Decision(200, caller)


class Core:
    def __init__(self, rules: Rules = Rules()):
        self._rules = rules
        self._lock = Lock()
        self._last_poll: Optional[int] = None
        self._lifespan = 0
        self._clock: Optional[int] = None  # wall clock minus monotonic clock
        self._era = 0  # increases at each clock step
        self._entries: OrderedDict[Key, Entry] = OrderedDict()  # the least recently used first
        self._tagged: Dict[str, Set[Entry]] = {}
        self._refused: OrderedDict[Key, int] = OrderedDict()  # when the introspection began, the oldest first
        self._asked: Dict[Key, Question] = {}
        self._used: Dict[str, List[int]] = {}  # allowed and refused, in the order in which they are reported

    def verify(
        self, secret: str, address: str, need: Requirement, now: Instant
    ) -> Tuple[Optional[Decision], Optional[Question], Optional[Question]]:
        """Decides from the cache, or returns the question to ask, or a question of another request to wait for."""
        digest = hashlib.sha256(secret.encode("utf-8", "replace")).digest()
        with self._lock:
            self._check_clock(now)
            entry = self._find(digest, address, now)
            if entry:
                decision = decide(entry.caller, need)
                self._count(entry.tags[0], decision.status)
                return decision, None, None
            key = (digest, address)
            if key in self._refused and now.mono - self._refused[key] <= self._rules.refusal:
                return Decision(401), None, None
            asked = self._asked.get(key)
            if asked and now.mono - asked.began < self._rules.joinable and asked.era == self._era:
                return None, None, asked
            question = self._asked[key] = Question(key, now.mono, self._era)
            return None, question, None

    def answered(self, question: Question, status: int, body: bytes, now: Instant) -> None:
        """Takes the answer to a question. Status 0 stands for no answer. Each question must be answered once."""
        try:
            with self._lock:
                self._check_clock(now)
                if self._asked.get(question.key) is question:
                    del self._asked[question.key]
                if status == 200:
                    self._take(question, body, now)
        finally:
            question.done.set_result(None)

    def joined(self, question: Question, need: Requirement) -> Decision:
        """Decides a request that waited for the question of another request."""
        decision = question.decide(need)
        caller = question.caller
        if caller and caller.token_type == API_KEY and caller.key_id:
            with self._lock:
                self._count(caller.key_id, decision.status)
        return decision

    def poll_begins(self, now: Instant) -> Poll:
        with self._lock:
            self._check_clock(now)
            since = self._rules.margin + (0 if self._last_poll is None else now.mono - self._last_poll)
            ids = [id for id, _ in zip(self._used, range(self._rules.usage_per_poll))]
            counts = {id: self._used.pop(id) for id in sorted(ids)}
            usage = [{"id": id, "allowed": allowed, "refused": refused} for id, (allowed, refused) in counts.items()]
            return Poll(since, usage, now.mono, self._era)

    def poll_ends(self, poll: Poll, status: int, body: bytes, now: Instant) -> str:
        """Takes the answer to a poll. Status 0 stands for no answer."""
        with self._lock:
            self._check_clock(now)
            try:
                changes = parse_changes(body) if status == 200 else None
            except Malformed:
                changes = None
            if changes is None:
                # a node that calls the report malformed would do so again, and there would be no successful poll any more
                for used in poll.usage if status != 400 else ():
                    self._add_usage(used["id"], used["allowed"], used["refused"])
                return DENIED if status in (401, 403, 404) else FAILS
            # the node looks back from the time at which it reads the request: the poll may have looked back too little
            if poll.era != self._era or now.mono - poll.began > self._rules.slowest_poll:
                return FAILS
            if changes.all:
                self._drop_all()
            for id in changes.ids:
                for entry in list(self._tagged.get(id, ())):
                    self._drop(entry)
            self._lifespan = changes.lifespan
            if self._last_poll is None or poll.began > self._last_poll:
                self._last_poll = poll.began
            return WORKS

    def cached(self) -> int:
        """Returns the number of entries."""
        return len(self._entries)

    def _find(self, digest: bytes, address: str, now: Instant) -> Optional[Entry]:
        if self._last_poll is None or now.mono - self._last_poll > self._rules.feed_age:
            return None
        entry = self._entries.get((digest, "")) or self._entries.get((digest, address))
        if entry is None:
            return None
        if now.mono - entry.began > self._lifespan or entry.caller.expired(now.wall):
            self._drop(entry)
            return None
        self._entries.move_to_end(entry.key)
        return entry

    def _take(self, question: Question, body: bytes, now: Instant) -> None:
        try:
            caller = parse_answer(body)
        except Malformed:
            return
        if caller is None:
            question.status = 401
            self._remember(question, now)
        else:
            question.status, question.caller = 200, caller
            self._insert(question, caller, now)

    def _insert(self, question: Question, caller: Caller, now: Instant) -> None:
        """Caches the answer if a later poll is sure to report each change that the answer does not contain."""
        rules, tags, (digest, address) = self._rules, caller.tags(), question.key
        if tags is None or self._last_poll is None or question.era != self._era:
            return
        if now.mono - question.began > rules.slowest:
            return
        if not -rules.overtaken <= question.began - self._last_poll <= rules.feed_age:
            return
        if caller.restricted and not address:
            return
        key = (digest, address if caller.restricted else "")
        if self._refused.get(question.key, question.began) > question.began:
            return
        old = self._entries.get(key)
        if old:
            if old.began > question.began:
                return
            self._drop(old)
        while self._entries and len(self._entries) >= rules.entries:
            self._drop(next(iter(self._entries.values())))
        entry = self._entries[key] = Entry(key, caller, tags, question.began)
        for tag in tags:
            self._tagged.setdefault(tag, set()).add(entry)

    def _remember(self, question: Question, now: Instant) -> None:
        """Keeps a refusal for a second, so that a program that repeats a request with an invalid key does not flood
        Keycloak."""
        rules, key = self._rules, question.key
        if question.era != self._era or now.mono - question.began > rules.refusal:
            return
        for applies in ((key[0], ""), key):
            entry = self._entries.get(applies)
            if entry:
                if entry.began > question.began:
                    return
                self._drop(entry)
        if key in self._refused:
            self._refused[key] = max(self._refused[key], question.began)
            return
        while self._refused:
            oldest = next(iter(self._refused))
            if len(self._refused) < rules.refusals and now.mono - self._refused[oldest] <= rules.refusal:
                break
            del self._refused[oldest]
        self._refused[key] = question.began

    def _check_clock(self, now: Instant) -> None:
        """Drops everything if the machine slept or somebody set the clock.

        The monotonic clock may not have counted this time.
        """
        clock = now.wall - now.mono
        if self._clock is not None and abs(clock - self._clock) <= self._rules.clock_step:
            return
        if self._clock is not None:
            self._era += 1
            self._last_poll = None
            self._drop_all()
        self._clock = clock

    def _drop(self, entry: Entry) -> None:
        del self._entries[entry.key]
        for tag in set(entry.tags):
            entries = self._tagged[tag]
            entries.discard(entry)
            if not entries:
                del self._tagged[tag]

    def _drop_all(self) -> None:
        self._entries.clear()
        self._tagged.clear()
        self._refused.clear()

    def _count(self, id: str, status: int) -> None:
        self._add_usage(id, *((1, 0) if status == 200 else (0, 1)))

    def _add_usage(self, id: str, allowed: int, refused: int) -> None:
        counts = self._used.get(id)
        if counts is None:
            if len(self._used) >= self._rules.usage_ids:
                return
            counts = self._used[id] = [0, 0]
        counts[0] += allowed
        counts[1] += refused

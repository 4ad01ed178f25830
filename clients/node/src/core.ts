/** The algorithm. It does no input or output, and has no clock. */

import { createHash } from "node:crypto";
import { API_KEY, Caller, parseAnswer, parseChanges } from "./answer.js";

/** One reading of both clocks, in milliseconds. */
export interface Instant {
  readonly mono: number;
  readonly wall: number;
}

/** The limits, in milliseconds. Tests break them to prove that they find a broken core. */
export const RULES = {
  /** Each poll looks back this much further than the start of the last successful poll. */
  margin: 2000,
  /** Without a successful poll that began within this time, the cache is not used. */
  feedAge: 2000,
  /** An answer that took longer is not cached. */
  slowest: 1000,
  /** A poll that took longer has failed. */
  slowestPoll: 1000,
  /** An answer is not cached if the last poll began later than this after its introspection. */
  overtaken: 0,
  /** Verifications share an introspection that began within this time. */
  joinable: 500,
  /** An inactive key is remembered for this time. */
  refusal: 1000,
  /** The clocks differ by more than this: the machine slept, or somebody set the clock. */
  clockStep: 1000,
  entries: 100_000,
  refusals: 10_000,
  usageIds: 10_000,
  usagePerPoll: 1000,
};

export type Rules = Readonly<typeof RULES>;

/** What a request needs. */
export interface Requirement {
  /** Such as "stats:read". If it is null, each valid key is accepted. */
  readonly permission: string | null;
  /** Without this property, each organization is accepted. If it is undefined, null or empty, none. */
  readonly organization?: string | null | undefined;
}

/** The decision about a request. Only 200 has a caller. */
export interface Decision {
  readonly status: 200 | 401 | 403 | 503;
  readonly caller?: Caller;
}

interface Entry {
  readonly key: string;
  readonly caller: Caller;
  readonly tags: readonly string[];
  readonly began: number;
}

/** One introspection. It has no secret. */
export class Question {
  status: 200 | 401 | 503 = 503;
  caller: Caller | null = null;
  finish!: () => void;
  readonly done = new Promise<void>((resolve) => (this.finish = resolve));

  constructor(
    /** The digest of the secret. */
    readonly digest: string,
    readonly address: string,
    readonly began: number,
    readonly era: number,
  ) {}

  get key(): string {
    return keyOf(this.digest, this.address);
  }

  /** Decides the request that asked the question, which must be done. Keycloak counted this request. */
  decide(need: Requirement): Decision {
    return this.caller ? decide(this.caller, need) : { status: this.status };
  }
}

export interface Usage {
  readonly id: string;
  readonly allowed: number;
  readonly refused: number;
}

/** One request to the change feed. */
export interface Poll {
  readonly since: number;
  readonly usage: readonly Usage[];
  readonly began: number;
  readonly era: number;
}

/** The result of a poll. "denied" lasts until somebody corrects the credentials or the address. */
export type FeedState = "works" | "fails" | "denied";

export type Verdict = { decision: Decision } | { ask: Question } | { join: Question };

function decide(caller: Caller, need: Requirement): Decision {
  const permitted = need.permission === null || caller.has(need.permission);
  const belongs = !("organization" in need) || caller.isIn(need.organization);
  return permitted && belongs ? { status: 200, caller } : { status: 403 };
}

/** The digest of a secret has a fixed length, so the two parts cannot be confused. */
function keyOf(digest: string, address: string): string {
  return digest + address;
}

export class Core {
  #lastPoll: number | null = null;
  #lifespan = 0;
  #clock: number | null = null; // wall clock minus monotonic clock
  #era = 0; // increases at each clock step
  readonly #entries = new Map<string, Entry>(); // the least recently used first
  readonly #tagged = new Map<string, Set<Entry>>();
  readonly #refused = new Map<string, number>(); // when the introspection began, the oldest first
  readonly #asked = new Map<string, Question>();
  readonly #used = new Map<string, [allowed: number, refused: number]>(); // in the order in which they are reported

  constructor(private readonly rules: Rules = RULES) {}

  /** Decides from the cache, or returns the question to ask, or a question of another request to wait for. */
  verify(secret: string, address: string, need: Requirement, now: Instant): Verdict {
    const digest = createHash("sha256").update(secret).digest("base64");
    this.checkClock(now);
    const entry = this.#find(digest, address, now);
    if (entry) {
      const decision = decide(entry.caller, need);
      this.#count(entry.caller.keyId, decision.status);
      return { decision };
    }
    const key = keyOf(digest, address);
    const refused = this.#refused.get(key);
    if (refused !== undefined && now.mono - refused <= this.rules.refusal) {
      return { decision: { status: 401 } };
    }
    const asked = this.#asked.get(key);
    if (asked && now.mono - asked.began < this.rules.joinable && asked.era === this.#era) {
      return { join: asked };
    }
    const ask = new Question(digest, address, now.mono, this.#era);
    this.#asked.set(key, ask);
    return { ask };
  }

  /** Takes the answer to a question. Status 0 stands for no answer. Each question must be answered once. */
  answered(question: Question, status: number, body: string, now: Instant): void {
    this.checkClock(now);
    if (this.#asked.get(question.key) === question) {
      this.#asked.delete(question.key);
    }
    const answer = status === 200 ? parseAnswer(body) : null;
    if (answer === "inactive") {
      question.status = 401;
      this.#remember(question, now);
    } else if (answer) {
      question.status = 200;
      question.caller = answer;
      this.#insert(question, answer, now);
    }
    question.finish();
  }

  /** Decides a request that waited for the question of another request. */
  joined(question: Question, need: Requirement): Decision {
    const decision = question.decide(need);
    if (question.caller?.tokenType === API_KEY && question.caller.keyId) {
      this.#count(question.caller.keyId, decision.status);
    }
    return decision;
  }

  pollBegins(now: Instant): Poll {
    this.checkClock(now);
    const since = this.rules.margin + (this.#lastPoll === null ? 0 : now.mono - this.#lastPoll);
    const usage: Usage[] = [];
    for (const [id, [allowed, refused]] of this.#used) {
      if (usage.length >= this.rules.usagePerPoll) {
        break;
      }
      usage.push({ id, allowed, refused });
      this.#used.delete(id);
    }
    usage.sort((a, b) => (a.id < b.id ? -1 : 1));
    return { since, usage, began: now.mono, era: this.#era };
  }

  /** Takes the answer to a poll. Status 0 stands for no answer. */
  pollEnds(poll: Poll, status: number, body: string, now: Instant): FeedState {
    this.checkClock(now);
    const changes = status === 200 ? parseChanges(body) : null;
    if (!changes) {
      // a node that calls the report malformed would do so again, and there would be no successful poll any more
      for (const { id, allowed, refused } of status === 400 ? [] : poll.usage) {
        this.#addUsage(id, allowed, refused);
      }
      return [401, 403, 404].includes(status) ? "denied" : "fails";
    }
    // the node looks back from the time at which it reads the request: the poll may have looked back too little
    if (poll.era !== this.#era || now.mono - poll.began > this.rules.slowestPoll) {
      return "fails";
    }
    if (changes.all) {
      this.#dropAll();
    }
    for (const id of changes.ids) {
      for (const entry of this.#tagged.get(id) ?? []) {
        this.#drop(entry);
      }
    }
    this.#lifespan = changes.lifespan;
    this.#lastPoll = Math.max(poll.began, this.#lastPoll ?? poll.began);
    return "works";
  }

  /** The number of entries. */
  get cached(): number {
    return this.#entries.size;
  }

  /**
   * Drops everything if the machine slept or somebody set the clock: the monotonic clock may not have counted this time.
   */
  checkClock(now: Instant): void {
    const clock = now.wall - now.mono;
    if (this.#clock !== null && Math.abs(clock - this.#clock) <= this.rules.clockStep) {
      return;
    }
    if (this.#clock !== null) {
      this.#era++;
      this.#lastPoll = null;
      this.#dropAll();
    }
    this.#clock = clock;
  }

  #find(digest: string, address: string, now: Instant): Entry | null {
    if (this.#lastPoll === null || now.mono - this.#lastPoll > this.rules.feedAge) {
      return null;
    }
    const entry = this.#entries.get(keyOf(digest, "")) ?? this.#entries.get(keyOf(digest, address));
    if (!entry) {
      return null;
    }
    this.#entries.delete(entry.key);
    if (now.mono - entry.began > this.#lifespan || entry.caller.expired(now.wall)) {
      this.#untag(entry);
      return null;
    }
    this.#entries.set(entry.key, entry); // now it is the most recently used one
    return entry;
  }

  /** Caches the answer if a later poll is sure to report each change that the answer does not contain. */
  #insert(question: Question, caller: Caller, now: Instant): void {
    const { began, digest, address } = question;
    const tags = caller.tags();
    if (!tags || this.#lastPoll === null || question.era !== this.#era || now.mono - began > this.rules.slowest) {
      return;
    }
    if (this.#lastPoll - began > this.rules.overtaken || began - this.#lastPoll > this.rules.feedAge) {
      return;
    }
    if ((caller.restricted && !address) || (this.#refused.get(question.key) ?? began) > began) {
      return;
    }
    const key = keyOf(digest, caller.restricted ? address : "");
    const old = this.#entries.get(key);
    if (old) {
      if (old.began > began) {
        return;
      }
      this.#drop(old);
    }
    for (const oldest of this.#entries.values()) {
      if (this.#entries.size < this.rules.entries) {
        break;
      }
      this.#drop(oldest);
    }
    const entry = { key, caller, tags, began };
    this.#entries.set(key, entry);
    for (const tag of tags) {
      const entries = this.#tagged.get(tag);
      if (entries) {
        entries.add(entry);
      } else {
        this.#tagged.set(tag, new Set([entry]));
      }
    }
  }

  /** Keeps a refusal for a second, so that a program that repeats a request with an invalid key does not flood Keycloak. */
  #remember(question: Question, now: Instant): void {
    const { key, began } = question;
    if (question.era !== this.#era || now.mono - began > this.rules.refusal) {
      return;
    }
    for (const applies of [keyOf(question.digest, ""), key]) {
      const entry = this.#entries.get(applies);
      if (entry) {
        if (entry.began > began) {
          return;
        }
        this.#drop(entry);
      }
    }
    const before = this.#refused.get(key);
    if (before !== undefined) {
      this.#refused.set(key, Math.max(before, began));
      return;
    }
    for (const [oldest, at] of this.#refused) {
      if (this.#refused.size < this.rules.refusals && now.mono - at <= this.rules.refusal) {
        break;
      }
      this.#refused.delete(oldest);
    }
    this.#refused.set(key, began);
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry.key);
    this.#untag(entry);
  }

  #untag(entry: Entry): void {
    for (const tag of entry.tags) {
      const entries = this.#tagged.get(tag);
      entries?.delete(entry);
      if (entries?.size === 0) {
        this.#tagged.delete(tag);
      }
    }
  }

  #dropAll(): void {
    this.#entries.clear();
    this.#tagged.clear();
    this.#refused.clear();
  }

  #count(id: string, status: number): void {
    this.#addUsage(id, status === 200 ? 1 : 0, status === 200 ? 0 : 1);
  }

  #addUsage(id: string, allowed: number, refused: number): void {
    const counts = this.#used.get(id);
    if (counts) {
      counts[0] += allowed;
      counts[1] += refused;
    } else if (this.#used.size < this.rules.usageIds) {
      this.#used.set(id, [allowed, refused]);
    }
  }
}

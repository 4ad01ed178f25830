/** The client: it asks Keycloak, polls the change feed, and guards requests. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "./answer.js";
import {
  Core,
  RULES,
  type Decision,
  type FeedState,
  type Instant,
  type Question,
  type Requirement,
  type Verdict,
} from "./core.js";
import { Refused } from "./refusal.js";
import { credential, setCaller, type FastifyReplyLike, type FastifyRequestLike, type Options } from "./requests.js";

const INTROSPECTION_TIMEOUT = 5000;
const POLL_TIMEOUT = 2000;
const POLL_PAUSE = 500;
/** @internal */
export const MAXIMUM_ANSWER = 1 << 20;
const MAXIMUM_SECRET = 16_384;
const PERMISSION = /^[A-Za-z][A-Za-z0-9._-]{0,63}:[A-Za-z][A-Za-z0-9._-]{0,63}$/;

const MESSAGES: Record<FeedState, string> = {
  works: "The change feed works again.",
  fails: "The change feed does not answer, so each verification asks Keycloak until it does.",
  denied:
    "Keycloak refuses the change feed. Check the client's credentials and the version of the provider. Each " +
    "verification asks Keycloak.",
};

/** Counts what a client does. The methods must return quickly. */
export interface Metrics {
  /** A verification led to this status: 200, 401, 403 or 503. fromCache: it needed no introspection. */
  verification?(status: number, fromCache: boolean): void;
  /** A request to Keycloak's introspection endpoint. Status 0: no answer. */
  introspection?(status: number, milliseconds: number): void;
  /** A request to the change feed. */
  poll?(ok: boolean, milliseconds: number): void;
}

export interface Settings {
  /** Such as https://sso.example.com/realms/acme */
  realmUrl: string;
  /** A confidential client of the realm. */
  clientId: string;
  clientSecret: string;
  /**
   * Returns the address of the caller. It is needed for keys that are restricted to networks, which are refused if it is
   * missing. Use connectionAddress unless the service is behind a proxy. Never trust a header that a caller can set.
   */
  clientAddress?: (request: object) => string | undefined;
  /** The realm in WWW-Authenticate, "api" by default. */
  realm?: string;
  /** The maximum number of cached keys, 100,000 by default. */
  maxEntries?: number;
  metrics?: Metrics;
  /** Gets a line when the connection to Keycloak fails or works again; never a key. By default, it is the console. */
  log?: { warn(message: string): void };
  /** Sends the requests to Keycloak, for example a fake in tests. */
  fetch?: typeof fetch;
}

export interface Verification extends Requirement {
  /** The address of the caller. */
  readonly address?: string | undefined;
}

/** Verifies keys. Create one for each process. */
export class ApiKeys {
  readonly #core: Core;
  readonly #settings: Settings;
  readonly #url: string;
  readonly #realm: string;
  readonly #authorization: string;
  readonly #log: { warn(message: string): void };
  readonly #fetch: typeof fetch;
  #closed = false;
  #polling: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #feed: FeedState = "works";
  #failureLogged = -Infinity;

  constructor(settings: Settings) {
    const { realmUrl, clientId, clientSecret, realm = "api", maxEntries = RULES.entries } = settings;
    const url = URL.canParse(realmUrl) ? new URL(realmUrl) : null;
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
      throw new TypeError("realmUrl must be like https://sso.example.com/realms/acme");
    }
    if (!clientId || !clientSecret) {
      throw new TypeError("clientId and clientSecret are required");
    }
    if (!/^[\w .:/-]+$/.test(realm)) {
      throw new TypeError("realm has characters that a header cannot have");
    }
    const form = (value: string) => new URLSearchParams({ "": value }).toString().slice(1);
    this.#authorization = `Basic ${Buffer.from(`${form(clientId)}:${form(clientSecret)}`).toString("base64")}`;
    this.#url = realmUrl.replace(/\/+$/, "");
    this.#realm = realm;
    const { clientSecret: _, ...others } = settings;
    this.#settings = others as Settings;
    this.#log = settings.log ?? console;
    this.#fetch = settings.fetch ?? fetch;
    this.#core = new Core({ ...RULES, entries: maxEntries });
    void this.#poll();
  }

  /** Verifies a key or an access token. Throws Refused. */
  async verify(secret: string, verification: Verification): Promise<Caller> {
    const { permission, address = "" } = verification;
    checkPermission(permission);
    // an organization that the application could not determine is undefined, and must not match each key
    const { status, caller } = await this.#decide(secret, address, {
      permission,
      ...("organization" in verification && { organization: verification.organization ?? null }),
    });
    if (!caller) {
      throw Refused.of(status, permission);
    }
    return caller;
  }

  /** The number of keys in memory, for metrics. */
  get cached(): number {
    return this.#core.cached;
  }

  /** Ends the polls. Afterwards, each verification asks Keycloak. */
  close(): void {
    this.#closed = true;
    this.#polling?.abort();
    clearTimeout(this.#timer);
  }

  /**
   * Middleware for Express: app.get("/stats", keys.express("stats:read"), …). With null, each valid key passes. It also
   * fits Connect and node:http.
   */
  express<R extends IncomingMessage>(
    permission: string | null,
    options: Options<R> = {},
  ): (request: R, response: ServerResponse, next: (error?: unknown) => void) => Promise<void> {
    const guard = this.#guard(permission, options);
    return async (request, response, next) => {
      try {
        setCaller(request, await guard(request, request.rawHeaders));
      } catch (error) {
        if (error instanceof Refused) {
          response.writeHead(error.status, error.headers).end(error.body);
        } else {
          next(error);
        }
        return;
      }
      next();
    };
  }

  /** A hook for Fastify: app.get("/stats", { onRequest: keys.fastify("stats:read") }, …). */
  fastify(
    permission: string | null,
    options: Options<any> = {}, // with a type parameter, TypeScript finds no common type for the hook
  ): (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown> {
    const guard = this.#guard(permission, options);
    return async (request, reply) => {
      try {
        const caller = await guard(request, request.raw.rawHeaders);
        setCaller(request, caller);
        setCaller(request.raw, caller);
        return undefined;
      } catch (error) {
        if (!(error instanceof Refused)) {
          throw error;
        }
        reply.code(error.status);
        Object.entries(error.headers).forEach(([name, value]) => reply.header(name, value));
        reply.send(error.body);
        return reply;
      }
    };
  }

  /** Wraps the handler of a fetch-style server: keys.fetch("stats:read", (request, caller) => new Response(…)). */
  fetch<A extends unknown[]>(
    permission: string | null,
    handler: (request: Request, caller: Caller, ...others: A) => Response | Promise<Response>,
    options: Options<Request> = {},
  ): (request: Request, ...others: A) => Promise<Response> {
    const guard = this.#guard(permission, options);
    return async (request, ...others) => {
      let caller: Caller;
      try {
        caller = await guard(request, request.headers);
      } catch (error) {
        if (error instanceof Refused) {
          return new Response(error.body, { status: error.status, headers: error.headers });
        }
        throw error;
      }
      setCaller(request, caller);
      return handler(request, caller, ...others);
    };
  }

  #guard<R extends object>(permission: string | null, options: Options<R>) {
    checkPermission(permission);
    const { organization } = options;
    if ("organization" in options && typeof organization !== "function") {
      throw new TypeError("organization must be a function of the request");
    }
    return async (request: R, headers: Headers | readonly string[]): Promise<Caller> => {
      const secret = credential(headers, this.#realm);
      const address = this.#settings.clientAddress?.(request);
      return this.verify(secret, {
        permission,
        address,
        ...(organization && { organization: organization(request) }),
      });
    };
  }

  async #decide(secret: string, address: string, need: Requirement): Promise<Decision> {
    const refused = !secret || secret.length > MAXIMUM_SECRET;
    const verdict: Verdict = refused ? { decision: { status: 401 } } : this.#core.verify(secret, address, need, now());
    let decision: Decision;
    if ("decision" in verdict) {
      decision = verdict.decision;
    } else if ("ask" in verdict) {
      await this.#ask(verdict.ask, secret, address);
      decision = verdict.ask.decide(need);
    } else {
      await verdict.join.done;
      decision = this.#core.joined(verdict.join, need);
    }
    this.#settings.metrics?.verification?.(decision.status, "decision" in verdict);
    return decision;
  }

  /** Introspects. */
  async #ask(question: Question, secret: string, address: string): Promise<void> {
    const began = performance.now();
    let status = 0;
    let body = "";
    try {
      const form = new URLSearchParams(address ? { token: secret, client_address: address } : { token: secret });
      const signal = AbortSignal.timeout(INTROSPECTION_TIMEOUT);
      const send = () =>
        this.#post("/protocol/openid-connect/token/introspect", "application/x-www-form-urlencoded", `${form}`, signal);
      // Keycloak can close a kept connection while the request is on its way
      [status, body] = await send().catch((error) => (isClosedConnection(error) ? send() : Promise.reject(error)));
      if (status !== 200) {
        this.#logFailure(`Keycloak answered ${status}`);
      }
    } catch (error) {
      this.#logFailure(describe(error));
    } finally {
      this.#core.answered(question, status, body, now());
    }
    report(() => this.#settings.metrics?.introspection?.(status, performance.now() - began));
  }

  #logFailure(reason: string): void {
    if (performance.now() - this.#failureLogged >= 10_000) {
      this.#failureLogged = performance.now();
      report(() => this.#log.warn(`orgkeys: introspection failed, requests are answered with 503: ${reason}`));
    }
  }

  async #poll(): Promise<void> {
    const began = performance.now();
    const poll = this.#core.pollBegins(now());
    let status = 0;
    let body = "";
    // AbortSignal.any would keep a part of each poll in memory until the client is closed
    const polling = (this.#polling = new AbortController());
    const timeout = setTimeout(() => polling.abort(), POLL_TIMEOUT).unref();
    try {
      const request = JSON.stringify({ since: poll.since, ...(poll.usage.length > 0 && { usage: poll.usage }) });
      [status, body] = await this.#post("/api-keys/changes", "application/json", request, polling.signal);
    } catch {
      // a failed poll
    } finally {
      clearTimeout(timeout);
    }
    const state = this.#core.pollEnds(poll, status, body, now());
    if (this.#closed) {
      return;
    }
    this.#timer = setTimeout(() => void this.#poll(), POLL_PAUSE).unref();
    const isNew = state !== this.#feed;
    this.#feed = state;
    report(() => {
      if (isNew) {
        this.#log.warn(`orgkeys: ${MESSAGES[state]}`);
      }
      this.#settings.metrics?.poll?.(state === "works", performance.now() - began);
    });
  }

  /** Rejects if there is no complete answer of a permitted size. */
  async #post(path: string, type: string, body: string, signal: AbortSignal): Promise<[status: number, body: string]> {
    const answer = await this.#fetch(this.#url + path, {
      method: "POST",
      headers: { "Content-Type": type, Accept: "application/json", Authorization: this.#authorization },
      body,
      redirect: "manual", // do not send the key or the credentials to another server
      signal,
    });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body ?? []) {
      size += chunk.length;
      if (size > MAXIMUM_ANSWER) {
        throw new Error("the answer is too large"); // leaving the loop closes the connection
      }
      chunks.push(chunk);
    }
    return [answer.status, Buffer.concat(chunks).toString("utf8")];
  }
}

function checkPermission(permission: unknown): void {
  if (permission !== null && !(typeof permission === "string" && PERMISSION.test(permission))) {
    throw new TypeError(`${String(permission)} is not a permission such as stats:read`);
  }
}

function now(): Instant {
  return { mono: Math.floor(performance.now()), wall: Date.now() };
}

function isClosedConnection(error: unknown): boolean {
  const code = ((error as Error).cause as { code?: string } | undefined)?.code;
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}

/** The text of an error of fetch is only "fetch failed". Its cause has a code. */
function describe(error: unknown): string {
  const { name, message, cause } = error as Error;
  return [name, message, (cause as { code?: string } | undefined)?.code].filter(Boolean).join(": ");
}

/** Calls code of the application whose failure must neither stop the polls nor end the process. */
function report(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    console.error("orgkeys: metrics or log of the application failed:", error);
  }
}

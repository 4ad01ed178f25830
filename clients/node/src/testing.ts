/** A fake Keycloak for tests of applications. It answers in memory, without a network. */

import { ApiKeys, type Settings } from "./client.js";

export interface Key {
  id?: string;
  subject?: string;
  username?: string;
  /** Such as "stats:read". */
  permissions?: string[];
  /** The alias. */
  organization?: string;
  attributes?: Record<string, string[]>;
  /** It is an access token of the realm, not a key. */
  accessToken?: boolean;
}

/** Use its fetch in the settings, or call client(). */
export class FakeKeycloak {
  /** If true, the fake does not answer. */
  stopped = false;
  /** How often the fake was asked about a secret. */
  introspections = 0;
  /** How often clients reported the use of a key, by its id. */
  readonly usage = new Map<string, number>();
  readonly #start = performance.now();
  readonly #keys = new Map<string, { jti: string }>();
  readonly #changes: { at: number; id: string }[] = [];

  /** Returns a client of the fake. Close it at the end of the test. */
  client(settings: Partial<Settings> = {}): ApiKeys {
    const realmUrl = "https://keycloak.test/realms/test";
    return new ApiKeys({ realmUrl, clientId: "test", clientSecret: "test", fetch: this.fetch, ...settings });
  }

  /** Makes a secret valid, or changes its key. Applications learn of a change with their next poll. */
  issue(secret: string, key: Key = {}): void {
    const number = this.#keys.size + 1;
    const known = this.#keys.get(secret);
    const organization = key.organization ?? "acme";
    const answer = {
      active: true,
      token_type: key.accessToken ? "Bearer" : "api_key",
      jti: known?.jti ?? key.id ?? `key-${number}`,
      sub: key.subject ?? `subject-${number}`,
      username: key.username ?? `user-${number}`,
      scope: (key.permissions ?? []).join(" "),
      organization: { [organization]: { id: `id-of-${organization}` } },
      attributes: key.attributes ?? {},
      key_type: "bot",
    };
    if (known) {
      this.#changes.push({ at: performance.now(), id: known.jti });
    }
    this.#keys.set(secret, answer);
  }

  /** Makes a secret invalid. */
  revoke(secret: string): void {
    this.#changes.push({ at: performance.now(), id: this.#keys.get(secret)?.jti ?? "" });
    this.#keys.delete(secret);
  }

  /** Answers a request of the client. */
  readonly fetch: typeof fetch = async (input, init) => {
    if (this.stopped) {
      throw new TypeError("the fake Keycloak is stopped");
    }
    const body = String(init?.body);
    return Response.json(String(input).endsWith("/changes") ? this.#poll(JSON.parse(body)) : this.#introspect(body));
  };

  #introspect(body: string): object {
    this.introspections++;
    return this.#keys.get(new URLSearchParams(body).get("token") ?? "") ?? { active: false };
  }

  #poll(request: { since: number; usage?: { id: string; allowed: number; refused: number }[] }): object {
    for (const { id, allowed, refused } of request.usage ?? []) {
      this.usage.set(id, (this.usage.get(id) ?? 0) + allowed + refused);
    }
    const now = performance.now();
    const ids = this.#changes.filter(({ at }) => now - at <= request.since).map(({ id }) => id);
    return { ids, all: now - this.#start < request.since - 2000, lifespan: 60000 };
  }
}

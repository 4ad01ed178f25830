/** The answer to a request that does not pass. It has no part of the key. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly status: 400 | 401 | 403 | 503,
    /** What happened, for the caller. */
    readonly detail: string,
    /** The header WWW-Authenticate (RFC 6750 section 3). */
    readonly challenge?: string,
  ) {
    super(detail);
  }

  get headers(): Record<string, string> {
    return {
      "Content-Type": "application/problem+json",
      ...(this.challenge && { "WWW-Authenticate": this.challenge }),
      ...(this.status === 503 && { "Retry-After": "5" }),
    };
  }

  /** A problem document (RFC 9457). */
  get body(): string {
    return JSON.stringify({ status: this.status, title: TITLES[this.status], detail: this.detail });
  }

  static severalCredentials(): Refused {
    const detail = "Send one key, in one header: x-api-key, or Authorization: Bearer.";
    return new Refused(400, detail, 'Bearer error="invalid_request"');
  }

  static noCredential(realm: string): Refused {
    return new Refused(401, "Send an API key in the header x-api-key.", `Bearer realm="${realm}"`);
  }

  static of(status: number, permission?: string | null): Refused {
    if (status === 401) {
      const detail = "The key is not valid here: it may be mistyped, revoked, disabled or expired.";
      return new Refused(401, detail, 'Bearer error="invalid_token"');
    }
    if (status === 403 && permission) {
      const detail = `The key lacks the permission ${permission}, or belongs to another organization.`;
      return new Refused(403, detail, `Bearer error="insufficient_scope", scope="${permission}"`);
    }
    if (status === 403) {
      return new Refused(403, "The key does not allow this.", 'Bearer error="insufficient_scope"');
    }
    return new Refused(503, "The key cannot be checked right now. Try again later.");
  }
}

const TITLES = { 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 503: "Service Unavailable" };

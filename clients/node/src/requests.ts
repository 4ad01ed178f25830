/** What the requests of the supported frameworks have in common. */

import type { IncomingMessage } from "node:http";
import type { Caller } from "./answer.js";
import { Refused } from "./refusal.js";

export interface Options<R> {
  /**
   * Returns the organization that the request concerns, as alias or id. If it returns nothing or an empty text, the
   * request is refused.
   */
  organization?: (request: R) => string | null | undefined;
}

/** The part of a Fastify request that the library uses. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
}

/** The part of a Fastify reply that the library uses. */
export interface FastifyReplyLike {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: string): unknown;
}

const callers = new WeakMap<object, Caller>();

export function setCaller(request: object, caller: Caller): void {
  callers.set(request, caller);
}

/** Returns the caller of a request that passed the middleware. */
export function callerOf(request: object): Caller {
  const caller = callers.get(request);
  if (!caller) {
    throw new Error("The request did not pass the middleware.");
  }
  return caller;
}

/**
 * Returns the address of the connection, for the setting clientAddress. If the service is behind a proxy, this is the
 * address of the proxy. A fetch-style Request has no address.
 */
export function connectionAddress(request: object): string | undefined {
  const { raw, socket } = request as { raw?: IncomingMessage; socket?: { remoteAddress?: string } };
  return (raw?.socket ?? socket)?.remoteAddress;
}

/** Returns the key or token. Refuses two of them: another component may have checked the other one. */
export function credential(headers: Headers | readonly string[], realm: string): string {
  const keys = values(headers, "x-api-key");
  const authorizations = values(headers, "authorization");
  const secret = keys[0]?.trim() ?? authorizations[0]?.match(/^bearer +(.+)$/i)?.[1];
  // A Request joins repeated headers with a comma. Keys and tokens contain no comma.
  if (keys.length + authorizations.length > 1 || secret?.includes(",")) {
    throw Refused.severalCredentials();
  }
  if (!secret || secret.includes(" ")) {
    throw Refused.noCredential(realm);
  }
  return secret;
}

/** The headers are those of a Request, or names and values in turn, because Node's other forms omit repeated headers. */
function values(headers: Headers | readonly string[], name: string): string[] {
  if (headers instanceof Headers) {
    const value = headers.get(name);
    return value === null ? [] : [value];
  }
  return headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name);
}

import { t } from "./messages";
import { Problem, type FieldProblem } from "./problem";
import { credentials, signal } from "./surroundings";
import { sessionEnded, token } from "./token";

export { Problem, type FieldProblem } from "./problem";

export async function get<T>(url: string): Promise<T> {
  return (await request("GET", url)) as T;
}

/** How long `getOnce` uses an answer again, in milliseconds. */
const REUSE = 10_000;

const recent = new Map<string, { readonly answer: Promise<unknown>; readonly at: number }>();

/**
 * Like `get`, but several calls within seconds share one request. For answers that both the script of a console and the
 * page that it opens need, or several parts of a page.
 */
export function getOnce<T>(url: string): Promise<T> {
  const known = recent.get(url);
  if (known && performance.now() - known.at < REUSE) {
    return known.answer as Promise<T>;
  }
  const answer = get<T>(url);
  recent.set(url, { answer, at: performance.now() });
  answer.catch(() => recent.delete(url));
  return answer;
}

/** Forgets the answers that `getOnce` would use again. */
export function forgetAnswers(): void {
  recent.clear();
}

export async function post<T>(url: string, body?: unknown): Promise<T> {
  return (await request("POST", url, body)) as T;
}

export async function put<T>(url: string, body: unknown): Promise<T> {
  return (await request("PUT", url, body)) as T;
}

export async function del(url: string): Promise<void> {
  await request("DELETE", url);
}

async function request(method: string, url: string, body?: unknown): Promise<unknown> {
  const text = await (await answerOf(method, url, body)).text();
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}

/** Returns a successful response. */
export async function answerOf(
  method: string,
  url: string,
  body?: unknown,
  accept = "application/json",
): Promise<Response> {
  // a page that is removed while it waits for a token must not send the request
  const abort = signal();
  let answer = await send(method, url, body, accept, abort, await token());
  if (answer.status === 401) {
    // The server refused the token, so the request had no effect. Retry with a new token, because the session may still
    // be valid.
    answer = await send(method, url, body, accept, abort, await token(true));
  }
  if (answer.status === 401) {
    throw sessionEnded();
  }
  if (!answer.ok) {
    throw await problemOf(answer);
  }
  return answer;
}

async function send(
  method: string,
  url: string,
  body: unknown,
  accept: string,
  abort: AbortSignal | null,
  bearer: string,
): Promise<Response> {
  const headers: Record<string, string> = { authorization: `Bearer ${bearer}`, accept };
  if (body !== undefined) {
    headers["content-type"] = "application/json";
  }
  try {
    // The browser must not cache responses: they can contain a secret
    return await fetch(url, {
      method,
      headers,
      cache: "no-store",
      credentials,
      signal: abort,
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw unreachable();
  }
}

export function unreachable(): Problem {
  return new Problem({ status: 0, code: "unreachable", detail: t("orgApiKeysUnreachable") });
}

/** The fields of both formats: our problem documents and Keycloak's own errors. */
interface ErrorDocument {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly error?: string;
  readonly error_description?: string;
  readonly errorMessage?: string;
}

async function problemOf(answer: Response): Promise<Problem> {
  let document: ErrorDocument = {};
  try {
    const json = (await answer.json()) as unknown;
    if (typeof json === "object" && json !== null) {
      document = json;
    }
  } catch {
    // A proxy can send any body, so only the status is known
  }
  return new Problem({
    status: answer.status,
    code: document.code ?? "unknown",
    title: document.title ?? "",
    detail:
      document.detail ??
      document.errorMessage ??
      document.error_description ??
      document.error ??
      t("orgApiKeysUnknownError", String(answer.status)),
    errors: document.errors ?? [],
  });
}

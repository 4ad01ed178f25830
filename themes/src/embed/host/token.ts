import { t } from "../../host/messages";
import { Problem } from "../../host/problem";
import { claimsOf } from "../claims";
import type { Embedding } from "../embedding";

let embedding: Pick<Embedding, "getToken" | "dispatch"> | undefined;
let refreshed: Promise<string> | undefined;
/** The token that the server was sent last. */
let sent: string | undefined;
/** Whether the application was told that the session has ended, since the last request for a token. */
let isTold = false;

/** @param now where tokens come from; undefined when the page is removed */
export function setTokenSource(now: Pick<Embedding, "getToken" | "dispatch"> | undefined): void {
  embedding = now;
  refreshed = sent = undefined;
  isTold = false;
}

/**
 * Returns an access token from the application.
 *
 * @param fresh whether to get a new token, because the server refused the last one. Several requests that were refused at
 *     the same time share one new token.
 * @throws Problem "session_ended" if the application has no token
 */
export async function token(fresh = false): Promise<string> {
  const source = embedding;
  if (!source) {
    // the answer of an earlier request arrived after the page was removed
    throw problem();
  }
  try {
    if (!fresh) {
      isTold = false;
      return (sent = await source.getToken(false));
    }
    refreshed ??= source.getToken(true);
    const mine = refreshed;
    try {
      return (sent = await mine);
    } finally {
      if (refreshed === mine) {
        refreshed = undefined;
      }
    }
  } catch {
    sent = undefined;
    throw embedding === source ? sessionEnded() : problem();
  }
}

/**
 * Tells the application that its user must log in again. Returns the problem that the page shows. A login would not help
 * if the token is for another API, and an application that logs in at once would do so endlessly.
 */
export function sessionEnded(): Problem {
  if (sent !== undefined && isForOthers(sent)) {
    // not the status 401, which the pages show as the end of the session
    return new Problem({ status: 400, code: "wrong_audience", detail: t("orgApiKeysEmbeddedLoadFailed") });
  }
  if (!isTold) {
    isTold = true;
    embedding?.dispatch("session-ended");
  }
  return problem();
}

function problem(): Problem {
  return new Problem({ status: 401, code: "session_ended", detail: t("orgApiKeysSessionEnded") });
}

/** Whether the token is not for our API. A lightweight token has neither of the two claims, so it does not tell. */
function isForOthers(token: string): boolean {
  const { aud, sub } = claimsOf(token);
  return (aud ?? sub) !== undefined && ![aud].flat().includes("org-api-keys");
}

import { t } from "../../host/messages";
import { Problem } from "../../host/problem";
import type { Embedding } from "../embedding";

let embedding: Pick<Embedding, "getToken" | "dispatch"> | undefined;
let refreshed: Promise<string> | undefined;
/** Whether the application was told that the session has ended, since the last request for a token. */
let isTold = false;

/** @param now where tokens come from; undefined when the page is removed */
export function setTokenSource(now: Pick<Embedding, "getToken" | "dispatch"> | undefined): void {
  embedding = now;
  refreshed = undefined;
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
      return await source.getToken(false);
    }
    refreshed ??= source.getToken(true);
    const mine = refreshed;
    try {
      return await mine;
    } finally {
      if (refreshed === mine) {
        refreshed = undefined;
      }
    }
  } catch {
    throw embedding === source ? sessionEnded() : problem();
  }
}

/** Tells the application that its user must log in again. Returns the problem that the page shows. */
export function sessionEnded(): Problem {
  if (!isTold) {
    isTold = true;
    embedding?.dispatch("session-ended");
  }
  return problem();
}

function problem(): Problem {
  return new Problem({ status: 401, code: "session_ended", detail: t("orgApiKeysSessionEnded") });
}

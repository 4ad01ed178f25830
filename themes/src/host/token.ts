import { hostKeycloak, type HostKeycloak } from "./keycloak";
import { t } from "./messages";
import { Problem } from "./problem";
import type { SilentToken } from "./silent-login";

/** The minimum remaining validity of a token, in seconds. */
const MARGIN = 5;

let own: SilentToken | undefined;
/** The user of this page. If another user logs in in another tab, this page must not act on their behalf. */
let subject: string | undefined;

/**
 * Returns an access token of the user of the console, from the console's own keycloak-js or, if that fails, by a silent
 * login of our own.
 *
 * @param fresh whether to get a new token, because the server refused the last one
 * @throws Problem "session_ended" if the user must log in again. The page stays open, so that the user can continue
 *     here after a login in another tab.
 */
export async function token(fresh = false): Promise<string> {
  const keycloak = hostKeycloak();
  subject ??= keycloak?.subject ?? keycloak?.idTokenParsed?.sub;
  const theirs = keycloak && (await tokenOf(keycloak, fresh));
  if (theirs !== undefined) {
    return theirs;
  }
  if (!fresh && own && own.expiresAt - Date.now() > MARGIN * 1000) {
    return own.token;
  }
  try {
    // loaded on demand, because it is rarely needed
    const { silentLogin } = await import("./silent-login");
    own = await silentLogin();
  } catch {
    throw sessionEnded();
  }
  subject ??= own.subject;
  if (own.subject !== undefined && own.subject !== subject) {
    own = undefined;
    throw sessionEnded();
  }
  return own.token;
}

async function tokenOf(keycloak: HostKeycloak, fresh: boolean): Promise<string | undefined> {
  // Without this, keycloak-js would redirect to the login page when the session has ended, and the user's input would be lost
  const { login } = keycloak;
  keycloak.login = () => Promise.resolve();
  try {
    await keycloak.updateToken(fresh ? -1 : MARGIN);
    return keycloak.token;
  } catch {
    return undefined;
  } finally {
    keycloak.login = login;
  }
}

export function sessionEnded(): Problem {
  return new Problem({ status: 401, code: "session_ended", detail: t("orgApiKeysSessionEnded") });
}

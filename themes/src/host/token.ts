import { hostKeycloak, type HostKeycloak } from "./keycloak";
import { t } from "./messages";
import { Problem } from "./problem";
import type { SilentToken } from "./silent-login";

/** For how many more seconds a token must be good. */
const MARGIN = 5;

let own: SilentToken | undefined;
/** Whose page this is: who logs in later in another tab must not act in their name. */
let subject: string | undefined;

/**
 * A token for the REST APIs, of whoever is logged in to the console: out of the console's own keycloak-js, or else got by
 * ourselves.
 *
 * @param fresh whether the server refused the one that we had
 * @throws Problem "session_ended" when one has to log in again. The page stays as it is: who logs in in another tab can go
 *     on here.
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
    // loaded when it is needed only, which is hardly ever
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
  // When the session has ended, keycloak-js would have the console leave for the login page, with all that was typed in
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

import { env } from "./environment";

export interface SilentToken {
  readonly token: string;
  readonly subject: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const PATIENCE = 10_000;

/**
 * Gets a token for the user who is logged in to the realm in this browser. Uses the authorization code flow with PKCE
 * and `prompt=none` (OpenID Connect Core 3.1.2.1) in a hidden frame of the same origin. Relies only on OpenID Connect.
 *
 * @throws Error if no user is logged in, or the server does not respond
 */
export async function silentLogin(): Promise<SilentToken> {
  const verifier = base64Url(crypto.getRandomValues(new Uint8Array(48)));
  const challenge = base64Url(
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))),
  );
  const state = base64Url(crypto.getRandomValues(new Uint8Array(16)));
  const realm = encodeURIComponent(env.realm);
  // A redirect URI that the console's client allows, with a small response that contains no scripts
  const redirectUri = env.adminBaseUrl
    ? `${env.adminBaseUrl}/admin/${realm}/console/messages.json`
    : `${env.serverBaseUrl}/realms/${realm}/account/v1/`;
  const oidc = `${env.serverBaseUrl}/realms/${realm}/protocol/openid-connect`;
  const query = new URLSearchParams({
    client_id: env.clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    response_mode: "fragment",
    scope: "openid",
    prompt: "none",
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  const answer = await fragmentOf(`${oidc}/auth?${query.toString()}`);
  const code = answer.get("code");
  if (answer.get("state") !== state || !code) {
    throw new Error(answer.get("error") ?? "no code");
  }
  const response = await fetch(`${oidc}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: env.clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  if (!response.ok) {
    throw new Error(`token: ${response.status}`);
  }
  const tokens = (await response.json()) as { access_token: string; expires_in: number; id_token?: string };
  return {
    token: tokens.access_token,
    subject: tokens.id_token === undefined ? undefined : subjectOf(tokens.id_token),
    expiresAt: Date.now() + tokens.expires_in * 1000,
  };
}

/** Loads the URL in a hidden frame. Returns the fragment of the URL after all redirects. */
async function fragmentOf(address: string): Promise<URLSearchParams> {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.style.display = "none";
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.src = address;
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("timeout")), PATIENCE);
      frame.addEventListener("load", () => {
        clearTimeout(timer);
        try {
          resolve(new URLSearchParams((frame.contentWindow?.location.hash ?? "").slice(1)));
        } catch {
          reject(new Error("the frame is of another origin"));
        }
      });
      document.body.append(frame);
    });
  } finally {
    frame.remove();
  }
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

function subjectOf(idToken: string): string | undefined {
  const payload = idToken.split(".")[1] ?? "";
  const json = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
  return (JSON.parse(json) as { sub?: string }).sub;
}

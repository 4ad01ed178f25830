/** The JSON that both consoles pass to their scripts, in the element #environment of the page. */
interface Environment {
  /** The base URL of the realms, without a trailing slash. */
  readonly serverBaseUrl: string;
  /** The base URL of the admin REST API. Only in the admin console. */
  readonly adminBaseUrl?: string;
  /** The realm of the login. In the admin console, it can differ from the realm that is shown. */
  readonly realm: string;
  readonly clientId: string;
  readonly resourceUrl: string;
  /** Only in the account console; the admin console requests it from the server. */
  readonly locale?: string;
  /** Only in the account console: its enabled pages. */
  readonly features?: Readonly<Record<string, boolean>>;
}

function read(): Environment {
  const text = document.getElementById("environment")?.textContent;
  if (!text) {
    throw new Error("org-api-keys: no #environment");
  }
  return JSON.parse(text) as Environment;
}

export const env: Environment = read();

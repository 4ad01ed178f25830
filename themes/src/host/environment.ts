/** What both consoles tell their scripts about the server, in the page's element #environment. */
interface Environment {
  /** Where the realms are, without a slash at the end. */
  readonly serverBaseUrl: string;
  /** Where the admin REST is; in the admin console only. */
  readonly adminBaseUrl?: string;
  /** The realm that one is logged in to; in the admin console not always the one that is shown. */
  readonly realm: string;
  readonly clientId: string;
  readonly resourceUrl: string;
  /** In the account console only; the admin console asks the server. */
  readonly locale?: string;
  /** In the account console only: which of its pages there are. */
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

/**
 * Returns an access token for the user of the application. The token needs the audience `org-api-keys`. If `refresh` is
 * true, the server has refused the last token. If the function rejects or returns nothing, the session has ended.
 */
export type GetToken = (options: { refresh: boolean }) => Promise<string | null | undefined> | string | null | undefined;

/** `auto` follows the setting of the user. */
export type ColorScheme = "light" | "dark" | "auto";

/** A key, as in the answers of the account REST API. Never contains a secret. */
export interface ApiKey {
  readonly id: string;
  readonly organizationId: string;
  readonly type: "user" | "bot";
  readonly name: string;
  readonly [field: string]: unknown;
}

/** A key was created, changed, rotated or deleted. */
export type KeyEvent = CustomEvent<{ readonly key: ApiKey }>;

/** The application has no valid token, so its user must sign in again. */
export type SessionEndedEvent = CustomEvent<null>;

/** The page could not be loaded. */
export type LoadErrorEvent = CustomEvent<{
  /** `unavailable` if the files of the page could not be loaded, otherwise the code of the error of the REST API. */
  readonly code: string;
  readonly message: string;
}>;

export interface OrgApiKeysEventMap {
  "key-created": KeyEvent;
  "key-updated": KeyEvent;
  "key-rotated": KeyEvent;
  "key-deleted": KeyEvent;
  "session-ended": SessionEndedEvent;
  "load-error": LoadErrorEvent;
}

/**
 * The element `<org-api-keys>`. Its attributes are `organization`, `locale`, `color-scheme` and `issuer`.
 */
export interface OrgApiKeysElement extends HTMLElement {
  /** The page waits until it is set. It can be set before the element is defined. */
  getToken: GetToken | null;
  addEventListener<K extends keyof OrgApiKeysEventMap>(
    type: K,
    listener: (this: OrgApiKeysElement, event: OrgApiKeysEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: OrgApiKeysElement, event: HTMLElementEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "org-api-keys": OrgApiKeysElement;
  }
}

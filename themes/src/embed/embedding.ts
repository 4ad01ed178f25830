import type { OrgApiKeysEventMap } from "../../../clients/web/src/element";

/**
 * The interface between embed.js and view.js. During an upgrade, they can have different versions, so only optional parts
 * can be added.
 */
export interface Embedding {
  /** The shadow root, which already has the stylesheet. */
  readonly root: ShadowRoot;
  /** The address of the realm. */
  readonly issuer: string;
  /** The id or alias of an organization. */
  readonly organization?: string;
  readonly locale: string;
  readonly messages: Readonly<Record<string, string>>;
  /** The value of the attribute `color-scheme`. */
  readonly colorScheme: () => string | null;
  /** Waits until the application has set `getToken`. Fails if it returns no token. */
  readonly getToken: (refresh: boolean) => Promise<string>;
  /** Dispatches an event at the element. */
  readonly dispatch: (type: EventType, detail?: unknown) => void;
}

export type EventType = keyof OrgApiKeysEventMap;

/** The page in the shadow root. */
export interface View {
  /** Called after the color scheme was changed. */
  readonly refreshColors: () => void;
  /** Called after the element was moved in the document. */
  readonly resume: () => void;
  readonly unmount: () => void;
}

/** The exports of view.js. */
export interface ViewModule {
  readonly mount: (embedding: Embedding) => View;
}

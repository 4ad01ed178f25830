import type { ViewModule } from "./embedding";

/** The version of view.js that belongs to this file. */
declare const VIEW_VERSION: string;

/** The address of this file without its name. */
const BASE = import.meta.url.replace(/[?#].*$/s, "").replace(/[^/]*$/, "");

/** The address of the realm from which this file comes. */
export const OWN_ISSUER = BASE.replace(/\/api-keys\/$/, "");

/** While an upgrade replaces one node after the other, the files of one version can come from different nodes. */
const ATTEMPTS = 8;

/** The pause before the third attempt, in milliseconds. It grows with each attempt. */
const PAUSE = 200;

let version = VIEW_VERSION;

export interface ViewFiles {
  readonly sheet: CSSStyleSheet;
  readonly view: ViewModule;
}

/**
 * Loads the page and its styles. If they are missing, the server was upgraded since this file was loaded, or another node
 * has another version. Then loads the version that the server names now.
 *
 * @param slot the number of the copy of the module. All copies are one file in the cache of the browser.
 */
export async function loadView(slot: number): Promise<ViewFiles> {
  for (let attempt = 0; ; attempt++) {
    try {
      const address = `${BASE}embed/${version}/`;
      const [view, sheet] = await Promise.all([
        import(/* @vite-ignore */ `${address}view.js${copyOf(slot, attempt)}`) as Promise<ViewModule>,
        loadSheet(`${address}style.css`),
      ]);
      return { view, sheet };
    } catch (error) {
      if (attempt + 1 === ATTEMPTS) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, attempt * PAUSE));
      const current = (await (await load(`${BASE}embed.json`)).json()) as { version: string };
      version = current.version;
    }
  }
}

/**
 * Returns the end of an address, which makes it another module than that of any other slot, because a module keeps the
 * token of its element. It also differs for each attempt, because some browsers remember for an address that a module
 * could not be loaded.
 */
export function copyOf(slot: number, attempt: number): string {
  return slot + attempt > 0 ? `#${slot}.${attempt}` : "";
}

const sheets = new Map<string, Promise<CSSStyleSheet>>();

/** Loads a stylesheet that all elements share. Unlike a link, it needs no permission for styles from the policy of the page. */
function loadSheet(address: string): Promise<CSSStyleSheet> {
  return once(sheets, address, async () => {
    const text = await (await load(address)).text();
    registerRem();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
}

export interface Messages {
  /** The language of the messages, which may differ from the requested one. */
  readonly locale: string;
  readonly messages: Readonly<Record<string, string>>;
}

const messages = new Map<string, Promise<Messages>>();

export function loadMessages(issuer: string, locale: string): Promise<Messages> {
  const address = `${issuer}/api-keys/embed/messages?locale=${encodeURIComponent(locale)}`;
  return once(messages, address, async () => (await load(address)).json() as Promise<Messages>);
}

async function load(address: string): Promise<Response> {
  const answer = await fetch(address, { credentials: "omit" });
  if (!answer.ok) {
    throw new Error(`${address}: ${answer.status}`);
  }
  return answer;
}

function once<T>(known: Map<string, Promise<T>>, address: string, read: () => Promise<T>): Promise<T> {
  const earlier = known.get(address);
  if (earlier) {
    return earlier;
  }
  const now = read();
  known.set(address, now);
  now.catch(() => known.delete(address));
  return now;
}

/**
 * Makes the property a length, so that its value `1em` is computed where it is set, and not where it is used. A shadow root
 * cannot do this in its own styles.
 */
function registerRem(): void {
  try {
    CSS.registerProperty({ name: "--org-api-keys-rem", syntax: "<length>", inherits: true, initialValue: "16px" });
  } catch {
    // registered before
  }
}

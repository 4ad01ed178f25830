import { env } from "./environment";

const PREFIX = "orgApiKeys";

let messages: Readonly<Record<string, string>> = {};
let locale = "en";
let isRightToLeft: boolean | undefined;

interface Message {
  readonly key: string;
  readonly value: string;
}

/**
 * Loads our messages from Keycloak in the language of the console. They include the realm's own translations; messages
 * without a translation are in English.
 */
export async function loadMessages(console: "admin" | "account", language: string): Promise<void> {
  const base = console === "admin" ? (env.adminBaseUrl ?? env.serverBaseUrl) : env.serverBaseUrl;
  const answer = await fetch(
    `${base}/resources/${encodeURIComponent(env.realm)}/${console}/${encodeURIComponent(language)}`,
  );
  if (!answer.ok) {
    throw new Error(`org-api-keys: no messages (${answer.status})`);
  }
  const all = (await answer.json()) as Message[];
  const ours = all.filter(({ key }) => key.startsWith(PREFIX));
  setMessages(Object.fromEntries(ours.map(({ key, value }) => [key, value])), language);
}

/** @param rightToLeft whether the page is written from right to left; missing if the document says so */
export function setMessages(texts: Readonly<Record<string, string>>, language: string, rightToLeft?: boolean): void {
  messages = texts;
  locale = canonical(language);
  isRightToLeft = rightToLeft;
}

/** Converts a locale of Keycloak to a BCP 47 tag, because a few old locales have an underscore. */
function canonical(language: string): string {
  try {
    return Intl.getCanonicalLocales(language.replaceAll("_", "-"))[0] ?? "en";
  } catch {
    return "en";
  }
}

/** Returns the message with {{0}} or {0} replaced by the first parameter and so on. Without a message, returns the key. */
export function t(key: string, ...params: readonly (string | number)[]): string {
  const message = messages[key] ?? key;
  return message.replace(/\{\{(\d+)\}\}|\{(\d+)\}/g, (placeholder, double?: string, single?: string) => {
    const value = params[Number(double ?? single)];
    return value === undefined ? placeholder : typeof value === "number" ? formatNumber(value) : isolated(value);
  });
}

/** Matches the letters of the scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * Encloses a text in the characters FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, if the sentence around it can have
 * the other direction. Without them, the text and the sentence would reorder each other.
 */
function isolated(text: string): string {
  return (isRightToLeft ?? document.documentElement.dir === "rtl") || RIGHT_TO_LEFT.test(text)
    ? `\u2068${text}\u2069`
    : text;
}

/** Returns the message in the plural form for a count, such as `key_one` or `key_other`; {{0}} is the count. */
export function plural(key: string, count: number, ...params: readonly (string | number)[]): string {
  const form = `${key}_${new Intl.PluralRules(locale).select(count)}`;
  return t(form in messages ? form : `${key}_other`, count, ...params);
}

export function hasMessage(key: string): boolean {
  return key in messages;
}

export function currentLocale(): string {
  return locale;
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}

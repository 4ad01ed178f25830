import type { KeyType, Settings } from "./model";

const DAY = 86_400;
const PRESET_DAYS = [30, 60, 90, 365];

/** A choice in the expiry field. `date` is a day in the user's time zone, in the format of `<input type="date">`. */
export type Expiry =
  | { kind: "default" }
  | { kind: "keep" }
  | { kind: "days"; days: number }
  | { kind: "date"; date: string }
  | { kind: "none" };

export interface ExpiryBounds {
  /** The lifetime of a new key without an expiry, in seconds; null for unlimited. */
  defaultLifetime: number | null;
  /** The latest expiry that the realm allows, in milliseconds since 1970; null for no limit. */
  latest: number | null;
}

/**
 * Returns the limits for the expiry of a key. The lifetime of a key starts when its secret is issued. A new key gets
 * its secret now.
 */
export function boundsOf(settings: Settings, type: KeyType, issuedAt: number): ExpiryBounds {
  const maximum = settings.maximumLifetime[type];
  return {
    defaultLifetime: settings.defaultLifetime[type] ?? maximum,
    latest: maximum === null ? null : issuedAt + maximum * 1000,
  };
}

/**
 * Returns the choices for a new key. A request cannot ask for no expiry, because the REST API then uses the realm's
 * default lifetime. So "never" is available only if it is the default.
 */
export function choicesForNew(bounds: ExpiryBounds, now: number): Expiry[] {
  return [{ kind: "default" }, ...presets(bounds, now), { kind: "date", date: "" }];
}

/**
 * Returns the initial choice for a new key: the realm's default lifetime or, if the default is unlimited, a number of
 * days. A bot key has more days, because nobody may notice at once that an unattended program has stopped.
 */
export function initialExpiry(bounds: ExpiryBounds, type: KeyType): Expiry {
  return bounds.defaultLifetime === null ? { kind: "days", days: type === "bot" ? 365 : 90 } : { kind: "default" };
}

/** Returns the choices for an existing key. */
export function choicesForExisting(bounds: ExpiryBounds, now: number, expiresAt: string | undefined): Expiry[] {
  return [
    { kind: "keep" },
    ...presets(bounds, now),
    ...(expiresAt !== undefined && bounds.latest === null ? [{ kind: "none" } as const] : []),
    { kind: "date", date: "" },
  ];
}

function presets(bounds: ExpiryBounds, now: number): Expiry[] {
  return PRESET_DAYS.filter((days) => bounds.latest === null || now + days * DAY * 1000 <= bounds.latest)
    .filter((days) => days * DAY !== bounds.defaultLifetime)
    .map((days) => ({ kind: "days", days }));
}

/**
 * Converts a choice to the value for the REST API: undefined to omit the field, null for never. A date means the end of
 * that day in the user's time zone. If the latest expiry that the realm allows is on that day, the value is at least
 * one minute earlier than this limit, because clocks can differ. The same limit applies to a number of days.
 */
export function expiresAt(choice: Expiry, bounds: ExpiryBounds, now: number): string | null | undefined {
  switch (choice.kind) {
    case "default":
    case "keep":
      return undefined;
    case "none":
      return null;
    case "days":
      return new Date(within(bounds, now + choice.days * DAY * 1000)).toISOString();
    case "date": {
      const end = endOfDay(choice.date);
      if (end === undefined) {
        return undefined;
      }
      const sameDay = bounds.latest !== null && dayOf(bounds.latest) === choice.date;
      return new Date(sameDay ? within(bounds, end) : end).toISOString();
    }
  }
}

/** Whether a key with this expiry has expired according to the clock of this computer. */
export function isExpired(at: string | undefined, now: number): boolean {
  return at !== undefined && Date.parse(at) <= now;
}

/** The number of days before the expiry from which a list shows a label. */
const SOON_DAYS = 7;

/** Whether a key expires within a few days. */
export function isSoon(at: string, now: number): boolean {
  const left = Date.parse(at) - now;
  return left > 0 && left < SOON_DAYS * DAY * 1000;
}

type DateError = "missing" | "past" | "late";

/** Returns the error of a selected date. The server validates the date as well, but this check saves a round trip. */
export function dateError(date: string, bounds: ExpiryBounds, now: number): DateError | undefined {
  const end = endOfDay(date);
  if (end === undefined) {
    return "missing";
  }
  if (end <= now) {
    return "past";
  }
  return bounds.latest !== null && date > dayOf(bounds.latest) ? "late" : undefined;
}

/** Returns the day in the user's time zone, in the format of `<input type="date">`. */
export function dayOf(time: number): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function endOfDay(day: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T23:59:59`).getTime() : NaN;
  return Number.isNaN(time) ? undefined : time;
}

function within(bounds: ExpiryBounds, time: number): number {
  const margin = 60_000;
  return bounds.latest === null ? time : Math.min(time, bounds.latest - margin);
}

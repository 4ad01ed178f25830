import type { KeyType, Settings } from "./model";

const DAY = 86_400;
const PRESET_DAYS = [30, 60, 90, 365];

/** A choice in the form of a key. `date` is a day of the calendar of whoever looks, as `<input type="date">` has it. */
export type Expiry =
  | { kind: "default" }
  | { kind: "keep" }
  | { kind: "days"; days: number }
  | { kind: "date"; date: string }
  | { kind: "none" };

export interface ExpiryBounds {
  /** Seconds that a new key lives if nobody says; null for ever. */
  defaultLifetime: number | null;
  /** When the key may expire at the latest, in milliseconds; null for no bound. */
  latest: number | null;
}

/** The bounds of a new key, or of one that exists: its life is counted from when its secret was issued. */
export function boundsOf(settings: Settings, type: KeyType, issuedAt: number): ExpiryBounds {
  const maximum = settings.maximumLifetime[type];
  return {
    defaultLifetime: settings.defaultLifetime[type] ?? maximum,
    latest: maximum === null ? null : issuedAt + maximum * 1000,
  };
}

/**
 * What can be chosen for a new key. The REST gives a key without an expiry the default of the realm, so never to expire can be
 * chosen only where that is the default.
 */
export function choicesForNew(bounds: ExpiryBounds, now: number): Expiry[] {
  return [{ kind: "default" }, ...presets(bounds, now), { kind: "date", date: "" }];
}

/** What can be chosen for a key that exists. */
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
 * The choice as the REST takes it: undefined to say nothing, null for never. A day ends with its last minute where the user is,
 * or at the bound, if that is on the same day. The bound is not touched: the clock of this computer may be ahead.
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

/** Whether a key with this expiry has expired, as far as the clock of this computer tells. */
export function isExpired(at: string | undefined, now: number): boolean {
  return at !== undefined && Date.parse(at) <= now;
}

type DateError = "missing" | "past" | "late";

/** What is wrong with a day that was chosen. The server has the last word; this spares a round trip. */
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

/** The day of the user's calendar, as `<input type="date">` has it. */
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

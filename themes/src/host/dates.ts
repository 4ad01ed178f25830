// Not in messages.ts, because the script that starts with the console must be small and needs no dates
import { currentLocale } from "./messages";

/** Formats a date like the consoles do: "November 25, 2026". */
export function formatDate(time: string | Date): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: "long" }).format(new Date(time));
}

/** Formats a date for a column of a table: "Nov 25, 2026". */
export function formatShortDate(time: string | Date): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: "medium" }).format(new Date(time));
}

/** Formats a time like the consoles do: "November 25, 2026 at 11:20 AM". */
export function formatDateTime(time: string | Date): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: "long", timeStyle: "short" }).format(new Date(time));
}

const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** Formats a time relative to now: "3 hours ago", "in 2 days", "now". */
export function formatRelative(time: string | Date, now: Date = new Date()): string {
  const seconds = (new Date(time).getTime() - now.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) {
      // a key that expires in almost three days expires "in 3 days"
      return format.format(seconds > 0 ? Math.round(seconds / length) : Math.trunc(seconds / length), unit);
    }
  }
  return format.format(0, "second");
}

/** Formats a number of days from now: "in 30 days", "90 days ago", "today". */
export function formatDays(days: number): string {
  return new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" }).format(days, "day");
}

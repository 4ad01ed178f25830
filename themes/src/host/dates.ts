// Apart from the messages, because the start of a console needs no dates
import { currentLocale } from "./messages";

/** As the consoles write dates: "November 25, 2026". */
export function formatDate(time: string | Date): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: "long" }).format(new Date(time));
}

/** As the consoles write times: "November 25, 2026 at 11:20 AM". */
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

/** "3 hours ago", "in 2 days", "now". */
export function formatRelative(time: string | Date, now: Date = new Date()): string {
  const seconds = (new Date(time).getTime() - now.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) {
      return format.format(Math.trunc(seconds / length), unit);
    }
  }
  return format.format(0, "second");
}

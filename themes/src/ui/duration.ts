import { plural } from "../host/messages";

export const UNITS = { second: 1, minute: 60, hour: 3600, day: 86400 };
export type Unit = keyof typeof UNITS;

const LARGEST_FIRST: Unit[] = ["day", "hour", "minute", "second"];

/** Splits seconds into an amount and the largest unit without a fraction. */
export function split(seconds: number): { amount: number; unit: Unit } {
  const unit = seconds === 0 ? "second" : (LARGEST_FIRST.find((each) => seconds % UNITS[each] === 0) ?? "second");
  return { amount: seconds / UNITS[unit], unit };
}

/** Converts an amount to seconds. Returns undefined if it is not a number. */
export function seconds(amount: string, unit: Unit): number | undefined {
  const number = amount.trim() === "" ? NaN : Number(amount);
  return Number.isFinite(number) ? Math.round(number * UNITS[unit]) : undefined;
}

/** Formats a period, such as "24 hours". */
export function period(seconds: number): string {
  const { amount, unit } = split(seconds);
  return plural(`orgApiKeysPeriod.${unit}`, amount);
}

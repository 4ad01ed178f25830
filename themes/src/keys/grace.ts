/** The grace period, for which the old secret stays valid after a rotation. All values are in seconds. */

const HOUR = 3600;
const DAY = 24 * HOUR;
const BY_DEFAULT = DAY;
const CHOICES = [0, HOUR, DAY, 7 * DAY];

/** Returns the choices: the usual periods that the realm allows, and the realm's maximum. */
export function graceChoices(maximum: number): number[] {
  const allowed = CHOICES.filter((seconds) => seconds <= maximum);
  return allowed.includes(maximum) || maximum > 7 * DAY ? allowed : [...allowed, maximum];
}

/** Returns the default of the REST API. */
export function defaultGrace(maximum: number): number {
  return Math.min(BY_DEFAULT, maximum);
}

/** Converts typed hours to seconds. Returns undefined if the text is not a period within the maximum. */
export function customGrace(hours: string, maximum: number): number | undefined {
  const text = hours.trim().replace(",", ".");
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * HOUR) : NaN;
  return seconds >= 0 && seconds <= maximum ? seconds : undefined;
}

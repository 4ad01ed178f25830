/** How long the former secret goes on working after a rotation. Seconds throughout. */

const HOUR = 3600;
const DAY = 24 * HOUR;
const BY_DEFAULT = DAY;
const CHOICES = [0, HOUR, DAY, 7 * DAY];

/** What is offered: the usual periods that the realm allows, and its maximum. */
export function graceChoices(maximum: number): number[] {
  const allowed = CHOICES.filter((seconds) => seconds <= maximum);
  return allowed.includes(maximum) || maximum > 7 * DAY ? allowed : [...allowed, maximum];
}

/** What the REST takes when nobody says. */
export function defaultGrace(maximum: number): number {
  return Math.min(BY_DEFAULT, maximum);
}

/** Hours as somebody typed them, in seconds; undefined when that is no period within the maximum. */
export function customGrace(hours: string, maximum: number): number | undefined {
  const text = hours.trim().replace(",", ".");
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * HOUR) : NaN;
  return seconds >= 0 && seconds <= maximum ? seconds : undefined;
}

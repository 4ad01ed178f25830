import type { Duration } from "../ui/duration-input";
import type { LeakPolicy, LeakReporter, Settings } from "./api";
import { isImportedPrefix, isPrefix, isPublicKey, isReporterId } from "./definition";

/** The settings as they stand in the form: numbers as typed, and durations that may be missing. */
export interface Draft {
  readonly prefix: string;
  readonly userKeysPerMember: string;
  readonly botKeysPerOrganization: string;
  readonly durations: Readonly<Record<DurationField, Duration>>;
  readonly networksRequired: Settings["networksRequired"];
  readonly importedPrefixes: readonly string[];
  readonly leakedKeys: LeakPolicy;
  readonly leakReporters: readonly LeakReporter[];
  readonly expiryNotices: boolean;
}

export const LIFETIMES = [
  "defaultLifetime.user",
  "maximumLifetime.user",
  "defaultLifetime.bot",
  "maximumLifetime.bot",
] as const;

export const IDLE_TIMES = ["maximumIdleTime.user", "maximumIdleTime.bot"] as const;

export type DurationField = (typeof LIFETIMES)[number] | (typeof IDLE_TIMES)[number] | "maximumGracePeriod";

export const LIMITS = ["userKeysPerMember", "botKeysPerOrganization"] as const;

export type Errors = Readonly<
  Record<string, "prefix" | "limit" | "duration" | "idle" | "tooLong" | "prefixes" | "reporters">
>;

const MAXIMUM_LIMIT = 100_000;
const MOST_PREFIXES = 20;
const MOST_REPORTERS = 20;
const SHORTEST_IDLE_TIME = 86_400;
const LONGEST_LIFETIME = 3_153_600_000;
const LONGEST_GRACE_PERIOD = 31_536_000;

export function draftOf(settings: Settings): Draft {
  return {
    prefix: settings.prefix,
    userKeysPerMember: String(settings.userKeysPerMember),
    botKeysPerOrganization: String(settings.botKeysPerOrganization),
    durations: {
      "defaultLifetime.user": settings.defaultLifetime.user,
      "maximumLifetime.user": settings.maximumLifetime.user,
      "defaultLifetime.bot": settings.defaultLifetime.bot,
      "maximumLifetime.bot": settings.maximumLifetime.bot,
      "maximumIdleTime.user": settings.maximumIdleTime.user,
      "maximumIdleTime.bot": settings.maximumIdleTime.bot,
      maximumGracePeriod: settings.maximumGracePeriod,
    },
    networksRequired: settings.networksRequired,
    importedPrefixes: settings.importedPrefixes,
    leakedKeys: settings.leakedKeys,
    leakReporters: settings.leakReporters,
    expiryNotices: settings.expiryNotices,
  };
}

/** Undefined values do not get this far: {@link errorsIn} finds them. */
export function settingsOf({ durations, userKeysPerMember, botKeysPerOrganization, ...same }: Draft): Settings {
  return {
    ...same,
    userKeysPerMember: Number(userKeysPerMember),
    botKeysPerOrganization: Number(botKeysPerOrganization),
    defaultLifetime: { user: durations["defaultLifetime.user"] ?? null, bot: durations["defaultLifetime.bot"] ?? null },
    maximumLifetime: { user: durations["maximumLifetime.user"] ?? null, bot: durations["maximumLifetime.bot"] ?? null },
    maximumIdleTime: { user: durations["maximumIdleTime.user"] ?? null, bot: durations["maximumIdleTime.bot"] ?? null },
    maximumGracePeriod: durations.maximumGracePeriod ?? 0,
  };
}

/** What the server would refuse, by field: the same rules, told while one types and in the reader's language. */
export function errorsIn(draft: Draft): Errors {
  const errors: Record<string, Errors[string]> = {};
  if (!isPrefix(draft.prefix)) {
    errors.prefix = "prefix";
  }
  for (const field of LIMITS) {
    if (!/^\d+$/.test(draft[field]) || Number(draft[field]) > MAXIMUM_LIMIT) {
      errors[field] = "limit";
    }
  }
  for (const field of LIFETIMES) {
    const value = draft.durations[field];
    if (value !== null && !isBetween(value, 60, LONGEST_LIFETIME)) {
      errors[field] = "duration";
    }
  }
  for (const field of IDLE_TIMES) {
    const value = draft.durations[field];
    if (value !== null && !isBetween(value, SHORTEST_IDLE_TIME, LONGEST_LIFETIME)) {
      errors[field] = "idle";
    }
  }
  for (const type of ["user", "bot"] as const) {
    const byDefault = draft.durations[`defaultLifetime.${type}`];
    const maximum = draft.durations[`maximumLifetime.${type}`];
    if (byDefault && maximum && byDefault > maximum) {
      errors[`defaultLifetime.${type}`] ??= "tooLong";
    }
  }
  if (!isBetween(draft.durations.maximumGracePeriod, 0, LONGEST_GRACE_PERIOD)) {
    errors.maximumGracePeriod = "duration";
  }
  if (draft.importedPrefixes.length > MOST_PREFIXES || !draft.importedPrefixes.every(isImportedPrefix)) {
    errors.importedPrefixes = "prefixes";
  }
  const ids = new Set(draft.leakReporters.map(({ id }) => id));
  if (
    draft.leakReporters.length > MOST_REPORTERS ||
    ids.size < draft.leakReporters.length ||
    !draft.leakReporters.every(({ id, publicKey }) => isReporterId(id) && isPublicKey(publicKey))
  ) {
    errors.leakReporters = "reporters";
  }
  return errors;
}

const isBetween = (value: Duration, least: number, most: number) =>
  typeof value === "number" && value >= least && value <= most;

import { isAttributeQuery } from "./attribute-query";
import { KEY_STATUSES, type KeySelection, type KeyStatus, type KeyType } from "./model";
import { searchPattern } from "./search";

const TYPES: readonly KeyType[] = ["user", "bot"];

export const TIME_FILTERS = [
  "expiresBefore",
  "expiresAfter",
  "lastUsedBefore",
  "lastUsedAfter",
  "createdBefore",
  "createdAfter",
] as const;
const ID_FILTERS = ["organizationId", "permission", "createdBy"] as const;
/** The filter by attributes. Its value has the syntax of Keycloak's own searches, such as `plan:pro`. */
const ATTRIBUTES = "q";
const FLAGS = ["unused", "leaked"] as const;

/** The filters that a list offers in a menu. Their names are those of the REST API. */
export const MORE_FILTERS = [...ID_FILTERS, ATTRIBUTES, ...TIME_FILTERS, ...FLAGS] as const;

export type MoreFilter = (typeof MORE_FILTERS)[number];
export type TimeFilter = (typeof TIME_FILTERS)[number];
export type Flag = (typeof FLAGS)[number];

/**
 * The filters of a list, as in its address. A time is a day, such as `2027-01-31`, or a number of days from now, such as
 * `30d` or `-90d`, so that a bookmark of the next 30 days stays correct.
 */
export interface Filters extends Partial<Record<MoreFilter, string>> {
  search: string;
  type: KeyType | "";
  status: KeyStatus | "";
}

export const NO_FILTERS: Filters = { search: "", type: "", status: "" };

export function isFiltering(filters: Filters): boolean {
  return Object.values(filters).some((value) => value !== "" && value !== undefined);
}

/** Returns the filters that a list offers in a menu and that are in use, with their values. */
export function moreOf(filters: Filters): [MoreFilter, string][] {
  return MORE_FILTERS.flatMap((name) => {
    const value = filters[name];
    return value === undefined || value === "" ? [] : [[name, value]];
  });
}

/** Returns the change that removes all filters. */
export function cleared(filters: Filters): Partial<Filters> {
  return { ...NO_FILTERS, ...Object.fromEntries(moreOf(filters).map(([name]) => [name, ""])) };
}

export const isTime = (name: MoreFilter): name is TimeFilter => (TIME_FILTERS as readonly string[]).includes(name);
export const isFlag = (name: MoreFilter): name is Flag => (FLAGS as readonly string[]).includes(name);

/** Reads the filters from the parameters of an address. Ignores values that a filter cannot have. */
export function filtersOf(value: (name: string) => string): Filters {
  const known = <T extends string>(all: readonly T[], text: string) => all.find((each) => each === text);
  const more = MORE_FILTERS.map((name) => [name, value(name)] as const);
  return {
    search: value("search"),
    type: known(TYPES, value("type")) ?? "",
    status: known(KEY_STATUSES, value("status")) ?? "",
    ...Object.fromEntries(more.filter(([name, text]) => text !== "" && isValid(name, text))),
  };
}

function isValid(name: MoreFilter, text: string): boolean {
  if (isTime(name)) {
    return daysOf(text) !== undefined || dayOf(text) !== undefined;
  }
  if (name === ATTRIBUTES) {
    return isAttributeQuery(text);
  }
  return !isFlag(name) || text === "true" || text === "false";
}

/** Returns the number of days from now; undefined for a fixed day. */
export function daysOf(text: string): number | undefined {
  const [, days] = /^(-?\d{1,5})d$/.exec(text) ?? [];
  return days === undefined ? undefined : Number(days);
}

/** Returns the start of a day in the time zone of the user; undefined if there is no such day. */
export function dayOf(text: string): Date | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined || year < 1000) {
    return undefined;
  }
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day ? date : undefined;
}

const DAY = 86_400_000;

/** Returns the parameters of the REST API for the filters. */
export function selectionOf({ search, type, status, ...rest }: Filters, now: number): KeySelection {
  const filters: Filters = { ...NO_FILTERS, ...rest };
  return {
    search: searchPattern(search),
    type: type || undefined,
    status: status || undefined,
    ...Object.fromEntries(moreOf(filters).map(([name, value]) => [name, isTime(name) ? timeOf(value, now) : value])),
  };
}

function timeOf(text: string, now: number): string | undefined {
  const days = daysOf(text);
  return (days === undefined ? dayOf(text) : new Date(now + days * DAY))?.toISOString();
}

/** The filters of a saved view and their order. */
export interface View {
  readonly name: "all" | "expiring" | "unused" | "leaked" | "suspended";
  readonly filters: Partial<Filters>;
  /** The order as in an address. */
  readonly sort?: string;
}

export const VIEWS: readonly View[] = [
  { name: "all", filters: {} },
  { name: "expiring", filters: { expiresAfter: "0d", expiresBefore: "30d" }, sort: "expiresAt" },
  // without the keys that are too new to have been used
  { name: "unused", filters: { lastUsedBefore: "-90d", createdBefore: "-90d" }, sort: "lastUsedAt" },
  { name: "leaked", filters: { leaked: "true" } },
  { name: "suspended", filters: { status: "suspended" } },
];

/** Whether the list has exactly the filters of the view. */
export function isOfView(filters: Filters, view: View): boolean {
  const wanted = { ...NO_FILTERS, ...view.filters };
  const names = new Set([...Object.keys(filters), ...Object.keys(wanted)]) as Set<keyof Filters>;
  return [...names].every((name) => (filters[name] ?? "") === (wanted[name] ?? ""));
}

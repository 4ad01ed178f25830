import type { Query } from "../host/query";
import type { Page } from "../ui/pager";
import { filtersOf, MORE_FILTERS, selectionOf, type Filters } from "./filters";
import { SORT_FIELDS, type KeySelection, type Sort } from "./model";

/** The size of a page by default, and the largest one. */
const PAGE_SIZE = 10;
const MAX_PAGE_SIZE = 100;
/** The order of the server if the request names none. */
export const BY_NAME: Sort = { by: "name", isDescending: false };

/** What a list of keys shows. */
export interface ListState {
  readonly filters: Filters;
  readonly page: Page;
  readonly sort: Sort;
}

/**
 * Returns what the list shows at this address. Ignores values that a list cannot have, because anybody can edit an
 * address.
 *
 * @param prefix what the names of the parameters start with, if the page has several lists
 */
export function stateOf(query: Query, prefix: string): ListState {
  const value = (name: string) => String(query[prefix + name] ?? "");
  const number = (name: string, max: number) =>
    /^[1-9]\d{0,8}$/.test(value(name)) ? Math.min(Number(value(name)), max) : 0;
  const max = number("size", MAX_PAGE_SIZE) || PAGE_SIZE;
  const by = SORT_FIELDS.find((each) => each === value("sort").replace(/^-/, ""));
  return {
    filters: filtersOf(value),
    page: { first: (Math.max(1, number("page", MAX_PAGE)) - 1) * max, max },
    sort: by ? { by, isDescending: value("sort").startsWith("-") } : BY_NAME,
  };
}

const MAX_PAGE = 1_000_000;

/** Returns the parameters for what the list shows. The defaults are not in the address. */
export function queryOfList({ filters, page, sort }: ListState, prefix: string): Query {
  const parameters = {
    ...filters,
    page: page.first > 0 ? page.first / page.max + 1 : undefined,
    size: page.max === PAGE_SIZE ? undefined : page.max,
    sort: sortParameter(sort),
  };
  return Object.fromEntries(Object.entries(parameters).map(([name, each]) => [prefix + name, each]));
}

/** Returns the query without what the list shows. */
export function withoutList(query: Query, prefix: string): Query {
  const names = [
    ...Object.keys(queryOfList(stateOf({}, prefix), prefix)),
    ...MORE_FILTERS.map((name) => prefix + name),
  ];
  return Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name)));
}

/** Returns the parameter of the REST API for the order; undefined for its default. */
export function sortParameter({ by, isDescending }: Sort): string | undefined {
  const text = (isDescending ? "-" : "") + by;
  return text === BY_NAME.by ? undefined : text;
}

/** Returns the parameters of the REST API for the keys of all pages of the list. */
export function selectionOfList({ filters, sort }: ListState): KeySelection {
  return { ...selectionOf(filters, Date.now()), sort: sortParameter(sort) };
}

import { setQuery, type Query } from "../host/query";
import { useQuery } from "../ui/use-query";
import type { Filters } from "./filters";
import { queryOfList, stateOf, withoutList, type ListState } from "./list-address";

interface AddressOfList {
  /** The query of the current address. */
  readonly query: Query;
  readonly state: ListState;
  /** The part of the address that the list depends on, to detect changes. */
  readonly parameters: Query;
  /** Returns the query of the address at which the list shows this. */
  queryFor: (part: Partial<ListState>) => Query;
  change: (part: Partial<ListState>) => void;
  /** Changes some filters and shows the first page. */
  filter: (part: Partial<Filters>) => void;
}

/**
 * What a list shows, which is part of the address of the page.
 *
 * @param prefix what the names of the parameters start with, if the page has several lists
 * @param onChange called before each change of the user
 */
export function useListState(prefix: string, onChange: () => void): AddressOfList {
  const query = useQuery();
  const state = stateOf(query, prefix);
  const queryFor = (part: Partial<ListState>) => ({
    ...withoutList(query, prefix),
    ...queryOfList({ ...state, ...part }, prefix),
  });
  const change = (part: Partial<ListState>) => {
    onChange();
    setQuery(queryFor(part));
  };
  const filter = (part: Partial<Filters>) =>
    change({ filters: { ...state.filters, ...part }, page: { ...state.page, first: 0 } });
  return { query, state, parameters: queryOfList(state, prefix), queryFor, change, filter };
}

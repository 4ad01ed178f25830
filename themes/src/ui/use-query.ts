import { useMemo, useSyncExternalStore } from "react";
import { currentQuery, onQueryChange, type Query } from "../host/query";

/** The query of the page's address. It changes when the user follows a link, or goes back or forward. */
export function useQuery(): Query {
  const text = useSyncExternalStore(onQueryChange, currentQuery);
  return useMemo(() => Object.fromEntries(new URLSearchParams(text)), [text]);
}

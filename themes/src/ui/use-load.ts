import { useCallback, useEffect, useRef, useState, type DependencyList } from "react";

export interface Loaded<T> {
  /** The latest data. Stays while newer data is loading. */
  data?: T;
  problem?: unknown;
  loading: boolean;
  reload: () => void;
}

/**
 * Loads data on the first rendering and when `deps` change. Uses only the result of the latest request, even if an
 * earlier request is answered later. Uses no result after the component is unmounted.
 */
export function useLoad<T>(load: () => Promise<T>, deps: DependencyList): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, "reload">>({ loading: true });
  const latest = useRef(0);

  const reload = useCallback(() => {
    const mine = ++latest.current;
    const settle = (outcome: { data?: T; problem?: unknown }) => {
      if (mine === latest.current) {
        setState({ ...outcome, loading: false });
      }
    };
    setState((before) => ({ ...before, loading: true }));
    load().then(
      (data) => settle({ data }),
      (problem: unknown) => settle({ problem }),
    );
    // eslint-disable-next-line react-hooks/exhaustive-deps -- they come from the caller, as with useEffect
  }, deps);

  useEffect(() => {
    reload();
    const counter = latest;
    return () => {
      counter.current++;
    };
  }, [reload]);

  return { ...state, reload };
}

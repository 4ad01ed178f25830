import { useCallback, useEffect, useRef, useState } from "react";

interface Action {
  busy: boolean;
  /** The error of the last run. */
  problem?: unknown;
  /** Runs an action, unless one is already running. Returns true on success. */
  run: (action: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
}

/** Runs an action of the user, such as saving a form. Only one runs at a time, and its error is kept for display. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const running = useRef(false);
  const mounted = useRef(true);

  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const run = useCallback(async (action: () => Promise<unknown>) => {
    if (running.current) {
      return false;
    }
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await action();
      return true;
    } catch (error) {
      if (mounted.current) {
        setProblem(error);
      }
      return false;
    } finally {
      running.current = false;
      if (mounted.current) {
        setBusy(false);
      }
    }
  }, []);

  const clear = useCallback(() => setProblem(undefined), []);
  return { busy, problem, run, clear };
}

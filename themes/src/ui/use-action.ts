import { useCallback, useEffect, useRef, useState } from "react";

interface Action {
  busy: boolean;
  /** Why the last run failed. */
  problem?: unknown;
  /** Runs it, unless one is running already; true when it went well. */
  run: (action: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
}

/** Something that the user sets off, such as saving a form: one at a time, with its error kept for display. */
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

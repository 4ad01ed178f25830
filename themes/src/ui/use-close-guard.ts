import { useEffect, useRef, type RefObject } from "react";

/**
 * Makes the browser ask for confirmation before it closes or reloads the page.
 *
 * @param isNeeded whether closing would lose something
 * @returns the current value of `isNeeded`, for listeners
 */
export function useCloseGuard(isNeeded: boolean): RefObject<boolean> {
  const needed = useRef(isNeeded);
  needed.current = isNeeded;
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (needed.current) {
        event.preventDefault();
      }
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, []);
  return needed;
}

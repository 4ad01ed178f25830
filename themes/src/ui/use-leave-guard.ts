import { useEffect, useRef, useState } from "react";

const GUARD = "orgApiKeysGuard";

/**
 * Warns before the user leaves the page. Closing and reloading it asks for confirmation, and the Back button of the browser
 * has no effect the first time.
 *
 * @param isNeeded whether leaving would lose something
 * @return `isHeld`: whether the user has tried to go back
 */
export function useLeaveGuard(isNeeded: boolean): { isHeld: boolean } {
  const [isHeld, setIsHeld] = useState(false);
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

  useEffect(() => {
    const address = location.href;
    // The Back button leads from an additional entry to the same page. The state keeps what the console's router put there.
    const push = () => history.pushState({ ...stateOf(), [GUARD]: true }, "");
    const onBack = () => {
      if (stateOf()[GUARD] === true || location.href !== address) {
        return;
      }
      if (needed.current) {
        push();
        setIsHeld(true);
      } else {
        history.back();
      }
    };
    push();
    window.addEventListener("popstate", onBack);
    return () => {
      window.removeEventListener("popstate", onBack);
      if (stateOf()[GUARD] === true) {
        history.back();
      }
    };
  }, []);
  return { isHeld };
}

const stateOf = () => (history.state ?? {}) as Record<string, unknown>;

import { useEffect, useState } from "react";
import { useCloseGuard } from "./use-close-guard";

const GUARD = "orgApiKeysGuard";

/**
 * Warns before the user leaves the page: the browser asks for confirmation before it closes or reloads the page, and its
 * Back button has no effect.
 *
 * @param isNeeded whether leaving would lose something
 * @returns `isHeld`: whether the user has tried to go back
 */
export function useLeaveGuard(isNeeded: boolean): { isHeld: boolean } {
  const [isHeld, setIsHeld] = useState(false);
  const needed = useCloseGuard(isNeeded);

  useEffect(() => {
    const address = location.href;
    // The Back button leads from an additional entry to the same page. The state keeps what the console's router put there.
    const push = () => history.pushState({ ...stateOf(), [GUARD]: true }, "");
    const onPop = (event: PopStateEvent) => {
      if (location.href !== address) {
        return;
      }
      hide(event);
      if (isAdditional()) {
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
    window.addEventListener("popstate", onPop, { capture: true });
    return () => {
      window.removeEventListener("popstate", onPop, { capture: true });
      if (isAdditional()) {
        window.addEventListener("popstate", hide, { capture: true, once: true });
        history.back();
      }
    };
  }, [needed]);
  return { isHeld };
}

/**
 * Hides from the console's router that the history moved between the two entries of the page. The account console would
 * remove the page and show it anew, without its dialog.
 */
const hide = (event: Event) => event.stopImmediatePropagation();

const isAdditional = () => stateOf()[GUARD] === true;

const stateOf = () => (history.state ?? {}) as Record<string, unknown>;

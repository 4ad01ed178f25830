import { useCloseGuard } from "../../ui/use-close-guard";

/** Only warns before the page is closed. Does not prevent the Back button, because the history belongs to the application. */
export function useLeaveGuard(isNeeded: boolean): { isHeld: boolean } {
  useCloseGuard(isNeeded);
  return { isHeld: false };
}

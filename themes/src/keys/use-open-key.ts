import { useEffect, useRef } from "react";
import { useQuery } from "../ui/use-query";

interface OpenKey {
  /** The id of the key whose page is at the current address. Without one, the address is that of the list. */
  open?: string;
  /** The id of the key whose page was open last. */
  left?: string;
}

/** The key in the address of the page. */
export function useOpenKey(): OpenKey {
  const { key } = useQuery();
  const open = key === undefined || key === "" ? undefined : String(key);
  const left = useRef<string>();
  useEffect(() => {
    left.current = open ?? left.current;
  }, [open]);
  return { open, left: left.current };
}

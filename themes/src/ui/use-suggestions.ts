import { useEffect, useRef, useState } from "react";

/** The pause in typing before suggestions are requested, in milliseconds. */
const PAUSE = 250;

export interface Suggestions<T> {
  suggestions: readonly T[];
  failed: boolean;
}

/** Loads suggestions for a text when typing pauses. Only the result of the latest request is used. */
export function useSuggestions<T>(suggest: (text: string) => Promise<readonly T[]>, text: string, wanted = true) {
  const [state, setState] = useState<Suggestions<T>>({ suggestions: [], failed: false });
  const current = useRef(suggest);
  current.current = suggest;

  useEffect(() => {
    if (!wanted) {
      return undefined;
    }
    let stale = false;
    const show = (next: Suggestions<T>) => {
      if (!stale) {
        setState(next);
      }
    };
    const timer = setTimeout(() => {
      current.current(text).then(
        (suggestions) => show({ suggestions, failed: false }),
        () => show({ suggestions: [], failed: true }),
      );
    }, PAUSE);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, wanted]);

  return state;
}

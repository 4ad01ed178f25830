import { useEffect, useRef, useState } from "react";

/** How long typing has to pause before suggestions are asked for, in milliseconds. */
const PAUSE = 250;

export interface Suggestions<T> {
  suggestions: readonly T[];
  failed: boolean;
}

/** What the server suggests for a text, as soon as it is wanted and typing pauses. Only the latest answer counts. */
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

import { createContext, useContext } from "react";

export type HeadingLevel = "h1" | "h2" | "h3" | "h4";

/** How many levels the headings of the page are below those of a page of a console. */
export const HeadingOffset = createContext(0);

/** Returns the heading of this level on a page of a console, or the one in its place. */
export function useHeading(level: 1 | 2 | 3): HeadingLevel {
  return `h${level + useContext(HeadingOffset)}` as HeadingLevel;
}

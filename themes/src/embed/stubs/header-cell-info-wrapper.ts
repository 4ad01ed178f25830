import type { PropsWithChildren } from "react";

/** Stands for PatternFly's help in the head of a column, which our tables do not have. */
export const HeaderCellInfoWrapper = ({ children }: PropsWithChildren) => children;

import { forwardRef, type ComponentPropsWithoutRef, type MouseEvent } from "react";
import { hrefOf, setQuery, type Query } from "../host/query";

type Props = Omit<ComponentPropsWithoutRef<"a">, "href" | "onClick"> & {
  query: Query;
  /** Called before the address changes, unless the link is opened in another tab. */
  onFollow?: () => void;
};

/** A link to the same page with another query. Like every link, it can be opened in another tab and copied. */
export const PageLink = forwardRef<HTMLAnchorElement, Props>(function PageLink(
  { query, onFollow, children, ...rest },
  ref,
) {
  const follow = (event: MouseEvent) => {
    if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      onFollow?.();
      setQuery(query);
    }
  };
  return (
    <a {...rest} ref={ref} href={hrefOf(query)} onClick={follow}>
      {children}
    </a>
  );
});

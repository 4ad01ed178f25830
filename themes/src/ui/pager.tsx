import { t } from "../host/messages";
import { Pagination } from "../patternfly";

export interface Page {
  first: number;
  max: number;
}

type Props = Page & {
  /**
   * The number of loaded items. The request is for `max + 1` items, because an extra item means that there is a next
   * page.
   */
  count: number;
  onPage: (page: Page) => void;
  variant?: "top" | "bottom";
};

/**
 * Pagination without a total, like the lists of the console. On small screens, only the pagination at the bottom has
 * buttons.
 */
export function Pager({ first, max, count, onPage, variant = "top" }: Props) {
  const range = `${count === 0 ? 0 : first + 1} - ${first + Math.min(count, max)}`;
  return (
    <Pagination
      isCompact
      variant={variant}
      // at the end of the list on small screens, too, where it would otherwise cover a part of a row
      isStatic
      widgetId={`org-api-keys-pager-${variant}`}
      itemCount={first + count}
      page={first / max + 1}
      perPage={max}
      toggleTemplate={() => <b>{range}</b>}
      titles={{
        paginationAriaLabel: t(variant === "top" ? "orgApiKeysUiPagerTop" : "orgApiKeysUiPagerBottom"),
        toPreviousPageAriaLabel: t("orgApiKeysUiPagerPrevious"),
        toNextPageAriaLabel: t("orgApiKeysUiPagerNext"),
        // the accessible name must contain the visible text, for speech input
        optionsToggleAriaLabel: `${range}, ${t("orgApiKeysUiPagerSize")}`,
        itemsPerPage: t("orgApiKeysUiPagerSize"),
        perPageSuffix: t("orgApiKeysUiPagerSuffix"),
      }}
      onNextClick={(_, page) => onPage({ first: (page - 1) * max, max })}
      onPreviousClick={(_, page) => onPage({ first: (page - 1) * max, max })}
      onPerPageSelect={(_, perPage) => onPage({ first: 0, max: perPage })}
    />
  );
}

import { t } from "../host/messages";
import { Pagination } from "../patternfly";

export interface Page {
  first: number;
  max: number;
}

export const FIRST_PAGE: Page = { first: 0, max: 10 };

type Props = Page & {
  /** How many came when `max + 1` were asked for: the one more tells that there is a next page. */
  count: number;
  onPage: (page: Page) => void;
  variant?: "top" | "bottom";
};

/** Paging without knowing the total, as everywhere in the console. */
export function Pager({ first, max, count, onPage, variant = "top" }: Props) {
  const range = `${count === 0 ? 0 : first + 1} - ${first + Math.min(count, max)}`;
  return (
    <Pagination
      isCompact
      variant={variant}
      widgetId="org-api-keys-pager"
      itemCount={first + count}
      page={first / max + 1}
      perPage={max}
      toggleTemplate={() => <b>{range}</b>}
      titles={{
        paginationAriaLabel: t(variant === "top" ? "orgApiKeysUiPagerTop" : "orgApiKeysUiPagerBottom"),
        toPreviousPageAriaLabel: t("orgApiKeysUiPagerPrevious"),
        toNextPageAriaLabel: t("orgApiKeysUiPagerNext"),
        // who says what they see must be understood
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

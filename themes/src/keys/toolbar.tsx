import type { ReactNode } from "react";
import { t } from "../host/messages";
import { Button, FormSelect, FormSelectOption, SyncAltIcon, Toolbar, ToolbarContent, ToolbarItem } from "../patternfly";
import { Pager, type Page } from "../ui/pager";
import { SearchField } from "../ui/search-field";
import { FilterChips, FilterMenu, type FilterChoices } from "./filter-bar";
import type { Filters } from "./filters";
import { KEY_STATUSES } from "./model";

interface Props {
  filters: Filters;
  onFilter: (part: Partial<Filters>) => void;
  /** The filters that the menu offers; missing if there is no menu. */
  more?: FilterChoices;
  /** Missing if the user has no permission to create keys. */
  onCreate?: () => void;
  onRefresh: () => void;
  /** Missing if the list cannot be exported. */
  onExport?: () => void;
  isExporting?: boolean;
  page: Page;
  /** The number of loaded keys, see {@link Pager}. */
  count: number;
  onPage: (page: Page) => void;
  /** Shown below the filters. */
  children?: ReactNode;
}

/** The toolbar of the keys of an organization or of the realm. */
export function KeyToolbar(props: Props) {
  const { filters, onFilter, more, onCreate, onRefresh, onExport, page, count, onPage } = props;
  return (
    <Toolbar>
      <ToolbarContent>
        <ToolbarItem variant="search-filter" className="org-api-keys-search">
          <SearchField
            placeholder={t("orgApiKeysSearch")}
            value={filters.search}
            onSearch={(search) => onFilter({ search })}
          />
        </ToolbarItem>
        {onCreate && (
          <ToolbarItem>
            <CreateButton label={t("orgApiKeysCreate")} onClick={onCreate} />
          </ToolbarItem>
        )}
        <ToolbarItem className="org-api-keys-filter" spacer={{ default: "spacerSm" }}>
          <FormSelect
            aria-label={t("orgApiKeysFilterType")}
            value={filters.type}
            onChange={(_, type) => onFilter({ type: type as Filters["type"] })}
            data-testid="filter-type"
          >
            <FormSelectOption value="" label={t("orgApiKeysAnyType")} />
            <FormSelectOption value="user" label={t("orgApiKeysType.user")} />
            <FormSelectOption value="bot" label={t("orgApiKeysType.bot")} />
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem className="org-api-keys-filter">
          <FormSelect
            aria-label={t("orgApiKeysFilterStatus")}
            value={filters.status}
            onChange={(_, status) => onFilter({ status: status as Filters["status"] })}
            data-testid="filter-status"
          >
            <FormSelectOption value="" label={t("orgApiKeysAnyStatus")} />
            {KEY_STATUSES.map((status) => (
              <FormSelectOption key={status} value={status} label={t(`orgApiKeysStatus.${status}`)} />
            ))}
          </FormSelect>
        </ToolbarItem>
        {more && <FilterMenu choices={more} onFilter={onFilter} />}
        {onExport && (
          <ToolbarItem>
            <Button
              variant="secondary"
              onClick={onExport}
              isDisabled={props.isExporting}
              isLoading={props.isExporting}
              spinnerAriaLabel={t("orgApiKeysUiWorking")}
              spinnerAriaValueText={t("orgApiKeysUiWorking")}
              data-testid="export"
            >
              {t("orgApiKeysExport")}
            </Button>
          </ToolbarItem>
        )}
        <ToolbarItem>
          <Button variant="plain" aria-label={t("orgApiKeysRefresh")} onClick={onRefresh} data-testid="refresh">
            <SyncAltIcon />
          </Button>
        </ToolbarItem>
        <ToolbarItem variant="pagination">
          <Pager {...page} count={count} onPage={onPage} />
        </ToolbarItem>
      </ToolbarContent>
      {more && <FilterChips filters={filters} choices={more} onFilter={onFilter} />}
      {props.children}
    </Toolbar>
  );
}

interface OwnProps {
  onCreate: () => void;
  /** The number of keys that the user has; missing if it is not known. */
  used: number | undefined;
  limit: number;
}

/** The toolbar of the user's own keys. Without filters, because there are few keys. */
export function OwnKeyToolbar({ onCreate, used, limit }: OwnProps) {
  const isFull = used !== undefined && used >= limit;
  return (
    <Toolbar>
      <ToolbarContent>
        <ToolbarItem>
          <CreateButton
            label={t("orgApiKeysCreateOwn")}
            onClick={onCreate}
            isDisabled={isFull}
            describedBy={used === undefined ? undefined : USED}
          />
        </ToolbarItem>
        {used !== undefined && (
          <ToolbarItem alignSelf="center" id={USED} data-testid="own-used">
            {t(isFull ? "orgApiKeysOwnFull" : "orgApiKeysOwnUsed", used, limit)}
          </ToolbarItem>
        )}
      </ToolbarContent>
    </Toolbar>
  );
}

const USED = "org-api-keys-used";

interface CreateProps {
  label: string;
  onClick: () => void;
  /** Keeps the button focusable, so that a screen reader reads the reason. */
  isDisabled?: boolean;
  describedBy?: string;
}

function CreateButton({ label, onClick, isDisabled = false, describedBy }: CreateProps) {
  return (
    <Button onClick={onClick} isAriaDisabled={isDisabled} aria-describedby={describedBy} data-testid="create-key">
      {label}
    </Button>
  );
}

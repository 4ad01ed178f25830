import type { ThProps } from "@patternfly/react-table";
import { useEffect, useRef } from "react";
import { formatRelative, formatShortDate } from "../host/dates";
import { t } from "../host/messages";
import type { Query } from "../host/query";
import { Checkbox, ClockIcon, Label, Table, Tbody, Td, Th, Thead, Tr } from "../patternfly";
import { Clamped } from "../ui/clamped";
import { PageLink } from "../ui/page-link";
import { RowActions } from "../ui/row-actions";
import { Time } from "../ui/time";
import type { KeysApi, Overview } from "./api";
import { isSoon } from "./expiry";
import { actionsOn, type KeyActionKind } from "./key-actions";
import { maskedSecret, type ApiKey, type Sort } from "./model";
import { PermissionLabels } from "./permission-labels";
import { StatusLabel } from "./status-label";

/** The selection of keys for a bulk operation. */
export interface Selection {
  isSelected: (key: ApiKey) => boolean;
  /** Whether the user has permission to change the key. */
  isAllowed: (key: ApiKey) => boolean;
  onSelect: (key: ApiKey, isSelected: boolean) => void;
}

interface Props {
  api: Pick<KeysApi, "isOwn" | "query" | "userUrl">;
  /** Missing if the rows have no actions. */
  overview?: Overview;
  /** The names and addresses of organizations, if the list has keys of several ones. */
  organizations?: OrganizationsOfKeys;
  selection?: Selection;
  keys: readonly ApiKey[];
  /** The id of a key that was just created. Its row is highlighted. */
  newest?: string;
  /** The id of the key whose page the user has just left. Its link gets focus. */
  left?: string;
  /** The query of the current address. */
  query: Query;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onAction?: (kind: KeyActionKind, key: ApiKey) => void;
}

export interface OrganizationsOfKeys {
  nameOf: (organizationId: string) => string | undefined;
  urlOf: (organizationId: string) => string;
}

/** The columns by which the list can be sorted. The first click sorts the latest times first. */
const SORTS: Readonly<Record<string, Sort | undefined>> = {
  orgApiKeysName: { by: "name", isDescending: false },
  orgApiKeysCreated: { by: "createdAt", isDescending: true },
  orgApiKeysLastUsed: { by: "lastUsedAt", isDescending: true },
  orgApiKeysExpires: { by: "expiresAt", isDescending: false },
};

/**
 * Columns that the list of an organization hides if the table would be too wide. The page of a key contains their
 * values.
 */
const HIDEABLE: ReadonlySet<string> = new Set(["orgApiKeysType", "orgApiKeysCreated"]);

export function KeyTable(props: Props) {
  const { api, overview, organizations, selection, keys, newest, left, query, sort, onSort, onAction } = props;
  const newestRow = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    // some browsers return a promise, which an effect must not return
    newestRow.current?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, [newest]);
  const leftLink = useRef<HTMLAnchorElement>(null);
  useEffect(() => leftLink.current?.focus(), []);
  const label = t(organizations ? "orgApiKeysMenu" : api.isOwn ? "orgApiKeysOwnTable" : "orgApiKeysTable");
  const heads = [
    "orgApiKeysName",
    ...(organizations ? ["orgApiKeysOrganization"] : api.isOwn ? [] : ["orgApiKeysType"]),
    ...(api.isOwn ? [] : ["orgApiKeysUser"]),
    ...(organizations ? [] : ["orgApiKeysPermissions"]),
    "orgApiKeysStatus",
    "orgApiKeysCreated",
    ...(organizations ? [] : ["orgApiKeysKey"]),
    "orgApiKeysLastUsed",
    "orgApiKeysExpires",
  ];
  const classOf = (head: string) => (HIDEABLE.has(head) && !organizations ? "org-api-keys-wide" : undefined);
  return (
    <Table variant="compact" className="org-api-keys-table" aria-label={label} data-testid="keys-table">
      <Thead>
        <Tr>
          {selection && <Th screenReaderText={t("orgApiKeysSelect")} />}
          {heads.map((head) => (
            <Th key={head} modifier="nowrap" className={classOf(head)} sort={sortOf(SORTS[head], sort, onSort)}>
              {t(head)}
            </Th>
          ))}
          {overview && <Th screenReaderText={t("orgApiKeysActions")} />}
        </Tr>
      </Thead>
      <Tbody>
        {keys.map((key) => {
          const actions = overview ? actionsOn(key, overview.rights, (kind) => onAction?.(kind, key)) : [];
          return (
            <Tr
              key={key.id}
              ref={key.id === newest ? newestRow : undefined}
              className={key.id === newest ? "org-api-keys-newest" : undefined}
              data-testid="key-row"
            >
              {selection && (
                <Td dataLabel={t("orgApiKeysSelect")} className="org-api-keys-select">
                  <Checkbox
                    id={`org-api-keys-select-${key.id}`}
                    aria-label={t("orgApiKeysSelectKey", key.name)}
                    isChecked={selection.isSelected(key)}
                    isDisabled={!selection.isAllowed(key)}
                    onChange={(_, isSelected) => selection.onSelect(key, isSelected)}
                    data-testid="key-select"
                  />
                </Td>
              )}
              <Td dataLabel={t("orgApiKeysName")} modifier="breakWord" className="org-api-keys-name">
                <PageLink
                  ref={key.id === left ? leftLink : undefined}
                  query={{ ...query, ...api.query, key: key.id }}
                  data-testid="key-name"
                >
                  <bdi>{key.name}</bdi>
                </PageLink>
                {key.id === newest && (
                  <>
                    {" "}
                    <Label isCompact color="blue" data-testid="key-newest">
                      {t("orgApiKeysNewest")}
                    </Label>
                  </>
                )}
              </Td>
              {organizations && (
                <Td dataLabel={t("orgApiKeysOrganization")} modifier="breakWord" className="org-api-keys-organization">
                  <a href={organizations.urlOf(key.organizationId)}>
                    <Clamped text={organizations.nameOf(key.organizationId) ?? key.organizationId} />
                  </a>
                </Td>
              )}
              {!api.isOwn && (
                <>
                  {!organizations && (
                    <Td dataLabel={t("orgApiKeysType")} className={classOf("orgApiKeysType")}>
                      <Label isCompact color={key.type === "bot" ? "purple" : "blue"}>
                        {t(`orgApiKeysType.${key.type}`)}
                      </Label>
                    </Td>
                  )}
                  <Td
                    dataLabel={t("orgApiKeysUser")}
                    modifier={key.type === "bot" ? "nowrap" : "breakWord"}
                    className={organizations && "org-api-keys-owner"}
                  >
                    <Owner apiKey={key} href={key.userId && api.userUrl?.(key.userId)} />
                  </Td>
                </>
              )}
              {!organizations && (
                <Td dataLabel={t("orgApiKeysPermissions")} className="org-api-keys-one-line">
                  <PermissionLabels
                    apiKey={key}
                    limit={api.isOwn ? 2 : 1}
                    maxWidth="calc(7 * var(--org-api-keys-rem, 1rem))"
                  />
                </Td>
              )}
              <Td dataLabel={t("orgApiKeysStatus")}>
                <StatusLabel apiKey={key} />
              </Td>
              <Td dataLabel={t("orgApiKeysCreated")} modifier="nowrap" className={classOf("orgApiKeysCreated")}>
                <Time at={key.createdAt} format={formatShortDate} />
              </Td>
              {!organizations && (
                <Td dataLabel={t("orgApiKeysKey")}>
                  <code dir="ltr" className="org-api-keys-secret">
                    {maskedSecret(key)}
                  </code>
                </Td>
              )}
              <Td dataLabel={t("orgApiKeysLastUsed")} modifier="nowrap">
                <LastUse apiKey={key} />
              </Td>
              <Td dataLabel={t("orgApiKeysExpires")} modifier="nowrap">
                <ExpiryOf apiKey={key} />
              </Td>
              {overview && (
                <Td isActionCell>
                  {actions.length > 0 && (
                    <RowActions
                      label={t("orgApiKeysActionsOf", key.name)}
                      actions={actions.map(({ kind, title, onClick }) => ({
                        title,
                        onClick,
                        isDanger: kind === "delete",
                        "data-testid": `action-${kind}`,
                      }))}
                    />
                  )}
                </Td>
              )}
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
}

/** Returns the properties of a column head for PatternFly; undefined if the list cannot be sorted by this column. */
function sortOf(column: Sort | undefined, current: Sort, onSort: (sort: Sort) => void): ThProps["sort"] {
  const isCurrent = column?.by === current.by;
  return (
    column && {
      columnIndex: 0,
      sortBy: {
        index: isCurrent ? 0 : undefined,
        direction: current.isDescending ? "desc" : "asc",
      },
      onSort: () => onSort({ by: column.by, isDescending: isCurrent ? !current.isDescending : column.isDescending }),
    }
  );
}

function Owner({ apiKey: key, href }: { apiKey: ApiKey; href?: string }) {
  if (key.type === "bot") {
    return <>{t("orgApiKeysOrganization")}</>;
  }
  const name = key.username ?? key.userId;
  const text = <Clamped text={name ?? ""} />;
  return href ? <a href={href}>{text}</a> : text;
}

/** The last use of a key, in words. */
function LastUse({ apiKey: { lastUsedAt } }: { apiKey: ApiKey }) {
  return lastUsedAt === undefined ? (
    <Label isCompact variant="outline" data-testid="never-used">
      {t("orgApiKeysNeverUsed")}
    </Label>
  ) : (
    <Time at={lastUsedAt} format={formatRelative} />
  );
}

/** The expiry of a key: a date, or a label if the key expires soon. */
function ExpiryOf({ apiKey: { expiresAt, status } }: { apiKey: ApiKey }) {
  if (expiresAt === undefined) {
    return <>{t("orgApiKeysNever")}</>;
  }
  return status === "active" && isSoon(expiresAt, Date.now()) ? (
    <Label isCompact color="orange" icon={<ClockIcon />} data-testid="expires-soon">
      <Time at={expiresAt} format={(at) => t("orgApiKeysExpiresSoon", formatRelative(at))} />
    </Label>
  ) : (
    <Time at={expiresAt} format={formatShortDate} />
  );
}

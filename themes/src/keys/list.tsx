import type { ThProps } from "@patternfly/react-table";
import { useEffect, useRef } from "react";
import { formatRelative, formatShortDate } from "../host/dates";
import { t } from "../host/messages";
import type { Query } from "../host/query";
import { ClockIcon, Label, Table, Tbody, Td, Th, Thead, Tr } from "../patternfly";
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

interface Props {
  api: KeysApi;
  overview: Overview;
  keys: readonly ApiKey[];
  /** The id of a key that was just created. Its row is highlighted. */
  newest?: string;
  /** The id of the key whose page the user has just left. Its link gets focus. */
  left?: string;
  /** The query of the current address. */
  query: Query;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onAction: (kind: KeyActionKind, key: ApiKey) => void;
}

/** The columns by which the list can be sorted. The first click sorts the latest times first. */
const SORTS: Readonly<Record<string, Sort | undefined>> = {
  orgApiKeysName: { by: "name", isDescending: false },
  orgApiKeysCreated: { by: "createdAt", isDescending: true },
  orgApiKeysLastUsed: { by: "lastUsedAt", isDescending: true },
  orgApiKeysExpires: { by: "expiresAt", isDescending: false },
};

/** Columns that are hidden if the table would be too wide. The page of a key contains them. */
const CLASSES: Readonly<Record<string, string | undefined>> = {
  orgApiKeysType: "org-api-keys-wide",
  orgApiKeysCreated: "org-api-keys-wide",
};

export function KeyTable({ api, overview, keys, newest, left, query, sort, onSort, onAction }: Props) {
  const newestRow = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    // some browsers return a promise, which an effect must not return
    newestRow.current?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, [newest]);
  const leftLink = useRef<HTMLAnchorElement>(null);
  useEffect(() => leftLink.current?.focus(), []);
  const label = t(api.isOwn ? "orgApiKeysOwnTable" : "orgApiKeysTable");
  const heads = [
    "orgApiKeysName",
    ...(api.isOwn ? [] : ["orgApiKeysType", "orgApiKeysUser"]),
    "orgApiKeysPermissions",
    "orgApiKeysStatus",
    "orgApiKeysCreated",
    "orgApiKeysKey",
    "orgApiKeysLastUsed",
    "orgApiKeysExpires",
  ];
  return (
    <Table variant="compact" className="org-api-keys-table" aria-label={label} data-testid="keys-table">
      <Thead>
        <Tr>
          {heads.map((head) => (
            <Th key={head} modifier="nowrap" className={CLASSES[head]} sort={sortOf(SORTS[head], sort, onSort)}>
              {t(head)}
            </Th>
          ))}
          <Th screenReaderText={t("orgApiKeysActions")} />
        </Tr>
      </Thead>
      <Tbody>
        {keys.map((key) => {
          const actions = actionsOn(key, overview.rights, (kind) => onAction(kind, key));
          return (
            <Tr
              key={key.id}
              ref={key.id === newest ? newestRow : undefined}
              className={key.id === newest ? "org-api-keys-newest" : undefined}
              data-testid="key-row"
            >
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
              {!api.isOwn && (
                <>
                  <Td dataLabel={t("orgApiKeysType")} className={CLASSES.orgApiKeysType}>
                    <Label isCompact color={key.type === "bot" ? "purple" : "blue"}>
                      {t(`orgApiKeysType.${key.type}`)}
                    </Label>
                  </Td>
                  <Td dataLabel={t("orgApiKeysUser")} modifier={key.type === "bot" ? "nowrap" : "breakWord"}>
                    <Owner apiKey={key} href={key.userId && api.userUrl?.(key.userId)} />
                  </Td>
                </>
              )}
              <Td dataLabel={t("orgApiKeysPermissions")} className="org-api-keys-one-line">
                <PermissionLabels apiKey={key} limit={api.isOwn ? 2 : 1} maxWidth="7rem" />
              </Td>
              <Td dataLabel={t("orgApiKeysStatus")}>
                <StatusLabel apiKey={key} />
              </Td>
              <Td dataLabel={t("orgApiKeysCreated")} modifier="nowrap" className={CLASSES.orgApiKeysCreated}>
                <Time at={key.createdAt} format={formatShortDate} />
              </Td>
              <Td dataLabel={t("orgApiKeysKey")}>
                <code dir="ltr" className="org-api-keys-secret">
                  {maskedSecret(key)}
                </code>
              </Td>
              <Td dataLabel={t("orgApiKeysLastUsed")} modifier="nowrap">
                <LastUse apiKey={key} />
              </Td>
              <Td dataLabel={t("orgApiKeysExpires")} modifier="nowrap">
                <ExpiryOf apiKey={key} />
              </Td>
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

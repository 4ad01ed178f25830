import "./keys.css";
import { useState } from "react";
import { formatDate, formatDateTime, formatRelative } from "../host/dates";
import { t } from "../host/messages";
import {
  Button,
  FormSelect,
  FormSelectOption,
  Label,
  SyncAltIcon,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
  Tr,
} from "../patternfly";
import { useAlerts } from "../ui/alerts";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { FIRST_PAGE, Pager } from "../ui/pager";
import { RowActions } from "../ui/row-actions";
import { SearchField } from "../ui/search-field";
import { Empty, Failed, Loading, NothingFound } from "../ui/states";
import { useFocusReturn } from "../ui/use-focus-return";
import { useLoad } from "../ui/use-load";
import type { KeysApi, Overview } from "./api";
import { DetailsDialog } from "./details-dialog";
import { actionsOn, type KeyActionKind } from "./key-actions";
import { CreateDialog, EditDialog } from "./key-dialog";
import { KEY_STATUSES, maskedSecret, type ApiKey, type IssuedKey, type KeyStatus, type KeyType } from "./model";
import { PermissionLabels } from "./permission-labels";
import { isInUse } from "./recent-use";
import { RotateDialog } from "./rotate-dialog";
import { searchPattern } from "./search";
import { SecretDialog } from "./secret-dialog";
import { StatusLabel } from "./status-label";

type Open =
  | { kind: "create" }
  | { kind: "secret"; issued: IssuedKey; grace?: number }
  | { kind: "details" | KeyActionKind; key: ApiKey };

interface Filters {
  search: string;
  type: KeyType | "";
  status: KeyStatus | "";
}
const NO_FILTERS: Filters = { search: "", type: "", status: "" };

interface Props {
  api: KeysApi;
  /** Loads again when it changes. */
  revision?: number;
  onChanged?: () => void;
}

/** The keys of an organization, or the own ones: the same in both consoles. */
export function KeysPanel({ api, revision = 0, onChanged }: Props) {
  const overview = useLoad(() => api.overview(), [api]);
  if (overview.problem !== undefined) {
    return <Failed problem={overview.problem} onRetry={overview.reload} />;
  }
  return overview.data ? (
    <Keys api={api} overview={overview.data} revision={revision} onChanged={onChanged} />
  ) : (
    <Loading />
  );
}

function Keys({ api, overview, revision, onChanged }: Props & { overview: Overview }) {
  const { rights, settings } = overview;
  const alerts = useAlerts();
  const [filters, setFilters] = useState(NO_FILTERS);
  const [page, setPage] = useState(FIRST_PAGE);
  const [open, setOpen] = useState<Open>();
  const keys = useLoad(
    () =>
      api.list({
        search: searchPattern(filters.search),
        type: filters.type || undefined,
        status: filters.status || undefined,
        first: page.first,
        // one more tells that there is a next page
        max: page.max + 1,
      }),
    [api, filters, page, revision],
  );
  const returnFocus = useFocusReturn(open !== undefined, keys.data);

  const filter = (part: Partial<Filters>) => {
    setFilters((before) => ({ ...before, ...part }));
    setPage((before) => ({ ...before, first: 0 }));
  };
  const clear = () => filter(NO_FILTERS);
  const close = () => setOpen(undefined);
  const reload = () => {
    keys.reload();
    onChanged?.();
  };
  const changed = (message: string) => {
    alerts.success(message);
    reload();
  };
  const create = () => {
    returnFocus.remember();
    setOpen({ kind: "create" });
  };
  const show = (kind: "details" | KeyActionKind, key: ApiKey) => setOpen({ kind, key });

  const all = keys.data ?? [];
  const shown = all.slice(0, page.max);
  const isFiltered = filters.search !== "" || filters.type !== "" || filters.status !== "";
  const isEmpty = keys.data !== undefined && all.length === 0 && page.first === 0;
  const isFull = api.isOwn && page.first === 0 && !isFiltered && all.length >= settings.userKeysPerMember;
  const mayCreate = rights.create.length > 0;
  const createLabel = t(api.isOwn ? "orgApiKeysCreateOwn" : "orgApiKeysCreate");

  const table = () => {
    if (keys.problem !== undefined) {
      return <Failed problem={keys.problem} onRetry={keys.reload} />;
    }
    if (!keys.data) {
      return <Loading />;
    }
    if (isEmpty && isFiltered) {
      return <NothingFound onClear={clear} />;
    }
    if (isEmpty) {
      return (
        <Empty
          title={t(api.isOwn ? "orgApiKeysEmptyOwn" : "orgApiKeysEmpty")}
          actionLabel={mayCreate && !isFull ? createLabel : undefined}
          onAction={create}
        >
          {t(api.isOwn ? "orgApiKeysEmptyOwnText" : "orgApiKeysEmptyText")}
        </Empty>
      );
    }
    return (
      <KeysTable
        api={api}
        overview={overview}
        keys={shown}
        onAction={(kind, key) => {
          returnFocus.remember();
          show(kind, key);
        }}
      />
    );
  };

  return (
    <div
      className="org-api-keys-panel"
      data-testid={api.isOwn ? "own-api-keys" : "api-keys"}
      ref={returnFocus.fallback}
      tabIndex={-1}
    >
      {!(isEmpty && !isFiltered) && !(api.isOwn && (isFull || !mayCreate)) && (
        <Toolbar>
          <ToolbarContent>
            {!api.isOwn && (
              <>
                <ToolbarItem variant="search-filter" className="org-api-keys-search">
                  <SearchField
                    placeholder={t("orgApiKeysSearch")}
                    value={filters.search}
                    onSearch={(search) => filter({ search })}
                  />
                </ToolbarItem>
                <ToolbarItem className="org-api-keys-filter" spacer={{ default: "spacerSm" }}>
                  <FormSelect
                    aria-label={t("orgApiKeysFilterType")}
                    value={filters.type}
                    onChange={(_, type) => filter({ type: type as Filters["type"] })}
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
                    onChange={(_, status) => filter({ status: status as Filters["status"] })}
                    data-testid="filter-status"
                  >
                    <FormSelectOption value="" label={t("orgApiKeysAnyStatus")} />
                    {KEY_STATUSES.map((status) => (
                      <FormSelectOption key={status} value={status} label={t(`orgApiKeysStatus.${status}`)} />
                    ))}
                  </FormSelect>
                </ToolbarItem>
              </>
            )}
            {mayCreate && !isFull && (
              <ToolbarItem>
                <Button onClick={create} data-testid="create-key">
                  {createLabel}
                </Button>
              </ToolbarItem>
            )}
            {!api.isOwn && (
              <>
                <ToolbarItem>
                  <Button
                    variant="plain"
                    aria-label={t("orgApiKeysRefresh")}
                    onClick={keys.reload}
                    data-testid="refresh"
                  >
                    <SyncAltIcon />
                  </Button>
                </ToolbarItem>
                <ToolbarItem variant="pagination">
                  <Pager {...page} count={all.length} onPage={setPage} />
                </ToolbarItem>
              </>
            )}
          </ToolbarContent>
        </Toolbar>
      )}
      {table()}
      {open?.kind === "create" && (
        <CreateDialog
          api={api}
          overview={overview}
          onClose={close}
          onCreated={(issued) => {
            setOpen({ kind: "secret", issued });
            reload();
          }}
        />
      )}
      {open?.kind === "secret" && (
        <SecretDialog issued={open.issued} grace={open.grace} verifyUrl={api.verifyUrl} onClose={close} />
      )}
      {open?.kind === "details" && (
        <DetailsDialog
          api={api}
          overview={overview}
          apiKey={open.key}
          actions={actionsOn(open.key, rights, (kind) => show(kind, open.key))}
          onClose={close}
        />
      )}
      {open?.kind === "edit" && (
        <EditDialog
          api={api}
          overview={overview}
          apiKey={open.key}
          onClose={close}
          onSaved={() => {
            close();
            changed(t("orgApiKeysDone.edit"));
          }}
        />
      )}
      {open?.kind === "rotate" && (
        <RotateDialog
          api={api}
          apiKey={open.key}
          maximum={settings.maximumGracePeriod}
          onClose={close}
          onRotated={(issued, grace) => {
            setOpen({ kind: "secret", issued, grace });
            reload();
          }}
        />
      )}
      {(open?.kind === "disable" || open?.kind === "enable" || open?.kind === "delete") && (
        <Confirmation api={api} kind={open.kind} apiKey={open.key} onClose={close} onDone={changed} />
      )}
    </div>
  );
}

function Confirmation(props: {
  api: KeysApi;
  kind: "disable" | "enable" | "delete";
  apiKey: ApiKey;
  onClose: () => void;
  onDone: (message: string) => void;
}) {
  const { api, kind, apiKey: key } = props;
  const inUse = kind !== "enable" && isInUse(key.lastUsedAt, Date.now());
  return (
    <ConfirmDialog
      title={t(`orgApiKeysConfirm.${kind}`, key.name)}
      confirmLabel={t(`orgApiKeysAction.${kind}`)}
      isDanger={kind === "delete"}
      action={() => (kind === "delete" ? api.remove(key) : api.update(key, { enabled: kind === "enable" }))}
      onDone={() => {
        props.onClose();
        props.onDone(t(`orgApiKeysDone.${kind}`));
      }}
      onClose={props.onClose}
      data-testid={`${kind}-dialog`}
    >
      {inUse && key.lastUsedAt && (
        <p data-testid="in-use">
          <strong>{t("orgApiKeysInUse", formatRelative(key.lastUsedAt), formatDateTime(key.lastUsedAt))}</strong>
        </p>
      )}
      <p>{t(`orgApiKeysConfirmText.${kind}`)}</p>
    </ConfirmDialog>
  );
}

function KeysTable(props: {
  api: KeysApi;
  overview: Overview;
  keys: ApiKey[];
  onAction: (kind: "details" | KeyActionKind, key: ApiKey) => void;
}) {
  const { api, overview, keys, onAction } = props;
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
            <Th key={head} modifier="wrap">
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
            <Tr key={key.id} data-testid="key-row">
              <Td dataLabel={t("orgApiKeysName")} modifier="breakWord" className="org-api-keys-name">
                <Button variant="link" isInline onClick={() => onAction("details", key)} data-testid="key-name">
                  {key.name}
                </Button>
              </Td>
              {!api.isOwn && (
                <>
                  <Td dataLabel={t("orgApiKeysType")}>
                    <Label isCompact color={key.type === "bot" ? "purple" : "blue"}>
                      {t(`orgApiKeysType.${key.type}`)}
                    </Label>
                  </Td>
                  <Td dataLabel={t("orgApiKeysUser")} modifier="breakWord">
                    <Owner apiKey={key} href={key.userId && api.userUrl?.(key.userId)} />
                  </Td>
                </>
              )}
              <Td dataLabel={t("orgApiKeysPermissions")}>
                <PermissionLabels permissions={key.permissions} limit={api.isOwn ? 2 : 1} maxWidth="7.5rem" />
              </Td>
              <Td dataLabel={t("orgApiKeysStatus")}>
                <StatusLabel status={key.status} />
              </Td>
              <Td dataLabel={t("orgApiKeysCreated")}>{formatDate(key.createdAt)}</Td>
              <Td dataLabel={t("orgApiKeysKey")}>
                <code dir="ltr" className="org-api-keys-secret">
                  {maskedSecret(overview.settings, key)}
                </code>
              </Td>
              <Td dataLabel={t("orgApiKeysLastUsed")}>
                {key.lastUsedAt ? formatRelative(key.lastUsedAt) : t("orgApiKeysNever")}
              </Td>
              <Td dataLabel={t("orgApiKeysExpires")}>
                {key.expiresAt ? formatDate(key.expiresAt) : t("orgApiKeysNever")}
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

function Owner({ apiKey: key, href }: { apiKey: ApiKey; href?: string }) {
  if (key.type === "bot") {
    return <>{t("orgApiKeysBot")}</>;
  }
  const name = key.username ?? key.userId;
  return href ? <a href={href}>{name}</a> : <>{name}</>;
}

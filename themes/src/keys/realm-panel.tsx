import "./keys.css";
import "./realm-panel.css";
import { useEffect, useState } from "react";
import { plural, t } from "../host/messages";
import { queryOf, type Query } from "../host/query";
import { Button, Checkbox, ToolbarContent, ToolbarItem } from "../patternfly";
import { useAlerts } from "../ui/alerts";
import { PageLink } from "../ui/page-link";
import { Pager } from "../ui/pager";
import { Empty, Failed, Loading, NothingFound } from "../ui/states";
import { useAction } from "../ui/use-action";
import { useLoad } from "../ui/use-load";
import { BulkConfirmation, BulkResult } from "./bulk";
import { BULK_ACTIONS, failuresOf, type Failure } from "./bulk-result";
import { cleared, isFiltering } from "./filters";
import { KeyTable } from "./list";
import { selectionOfList } from "./list-address";
import type { ApiKey, BulkAction } from "./model";
import type { RealmKeysApi } from "./realm-api";
import { KeyToolbar } from "./toolbar";
import { useListFocus } from "./use-list-focus";
import { useListState } from "./use-list-state";

/** A link above the list to a part of the keys. */
export interface ViewLink {
  readonly name: string;
  readonly title: string;
  readonly query: Query;
  readonly isCurrent: boolean;
}

interface Props {
  api: RealmKeysApi;
  views: (address: ReturnType<typeof useListState>) => readonly ViewLink[];
  /** The title and the text of an empty list. */
  emptyTitle: string;
  emptyText: string;
  /** The id of the key whose page the user has just left. */
  left?: string;
  /** Reloads the list when it changes. */
  revision?: number;
  /** Called after a bulk operation. */
  onChanged?: () => void;
}

type Dialog =
  | { readonly kind: "confirm"; readonly action: BulkAction; readonly keys: readonly ApiKey[] }
  | {
      readonly kind: "result";
      readonly action: BulkAction;
      readonly total: number;
      readonly failures: readonly Failure[];
    };

/** The list of the keys of all organizations, with saved views, bulk operations and export. */
export function RealmKeysPanel({ api, views, emptyTitle, emptyText, left, revision = 0, onChanged }: Props) {
  const alerts = useAlerts();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Dialog>();
  const address = useListState("", () => {
    focus.forgetLeft();
    setSelected(new Set());
  });
  const { query, state, parameters, change, filter } = address;
  const { filters, page, sort } = state;
  const exporting = useAction();
  const keys = useLoad(async () => {
    // one more than shown, to detect that there is a next page
    const listed = await api.list({ ...selectionOfList(state), first: page.first, max: page.max + 1 });
    const shown = listed.slice(0, page.max);
    const { organizationId = "" } = filters;
    const ids = [...shown.map((key) => key.organizationId), ...(organizationId === "" ? [] : [organizationId])];
    return { count: listed.length, shown, organizations: await api.organizations(ids) };
  }, [api, queryOf(parameters), revision]);
  const focus = useListFocus(left, open !== undefined, keys.data);

  const { count, shown, organizations } = keys.data ?? { count: 0, shown: [], organizations: undefined };
  const isAllowed = (key: ApiKey) => organizations?.get(key.organizationId)?.manage === true;
  const allowed = shown.filter(isAllowed);
  const chosen = allowed.filter(({ id }) => selected.has(id));
  const isFiltered = isFiltering(filters);
  const isEmpty = keys.data !== undefined && shown.length === 0 && page.first === 0;

  const select = (of: readonly ApiKey[], isSelected: boolean) => {
    const next = new Set(selected);
    of.forEach(({ id }) => (isSelected ? next.add(id) : next.delete(id)));
    setSelected(next);
  };
  const download = async () => {
    let file: File | undefined;
    try {
      await exporting.run(async () => {
        file = await api.exported(selectionOfList(state));
      });
    } finally {
      if (file) {
        save(file);
      }
    }
  };
  const { problem: exportProblem, clear } = exporting;
  useEffect(() => {
    if (exportProblem !== undefined) {
      alerts.error(exportProblem, t("orgApiKeysExportFailed"));
      clear();
    }
  }, [alerts, exportProblem, clear]);

  const list = () => {
    if (keys.problem !== undefined) {
      return <Failed problem={keys.problem} onRetry={keys.reload} />;
    }
    if (!keys.data) {
      return <Loading />;
    }
    if (isEmpty) {
      return isFiltered ? (
        <NothingFound onClear={() => filter(cleared(filters))} />
      ) : (
        <Empty title={emptyTitle}>{emptyText}</Empty>
      );
    }
    return (
      <>
        <KeyTable
          api={api}
          organizations={{
            nameOf: (id) => organizations?.get(id)?.name,
            urlOf: api.organizationUrl,
          }}
          selection={
            allowed.length > 0
              ? {
                  isSelected: ({ id }) => selected.has(id),
                  isAllowed,
                  onSelect: (key, isSelected) => select([key], isSelected),
                }
              : undefined
          }
          keys={shown}
          left={focus.leftRow}
          query={query}
          sort={sort}
          onSort={(to) => change({ sort: to, page: { ...page, first: 0 } })}
        />
        <Pager {...page} count={count} onPage={(to) => change({ page: to })} variant="bottom" />
      </>
    );
  };

  return (
    <div className="org-api-keys-panel" data-testid="realm-api-keys" ref={focus.fallback} tabIndex={-1}>
      <nav aria-label={t("orgApiKeysViews")} className="org-api-keys-views">
        {views(address).map((view) => (
          <PageLink
            key={view.name}
            query={view.query}
            onFollow={() => {
              setSelected(new Set());
              focus.forgetLeft();
            }}
            aria-current={view.isCurrent ? "page" : undefined}
            data-testid={`view-${view.name}`}
          >
            {view.title}
          </PageLink>
        ))}
      </nav>
      <KeyToolbar
        filters={filters}
        onFilter={filter}
        more={api.filters}
        onRefresh={keys.reload}
        onExport={() => void download()}
        isExporting={exporting.busy}
        page={page}
        count={count}
        onPage={(to) => change({ page: to })}
      >
        {allowed.length > 0 && (
          <ToolbarContent>
            <ToolbarItem alignSelf="center">
              <Checkbox
                id="org-api-keys-select-page"
                label={t("orgApiKeysSelectPage")}
                isChecked={chosen.length === 0 ? false : chosen.length === allowed.length ? true : null}
                onChange={() => select(allowed, chosen.length < allowed.length)}
                data-testid="select-page"
              />
            </ToolbarItem>
            <ToolbarItem alignSelf="center" role="status" data-testid="selected">
              {chosen.length > 0 && plural("orgApiKeysSelected", chosen.length)}
            </ToolbarItem>
            {chosen.length > 0 &&
              BULK_ACTIONS.map((action) => (
                <ToolbarItem key={action}>
                  <Button
                    variant="secondary"
                    isDanger={action === "delete"}
                    onClick={() => {
                      focus.remember();
                      setOpen({ kind: "confirm", action, keys: chosen });
                    }}
                    data-testid={`bulk-${action}`}
                  >
                    {t(`orgApiKeysAction.${action}`)}
                  </Button>
                </ToolbarItem>
              ))}
          </ToolbarContent>
        )}
      </KeyToolbar>
      {list()}
      {open?.kind === "confirm" && (
        <BulkConfirmation
          api={api}
          action={open.action}
          keys={open.keys}
          onClose={() => setOpen(undefined)}
          onDone={({ succeeded, failed, results }) => {
            const failures = failuresOf(results, open.keys);
            if (failed === 0) {
              alerts.success(plural(`orgApiKeysBulkDone.${open.action}`, succeeded));
              setOpen(undefined);
            } else {
              setOpen({ kind: "result", action: open.action, total: succeeded + failed, failures });
            }
            setSelected(new Set(failures.map(({ id }) => id)));
            keys.reload();
            onChanged?.();
          }}
        />
      )}
      {open?.kind === "result" && <BulkResult {...open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

/** Lets the browser save the file. */
function save(file: File): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // the download begins after this event
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

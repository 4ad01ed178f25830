import "./keys.css";
import { useState, type ReactNode } from "react";
import { t } from "../host/messages";
import { queryOf, type Query } from "../host/query";
import { useAlerts } from "../ui/alerts";
import { Pager } from "../ui/pager";
import { Empty, Failed, Loading, NothingFound } from "../ui/states";
import { useLoad } from "../ui/use-load";
import type { KeysApi, Overview } from "./api";
import { KeyDialogs, type KeyDialog } from "./dialogs";
import { cleared, isFiltering } from "./filters";
import { KeyTable } from "./list";
import { selectionOfList, withoutList } from "./list-address";
import type { ApiKey } from "./model";
import { KeyToolbar, OwnKeyToolbar } from "./toolbar";
import { useListFocus } from "./use-list-focus";
import { useListState } from "./use-list-state";

/** What the names of the parameters of the user's own keys start with, because the page has two lists. */
const OWN_PREFIX = "own-";

/** Returns the query without what the lists show, for the lists of another organization. */
export function withoutLists(query: Query): Query {
  return withoutList(withoutList(query, OWN_PREFIX), "");
}

interface OverviewProps {
  api: KeysApi;
  children: (overview: Overview) => ReactNode;
}

/** Loads the data that the list and the page of a key need. */
export function WithOverview({ api, children }: OverviewProps) {
  const { data, problem, reload } = useLoad(() => api.overview(), [api]);
  if (problem !== undefined) {
    return <Failed problem={problem} onRetry={reload} />;
  }
  return data ? children(data) : <Loading />;
}

interface Props {
  api: KeysApi;
  overview: Overview;
  /** The id of the key whose page the user has just left. */
  left?: string;
  /** Reloads the list when it changes. */
  revision?: number;
  onChanged?: () => void;
}

/** The list of the keys of an organization, or of the user's own keys. Used in both consoles. */
export function KeysPanel({ api, overview, left, revision = 0, onChanged }: Props) {
  const { rights, settings } = overview;
  const alerts = useAlerts();
  const [open, setOpen] = useState<KeyDialog>();
  /** The id of the key that was created last. The key is first in the list, until the list changes. */
  const [newest, setNewest] = useState<string>();
  const { query, state, parameters, change, filter } = useListState(api.isOwn ? OWN_PREFIX : "", () => {
    setNewest(undefined);
    focus.forgetLeft();
  });
  const { filters, page, sort } = state;
  const keys = useLoad(async () => {
    const [listed, created] = await Promise.all([
      // one more than shown, to detect that there is a next page
      api.list({ ...selectionOfList(state), first: page.first, max: page.max + 1 }),
      newest === undefined ? undefined : api.read(newest).catch(() => undefined),
    ]);
    const others = listed.slice(0, page.max).filter(({ id }) => id !== created?.id);
    return { count: listed.length, shown: created ? [created, ...others] : others };
  }, [api, queryOf(parameters), revision, newest]);
  const focus = useListFocus(left, open !== undefined, keys.data);

  const changed = (message?: string) => {
    if (message !== undefined) {
      alerts.success(message);
    }
    keys.reload();
    onChanged?.();
  };
  const created = ({ id }: ApiKey) => {
    if (api.isBlind) {
      keys.reload();
    } else {
      setNewest(id);
    }
    onChanged?.();
  };
  const show = (dialog: KeyDialog) => {
    focus.remember();
    setOpen(dialog);
  };

  const { count, shown } = keys.data ?? { count: 0, shown: [] };
  const isFiltered = isFiltering(filters);
  const isEmpty = keys.data !== undefined && shown.length === 0 && page.first === 0;
  const hasPages = page.first > 0 || count > page.max;
  const limit = settings.userKeysPerMember;
  const used = keys.data && count <= page.max ? page.first + count : undefined;
  const emptyMessage = api.isOwn ? "orgApiKeysEmptyOwn" : api.isBlind ? "orgApiKeysUnseen" : "orgApiKeysEmpty";
  const create = rights.create.length > 0 && !(api.isOwn && limit === 0) ? () => show({ kind: "create" }) : undefined;

  const toolbar = () => {
    if (isEmpty && !isFiltered) {
      return null;
    }
    if (api.isOwn) {
      return create && <OwnKeyToolbar onCreate={create} used={used} limit={limit} />;
    }
    return (
      <KeyToolbar
        filters={filters}
        onFilter={filter}
        more={api.filters}
        onCreate={create}
        onRefresh={keys.reload}
        page={page}
        count={count}
        onPage={(to) => change({ page: to })}
      />
    );
  };
  const list = () => {
    if (keys.problem !== undefined) {
      return <Failed problem={keys.problem} onRetry={keys.reload} />;
    }
    if (!keys.data) {
      return <Loading />;
    }
    if (isEmpty && isFiltered) {
      return <NothingFound onClear={() => filter(cleared(filters))} />;
    }
    if (isEmpty) {
      return (
        <Empty
          title={t(emptyMessage)}
          actionLabel={create && t(api.isOwn ? "orgApiKeysCreateOwn" : "orgApiKeysCreate")}
          onAction={create}
        >
          {t(api.isOwn && limit === 0 ? "orgApiKeysOwnNone" : `${emptyMessage}Text`)}
        </Empty>
      );
    }
    return (
      <>
        <KeyTable
          api={api}
          overview={overview}
          keys={shown}
          newest={newest}
          left={focus.leftRow}
          query={query}
          sort={sort}
          onSort={(to) => change({ sort: to, page: { ...page, first: 0 } })}
          onAction={(kind, key) => show({ kind, key })}
        />
        {(hasPages || !api.isOwn) && (
          <Pager {...page} count={count} onPage={(to) => change({ page: to })} variant="bottom" />
        )}
      </>
    );
  };

  return (
    <div
      className="org-api-keys-panel"
      data-testid={api.isOwn ? "own-api-keys" : "api-keys"}
      ref={focus.fallback}
      tabIndex={-1}
    >
      {toolbar()}
      {list()}
      {open && (
        <KeyDialogs
          api={api}
          overview={overview}
          open={open}
          onOpen={setOpen}
          onChanged={changed}
          onCreated={created}
        />
      )}
    </div>
  );
}

import "./keys.css";
import { useState } from "react";
import { t } from "../host/messages";
import { useAlerts } from "../ui/alerts";
import { FIRST_PAGE } from "../ui/pager";
import { Empty, Failed, Loading, NothingFound } from "../ui/states";
import { useFocusReturn } from "../ui/use-focus-return";
import { useLoad } from "../ui/use-load";
import type { KeysApi, Overview } from "./api";
import { KeyDialogs, type KeyDialog } from "./dialogs";
import { KeyTable } from "./list";
import { searchPattern } from "./search";
import { isFiltering, KeyToolbar, NO_FILTERS, OwnKeyToolbar, type Filters } from "./toolbar";

interface Props {
  api: KeysApi;
  /** Reloads the list when it changes. */
  revision?: number;
  onChanged?: () => void;
}

/** The list of the keys of an organization, or of the user's own keys. Used in both consoles. */
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
  const [open, setOpen] = useState<KeyDialog>();
  const keys = useLoad(
    () =>
      api.list({
        search: searchPattern(filters.search),
        type: filters.type || undefined,
        status: filters.status || undefined,
        first: page.first,
        // one more than shown, to detect that there is a next page
        max: page.max + 1,
      }),
    [api, filters, page, revision],
  );
  const returnFocus = useFocusReturn(open !== undefined, keys.data);

  const filter = (part: Partial<Filters>) => {
    setFilters((before) => ({ ...before, ...part }));
    setPage((before) => ({ ...before, first: 0 }));
  };
  const changed = (message?: string) => {
    if (message !== undefined) {
      alerts.success(message);
    }
    keys.reload();
    onChanged?.();
  };
  const show = (dialog: KeyDialog) => {
    returnFocus.remember();
    setOpen(dialog);
  };

  const all = keys.data ?? [];
  const isFiltered = isFiltering(filters);
  const isEmpty = keys.data !== undefined && all.length === 0 && page.first === 0;
  const isFull = api.isOwn && page.first === 0 && !isFiltered && all.length >= settings.userKeysPerMember;
  const emptyMessage = api.isOwn ? "orgApiKeysEmptyOwn" : api.isBlind ? "orgApiKeysUnseen" : "orgApiKeysEmpty";
  const create = rights.create.length > 0 && !isFull ? () => show({ kind: "create" }) : undefined;

  const toolbar = () => {
    if (isEmpty && !isFiltered) {
      return null;
    }
    if (api.isOwn) {
      return create && <OwnKeyToolbar onCreate={create} />;
    }
    return (
      <KeyToolbar
        filters={filters}
        onFilter={filter}
        onCreate={create}
        onRefresh={keys.reload}
        page={page}
        count={all.length}
        onPage={setPage}
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
      return <NothingFound onClear={() => filter(NO_FILTERS)} />;
    }
    if (isEmpty) {
      return (
        <Empty
          title={t(emptyMessage)}
          actionLabel={create && t(api.isOwn ? "orgApiKeysCreateOwn" : "orgApiKeysCreate")}
          onAction={create}
        >
          {t(`${emptyMessage}Text`)}
        </Empty>
      );
    }
    return (
      <KeyTable
        api={api}
        overview={overview}
        keys={all.slice(0, page.max)}
        onAction={(kind, key) => show({ kind, key })}
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
      {toolbar()}
      {list()}
      {open && <KeyDialogs api={api} overview={overview} open={open} onOpen={setOpen} onChanged={changed} />}
    </div>
  );
}

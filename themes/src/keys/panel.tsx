import "./keys.css";
import { useState } from "react";
import { t } from "../host/messages";
import { useAlerts } from "../ui/alerts";
import { FIRST_PAGE, Pager, type Page } from "../ui/pager";
import { Empty, Failed, Loading, NothingFound } from "../ui/states";
import { useFocusReturn } from "../ui/use-focus-return";
import { useLoad } from "../ui/use-load";
import type { KeysApi, Overview } from "./api";
import { KeyDialogs, type KeyDialog } from "./dialogs";
import { KeyTable } from "./list";
import type { ApiKey } from "./model";
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
  /** The id of the key that was created last. The key is first in the list, until the list changes. */
  const [newest, setNewest] = useState<string>();
  const keys = useLoad(async () => {
    const [listed, created] = await Promise.all([
      api.list({
        search: searchPattern(filters.search),
        type: filters.type || undefined,
        status: filters.status || undefined,
        first: page.first,
        // one more than shown, to detect that there is a next page
        max: page.max + 1,
      }),
      newest === undefined ? undefined : api.read(newest).catch(() => undefined),
    ]);
    const others = listed.slice(0, page.max).filter(({ id }) => id !== created?.id);
    return { count: listed.length, shown: created ? [created, ...others] : others };
  }, [api, filters, page, revision, newest]);
  const returnFocus = useFocusReturn(open !== undefined, keys.data);

  const turn = (to: Page | ((before: Page) => Page)) => {
    setPage(to);
    setNewest(undefined);
  };
  const filter = (part: Partial<Filters>) => {
    setFilters((before) => ({ ...before, ...part }));
    turn((before) => ({ ...before, first: 0 }));
  };
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
    returnFocus.remember();
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
        onCreate={create}
        onRefresh={keys.reload}
        page={page}
        count={count}
        onPage={turn}
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
          onAction={(kind, key) => show({ kind, key })}
        />
        {(hasPages || !api.isOwn) && <Pager {...page} count={count} onPage={turn} variant="bottom" />}
      </>
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

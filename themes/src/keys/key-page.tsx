import "./keys.css";
import "./key-page.css";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { formatDateTime } from "../host/dates";
import { t } from "../host/messages";
import { setQuery } from "../host/query";
import { Problem } from "../host/rest";
import {
  AlertActionLink,
  AngleLeftIcon,
  Button,
  ClipboardCopy,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Label,
  SearchIcon,
  Title,
} from "../patternfly";
import { useAlerts } from "../ui/alerts";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { useHeading } from "../ui/heading";
import { Notice } from "../ui/notice";
import { PageLink } from "../ui/page-link";
import { inWords } from "../ui/problem";
import { Empty, Failed, Loading } from "../ui/states";
import { useFocusReturn } from "../ui/use-focus-return";
import { useLoad, type Loaded } from "../ui/use-load";
import { useQuery } from "../ui/use-query";
import type { KeysApi, Overview } from "./api";
import { AttributeLabels } from "./attribute-labels";
import { copyText } from "./copy";
import { KeyDialogs, type KeyDialog } from "./dialogs";
import { actionsOn } from "./key-actions";
import { HistoryTable } from "./history-table";
import { maskedSecret, type ApiKey } from "./model";
import { PermissionLabels } from "./permission-labels";
import { byReason, names } from "./permissions";
import { StatusLabel } from "./status-label";
import { UsageChart } from "./usage-chart";

interface Props {
  api: KeysApi;
  overview: Overview;
  id: string;
  /** The level of the heading with the name of the key. */
  level: 1 | 2;
}

/** The page of a key, with its own address. Used in both consoles. */
export function KeyPage({ api, overview, id, level }: Props) {
  const loaded = useLoad(() => api.read(id), [api, id]);
  return (
    <KeyFrame loaded={loaded} level={level}>
      {(key) => <KeyContent {...{ api, overview, level, reload: loaded.reload }} apiKey={key} />}
    </KeyFrame>
  );
}

interface FrameProps {
  loaded: Loaded<ApiKey>;
  level: 1 | 2;
  /** Missing if only the way back, the progress and problems are shown. */
  children?: (key: ApiKey) => ReactNode;
}

/** What the page of a key shows before the key is loaded, and around its content. */
export function KeyFrame({ loaded: { data: key, problem, reload }, level, children }: FrameProps) {
  const query = useQuery();
  const heading = useHeading(level);
  const toList = { ...query, key: undefined };
  const content = () => {
    if (problem instanceof Problem && problem.status === 404) {
      return <NotFound problem={problem} level={level} onBack={() => setQuery(toList)} />;
    }
    if (problem !== undefined) {
      return <Failed problem={problem} onRetry={reload} headingLevel={heading} />;
    }
    return key && children ? children(key) : <Loading />;
  };
  return (
    <div className="org-api-keys-key-page" data-testid="key-page">
      <div>
        <PageLink query={toList} className="org-api-keys-back" data-testid="key-back">
          <AngleLeftIcon /> {t("orgApiKeysMenu")}
        </PageLink>
      </div>
      {content()}
    </div>
  );
}

function NotFound({ problem, level, onBack }: { problem: Problem; level: 1 | 2; onBack: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const heading = useHeading(level);
  const { title, text } = inWords(problem);
  return (
    <div ref={place} tabIndex={-1} className="org-api-keys-panel" data-testid="key-not-found">
      <Empty title={title} icon={SearchIcon} headingLevel={heading} actionLabel={t("orgApiKeysBack")} onAction={onBack}>
        {text}
      </Empty>
    </div>
  );
}

type ContentProps = Omit<Props, "id"> & { apiKey: ApiKey; reload: () => void };

function KeyContent({ api, overview, apiKey: key, level, reload }: ContentProps) {
  const alerts = useAlerts();
  const query = useQuery();
  const [open, setOpen] = useState<KeyDialog | { kind: "end" }>();
  const title = useRef<HTMLDivElement>(null);
  const heading = useHeading(level);
  const sectionHeading = useHeading(level === 1 ? 2 : 3);
  const returnFocus = useFocusReturn(open !== undefined, key);
  useEffect(() => {
    // PatternFly's heading accepts no ref
    title.current?.querySelector<HTMLElement>("[tabindex]")?.focus();
  }, []);

  const show = (dialog: KeyDialog | { kind: "end" }) => {
    returnFocus.remember();
    setOpen(dialog);
  };
  const changed = (message?: string) => {
    if (message !== undefined) {
      alerts.success(message);
    }
    reload();
  };
  const section = (name: string) => (
    <Title headingLevel={sectionHeading} size="lg" className="org-api-keys-section">
      {t(name)}
    </Title>
  );
  const actions = actionsOn(key, overview.rights, (kind) => show({ kind, key }));
  return (
    <div ref={returnFocus.fallback} tabIndex={-1} className="org-api-keys-panel">
      <div className="org-api-keys-key-head">
        <div ref={title} className="org-api-keys-key-title">
          <Title headingLevel={heading} size="xl" tabIndex={-1} data-testid="key-heading">
            <bdi>{key.name}</bdi>
          </Title>
        </div>
        <div className="org-api-keys-key-actions">
          {actions.map(({ kind, title: label, onClick }, index) => (
            <Button
              key={kind}
              variant={index === 0 ? "primary" : "secondary"}
              isDanger={kind === "delete"}
              onClick={onClick}
              data-testid={`key-action-${kind}`}
            >
              {label}
            </Button>
          ))}
        </div>
      </div>
      <Notices apiKey={key} onEnd={overview.rights.mayRotate(key) ? () => show({ kind: "end" }) : undefined} />
      <Details api={api} overview={overview} apiKey={key} />
      {section("orgApiKeysUsage")}
      <UsageChart api={api} apiKey={key} />
      {api.history && (
        <>
          {section("orgApiKeysHistory")}
          <HistoryTable load={api.history} apiKey={key} />
        </>
      )}
      {open?.kind === "end" ? (
        <ConfirmDialog
          title={t("orgApiKeysFormerEndTitle", key.name)}
          confirmLabel={t("orgApiKeysFormerEnd")}
          isDanger
          action={() => api.endFormerSecret(key)}
          onDone={() => {
            setOpen(undefined);
            changed(t("orgApiKeysFormerEnded"));
          }}
          onClose={() => setOpen(undefined)}
          data-testid="end-dialog"
        >
          {t("orgApiKeysFormerEndText")}
        </ConfirmDialog>
      ) : (
        open && (
          <KeyDialogs
            api={api}
            overview={overview}
            open={open}
            onOpen={setOpen}
            onChanged={changed}
            onDeleted={(message) => {
              alerts.success(message);
              // Back must not lead to the deleted key
              setQuery({ ...query, key: undefined }, false);
            }}
          />
        )
      )}
    </div>
  );
}

function Notices({ apiKey: key, onEnd }: { apiKey: ApiKey; onEnd?: () => void }) {
  return (
    <>
      {key.leakedAt && (
        <Notice variant="danger" title={t("orgApiKeysLeakedTitle")} data-testid="leaked">
          {t("orgApiKeysLeakedText", formatDateTime(key.leakedAt))}
        </Notice>
      )}
      {Object.entries(byReason(key.ineffectivePermissions ?? [])).map(([reason, without]) => (
        <Notice
          key={reason}
          variant="info"
          title={t(`orgApiKeysIneffective.${reason}`)}
          data-testid={`ineffective-${reason}`}
        >
          <bdi>{names(without).join(", ")}</bdi>
        </Notice>
      ))}
      {key.formerSecretExpiresAt && (
        <Notice
          variant="warning"
          title={t("orgApiKeysFormerUntil", formatDateTime(key.formerSecretExpiresAt))}
          actionLinks={
            onEnd && (
              <AlertActionLink onClick={onEnd} data-testid="end-former">
                {t("orgApiKeysFormerEnd")}
              </AlertActionLink>
            )
          }
          data-testid="former-secret"
        >
          {t("orgApiKeysFormerText")}
        </Notice>
      )}
    </>
  );
}

function Details({ api, overview, apiKey: key }: { api: KeysApi; overview: Overview; apiKey: ApiKey }) {
  const owner = key.type === "bot" ? overview.organization : (key.username ?? key.userId);
  const href = key.userId && api.userUrl?.(key.userId);
  const rows: [string, ReactNode][] = [
    ["orgApiKeysStatus", <StatusLabel key="status" apiKey={key} hasReason />],
    [
      "orgApiKeysType",
      <Label key="type" isCompact color={key.type === "bot" ? "purple" : "blue"}>
        {t(`orgApiKeysType.${key.type}`)}
      </Label>,
    ],
    ["orgApiKeysUser", href ? <a href={href}>{owner}</a> : owner],
    ["orgApiKeysOrganization", key.type === "user" ? overview.organization : undefined],
    ["orgApiKeysDescription", key.description],
    ["orgApiKeysPermissions", <PermissionLabels key="permissions" apiKey={key} limit={50} />],
    [
      "orgApiKeysNetworks",
      key.allowedNetworks.length > 0 ? (
        <span key="networks" dir="ltr">
          {key.allowedNetworks.join(", ")}
        </span>
      ) : (
        t("orgApiKeysNetworksAnywhere")
      ),
    ],
    [
      "orgApiKeysAttributes",
      Object.keys(key.attributes).length > 0 ? (
        <AttributeLabels key="attributes" attributes={key.attributes} />
      ) : undefined,
    ],
    [
      "orgApiKeysKey",
      <code key="key" dir="ltr">
        {maskedSecret(key)}
      </code>,
    ],
    ["orgApiKeysCreated", <Created key="created" api={api} apiKey={key} />],
    ["orgApiKeysUpdated", formatDateTime(key.updatedAt)],
    ["orgApiKeysSecretIssued", formatDateTime(key.secretIssuedAt)],
    ["orgApiKeysLastUsed", key.lastUsedAt ? formatDateTime(key.lastUsedAt) : t("orgApiKeysNeverUsed")],
    ["orgApiKeysExpires", key.expiresAt ? formatDateTime(key.expiresAt) : t("orgApiKeysNever")],
    [
      "orgApiKeysId",
      <ClipboardCopy
        key="id"
        variant="inline-compact"
        isCode
        dir="ltr"
        hoverTip={t("orgApiKeysCopy")}
        clickTip={t("orgApiKeysCopied")}
        onCopy={() => void copyText(key.id)}
        data-testid="key-id"
      >
        {key.id}
      </ClipboardCopy>,
    ],
  ];
  return (
    <DescriptionList isHorizontal isCompact className="org-api-keys-details" data-testid="key-details">
      {rows
        .filter(([, value]) => value !== undefined)
        .map(([term, value]) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{t(term)}</DescriptionListTerm>
            <DescriptionListDescription>
              {typeof value === "string" ? <bdi>{value}</bdi> : value}
            </DescriptionListDescription>
          </DescriptionListGroup>
        ))}
    </DescriptionList>
  );
}

/**
 * When and by whom the key was created. If another key created it, leads to the page of that key, otherwise to all keys
 * of the creator.
 */
function Created({ api, apiKey: { createdAt, createdBy } }: { api: KeysApi; apiKey: ApiKey }) {
  const at = formatDateTime(createdAt);
  // a key can have the name of a user
  const isByKey = createdBy.type === "api_key";
  const text = createdBy.impersonator
    ? t("orgApiKeysCreatedByImpersonator", at, createdBy.impersonator.username, createdBy.name)
    : t("orgApiKeysCreatedBy", at, isByKey ? t("orgApiKeysHistoryByKey", createdBy.name) : createdBy.name);
  if (isByKey) {
    return <PageLink query={{ ...api.query, key: createdBy.id }}>{text}</PageLink>;
  }
  const all = api.createdByUrl?.(createdBy.id);
  return (
    <>
      <bdi>{text}</bdi>
      {all !== undefined && (
        <div>
          <a href={all} data-testid="created-by-same">
            {t("orgApiKeysCreatedBySame", createdBy.name)}
          </a>
        </div>
      )}
    </>
  );
}

import { formatRelative } from "../host/dates";
import { t } from "../host/messages";
import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from "../patternfly";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { KeysApi } from "./api";
import { maskedSecret, type ApiKey } from "./model";
import { isInUse } from "./recent-use";

interface Props {
  api: KeysApi;
  kind: "disable" | "enable" | "delete";
  apiKey: ApiKey;
  /** The name of the key's organization. */
  organization: string;
  onClose: () => void;
  onDone: (message: string) => void;
}

/** Asks for confirmation before a key is disabled, enabled or deleted, and shows when it was last used. */
export function Confirmation({ api, kind, apiKey: key, organization, onClose, onDone }: Props) {
  const actions = {
    disable: () => api.disable(key),
    enable: () => api.enable(key),
    delete: () => api.remove(key),
  };
  // if the status is unknown, the key is valid again as soon as the user directory responds
  const isUnused = kind === "delete" && key.status !== "active" && key.status !== "unknown";
  const inUse = kind !== "enable" && !isUnused && isInUse(key.lastUsedAt, Date.now());
  const rows = [
    ["orgApiKeysKey", maskedSecret(key)],
    ["orgApiKeysType", t(`orgApiKeysType.${key.type}`)],
    ["orgApiKeysUser", key.username ?? key.userId],
    ["orgApiKeysOrganization", organization],
    ["orgApiKeysLastUsed", key.lastUsedAt ? formatRelative(key.lastUsedAt) : t("orgApiKeysNever")],
  ] as const;
  return (
    <ConfirmDialog
      title={t(`orgApiKeysConfirm.${kind}`, key.name)}
      confirmLabel={t(`orgApiKeysAction.${kind}`)}
      isDanger={kind === "delete"}
      action={actions[kind]}
      onDone={() => {
        onClose();
        onDone(t(`orgApiKeysDone.${kind}`));
      }}
      onClose={onClose}
      data-testid={`${kind}-dialog`}
    >
      <DescriptionList isHorizontal isCompact data-testid="key-identity">
        {rows.map(
          ([term, value]) =>
            value !== undefined && (
              <DescriptionListGroup key={term}>
                <DescriptionListTerm>{t(term)}</DescriptionListTerm>
                <DescriptionListDescription>
                  <bdi>{value}</bdi>
                </DescriptionListDescription>
              </DescriptionListGroup>
            ),
        )}
      </DescriptionList>
      {inUse && key.lastUsedAt && (
        <p data-testid="in-use">
          <strong>{t("orgApiKeysInUse", formatRelative(key.lastUsedAt))}</strong>
        </p>
      )}
      <p data-testid={isUnused ? "not-in-use" : undefined}>
        {isUnused
          ? t("orgApiKeysConfirmUnused", t(`orgApiKeysStatus.${key.status}`))
          : t(`orgApiKeysConfirmText.${kind}`)}
      </p>
    </ConfirmDialog>
  );
}

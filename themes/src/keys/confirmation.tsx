import { formatRelative } from "../host/dates";
import { t } from "../host/messages";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { KeysApi } from "./api";
import type { ApiKey } from "./model";
import { isInUse } from "./recent-use";

interface Props {
  api: KeysApi;
  kind: "disable" | "enable" | "delete";
  apiKey: ApiKey;
  onClose: () => void;
  onDone: (message: string) => void;
}

/** Asks for confirmation before a key is disabled, enabled or deleted, and shows when it was last used. */
export function Confirmation({ api, kind, apiKey: key, onClose, onDone }: Props) {
  const actions = {
    disable: () => api.disable(key),
    enable: () => api.enable(key),
    delete: () => api.remove(key),
  };
  const inUse = kind !== "enable" && isInUse(key.lastUsedAt, Date.now());
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
      {inUse && key.lastUsedAt && (
        <p data-testid="in-use">
          <strong>{t("orgApiKeysInUse", formatRelative(key.lastUsedAt))}</strong>
        </p>
      )}
      <p>{t(`orgApiKeysConfirmText.${kind}`)}</p>
    </ConfirmDialog>
  );
}

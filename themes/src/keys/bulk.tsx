import { useRef } from "react";
import { plural, t } from "../host/messages";
import { Button, Table, Tbody, Td, Th, Thead, Tr } from "../patternfly";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { ModalDialog } from "../ui/modal-dialog";
import { inWords } from "../ui/problem";
import type { Failure } from "./bulk-result";
import type { ApiKey, Bulk, BulkAction } from "./model";
import type { RealmKeysApi } from "./realm-api";
import { isInUse } from "./recent-use";

interface Props {
  api: Pick<RealmKeysApi, "change">;
  action: BulkAction;
  keys: readonly ApiKey[];
  onClose: () => void;
  onDone: (bulk: Bulk) => void;
}

/** Asks for confirmation before many keys are changed, and shows how many of them were used recently. */
export function BulkConfirmation({ api, action, keys, onClose, onDone }: Props) {
  const result = useRef<Bulk>();
  const used = keys.filter(({ lastUsedAt }) => isInUse(lastUsedAt, Date.now())).length;
  const change = async () => {
    result.current = await api.change(
      action,
      keys.map(({ id }) => id),
    );
  };
  return (
    <ConfirmDialog
      title={plural(`orgApiKeysBulkConfirm.${action}`, keys.length)}
      confirmLabel={t(`orgApiKeysAction.${action}`)}
      isDanger={action === "delete"}
      action={change}
      onDone={() => result.current && onDone(result.current)}
      onClose={onClose}
      data-testid="bulk-dialog"
    >
      {action !== "enable" && (
        <p data-testid="bulk-in-use">
          {used === 0 ? t("orgApiKeysBulkUnused") : <strong>{plural("orgApiKeysBulkInUse", used)}</strong>}
        </p>
      )}
      <p>{t(`orgApiKeysBulkText.${action}`)}</p>
    </ConfirmDialog>
  );
}

interface ResultProps {
  action: BulkAction;
  /** The number of keys that were to be changed. */
  total: number;
  failures: readonly Failure[];
  onClose: () => void;
}

/** Shows which keys could not be changed, and why. */
export function BulkResult({ action, total, failures, onClose }: ResultProps) {
  return (
    <ModalDialog
      variant="medium"
      title={plural(`orgApiKeysBulkFailed.${action}`, failures.length, total)}
      titleIconVariant="warning"
      titleLabel={t("orgApiKeysUiWarning")}
      onClose={onClose}
      data-testid="bulk-result"
      actions={[
        <Button key="close" onClick={onClose} data-testid="bulk-result-close">
          {t("orgApiKeysUiClose")}
        </Button>,
      ]}
    >
      <Table variant="compact" aria-label={t("orgApiKeysBulkFailures")}>
        <Thead>
          <Tr>
            <Th>{t("orgApiKeysName")}</Th>
            <Th>{t("orgApiKeysBulkReason")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {failures.map(({ id, name, problem }) => {
            const { title, text } = inWords(problem);
            return (
              <Tr key={id} data-testid="bulk-failure">
                <Td dataLabel={t("orgApiKeysName")} modifier="breakWord">
                  <bdi>{name}</bdi>
                </Td>
                <Td dataLabel={t("orgApiKeysBulkReason")}>
                  {title}
                  <div className="org-api-keys-note">{text}</div>
                </Td>
              </Tr>
            );
          })}
        </Tbody>
      </Table>
    </ModalDialog>
  );
}

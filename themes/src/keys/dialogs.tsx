import { t } from "../host/messages";
import type { KeysApi, Overview } from "./api";
import { Confirmation } from "./confirmation";
import type { KeyActionKind } from "./key-actions";
import { CreateDialog, EditDialog } from "./key-dialog";
import type { ApiKey, IssuedKey } from "./model";
import { RotateDialog } from "./rotate-dialog";
import { SecretDialog } from "./secret-dialog";

/** The open dialog and its key. At most one dialog is open. */
export type KeyDialog =
  { kind: "create" } | { kind: "secret"; issued: IssuedKey; grace?: number } | { kind: KeyActionKind; key: ApiKey };

interface Props {
  api: KeysApi;
  overview: Overview;
  open: KeyDialog;
  /** Opens the next dialog, such as the secret after creating a key, or closes the dialog. */
  onOpen: (dialog: KeyDialog | undefined) => void;
  /** Called with a success message, or without one if the next dialog shows the result. */
  onChanged: (message?: string) => void;
  onCreated?: (key: ApiKey) => void;
  /** Called instead of `onChanged` if the key was deleted. */
  onDeleted?: (message: string) => void;
}

export function KeyDialogs({ api, overview, open, onOpen, onChanged, onCreated, onDeleted }: Props) {
  const onClose = () => onOpen(undefined);
  switch (open.kind) {
    case "create":
      return (
        <CreateDialog
          api={api}
          overview={overview}
          onClose={onClose}
          onCreated={(issued) => {
            onOpen({ kind: "secret", issued });
            onCreated?.(issued);
          }}
        />
      );
    case "secret":
      return <SecretDialog issued={open.issued} grace={open.grace} verifyUrl={api.verifyUrl} onClose={onClose} />;
    case "edit":
      return (
        <EditDialog
          api={api}
          overview={overview}
          apiKey={open.key}
          onClose={onClose}
          onSaved={() => {
            onClose();
            onChanged(t("orgApiKeysDone.edit"));
          }}
        />
      );
    case "rotate":
      return (
        <RotateDialog
          api={api}
          apiKey={open.key}
          settings={overview.settings}
          onClose={onClose}
          onRotated={(issued, grace) => {
            onOpen({ kind: "secret", issued, grace });
            onChanged();
          }}
        />
      );
    default:
      return (
        <Confirmation
          api={api}
          kind={open.kind}
          apiKey={open.key}
          organization={overview.organization}
          onClose={onClose}
          onDone={open.kind === "delete" ? (onDeleted ?? onChanged) : onChanged}
        />
      );
  }
}

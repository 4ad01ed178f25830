import type { PropsWithChildren } from "react";
import { FormDialog } from "./dialog";
import { useAction } from "./use-action";

type Props = PropsWithChildren<{
  title: string;
  confirmLabel: string;
  isDanger?: boolean;
  /** The confirmed operation. If it fails, the dialog stays open and shows the error. */
  action: () => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
  "data-testid"?: string;
}>;

/** Asks for confirmation, runs the operation and shows its error. */
export function ConfirmDialog({ title, confirmLabel, isDanger, action, onDone, onClose, children, ...rest }: Props) {
  const { busy, problem, run } = useAction();
  const confirm = async () => {
    if (await run(action)) {
      onDone();
    }
  };
  return (
    <FormDialog
      title={title}
      submitLabel={confirmLabel}
      isDanger={isDanger}
      busy={busy}
      problem={problem}
      onSubmit={() => void confirm()}
      onClose={onClose}
      data-testid={rest["data-testid"] ?? "confirm-dialog"}
    >
      {children}
    </FormDialog>
  );
}

import "./dialog.css";
import { useId, type FormEvent, type PropsWithChildren, type ReactNode } from "react";
import { t } from "../host/messages";
import { Button, Form } from "../patternfly";
import { ModalDialog } from "./modal-dialog";
import { ProblemAlert } from "./problem-alert";

type Props = PropsWithChildren<{
  title: string;
  description?: ReactNode;
  variant?: "small" | "medium" | "large";
  submitLabel: string;
  isDanger?: boolean;
  /** Why the form cannot be submitted yet. Disables the button, and is shown beside it. */
  blocked?: string;
  /** Whether a request is running. If so, the dialog stays open and cannot be submitted again. */
  busy: boolean;
  problem?: unknown;
  /** The fields that show their own errors. */
  fields?: string[];
  onSubmit: () => void;
  onClose: () => void;
  "data-testid"?: string;
}>;

/**
 * A form in a modal dialog. Focus stays inside the dialog and returns to the previous element when it closes. Enter submits;
 * Escape closes, unless an element inside has handled it, such as an open list.
 */
export function FormDialog(props: Props) {
  const id = useId();
  const close = () => {
    if (!props.busy) {
      props.onClose();
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!props.busy && props.blocked === undefined) {
      props.onSubmit();
    }
  };
  return (
    <ModalDialog
      variant={props.variant ?? "small"}
      title={props.title}
      description={props.description}
      titleIconVariant={props.isDanger ? "warning" : undefined}
      titleLabel={props.isDanger ? t("orgApiKeysUiWarning") : undefined}
      onClose={close}
      onEscapePress={(event) => {
        if (!event.defaultPrevented) {
          close();
        }
      }}
      data-testid={props["data-testid"]}
      actions={[
        <Button
          key="submit"
          type="submit"
          form={id}
          variant={props.isDanger ? "danger" : "primary"}
          isDisabled={props.blocked !== undefined || props.busy}
          aria-describedby={`${id}-blocked`}
          isLoading={props.busy}
          spinnerAriaLabel={t("orgApiKeysUiWorking")}
          spinnerAriaValueText={t("orgApiKeysUiWorking")}
          data-testid="submit"
        >
          {props.submitLabel}
        </Button>,
        <Button key="cancel" variant="link" isDisabled={props.busy} onClick={close} data-testid="cancel">
          {t("orgApiKeysUiCancel")}
        </Button>,
        <span key="blocked" id={`${id}-blocked`} role="status" className="org-api-keys-blocked" data-testid="blocked">
          {props.blocked}
        </span>,
      ]}
    >
      <Form id={id} onSubmit={submit} noValidate>
        <ProblemAlert problem={props.problem} fields={props.fields} />
        {props.children}
      </Form>
    </ModalDialog>
  );
}

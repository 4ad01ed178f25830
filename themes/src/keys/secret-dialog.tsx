import { t } from "../host/messages";
import { Button, ClipboardCopy, Form, FormGroup } from "../patternfly";
import { ModalDialog } from "../ui/modal-dialog";
import { Notice } from "../ui/notice";
import { copyText } from "./copy";
import { period } from "../ui/duration";
import type { IssuedKey } from "./model";

interface Props {
  issued: IssuedKey;
  verifyUrl: string;
  /** The grace period of the old secret, in seconds; missing for a new key. */
  grace?: number;
  onClose: () => void;
}

/** Shows a secret, once. Closed only by its button, not by Escape or by a click outside. */
export function SecretDialog({ issued, verifyUrl, grace, onClose }: Props) {
  const curl = `curl -i "${verifyUrl}" -H "x-api-key: ${issued.secret}"`;
  return (
    <ModalDialog
      variant="medium"
      title={t(grace === undefined ? "orgApiKeysSecretTitle" : "orgApiKeysSecretRotatedTitle", issued.name)}
      showClose={false}
      onEscapePress={() => undefined}
      data-testid="secret-dialog"
      actions={[
        <Button key="done" onClick={onClose} data-testid="secret-stored">
          {t("orgApiKeysSecretStored")}
        </Button>,
      ]}
    >
      <Form onSubmit={(event) => event.preventDefault()}>
        <Notice variant="warning" title={t("orgApiKeysSecretOnce")}>
          {t("orgApiKeysSecretOnceText")}
        </Notice>
        {grace !== undefined && (
          <p>{grace === 0 ? t("orgApiKeysGraceOver") : t("orgApiKeysGraceRuns", period(grace))}</p>
        )}
        {!issued.enabled && (
          <Notice variant="info" title={t("orgApiKeysSecretDisabled")}>
            {t("orgApiKeysSecretDisabledText")}
          </Notice>
        )}
        <FormGroup label={t("orgApiKeysSecret")}>
          <Copyable text={issued.secret} label={t("orgApiKeysSecret")} testId="secret" />
        </FormGroup>
        <FormGroup label={t("orgApiKeysTryIt")}>
          <Copyable text={curl} label={t("orgApiKeysTryIt")} testId="curl" />
        </FormGroup>
      </Form>
    </ModalDialog>
  );
}

function Copyable({ text, label, testId }: { text: string; label: string; testId: string }) {
  return (
    <ClipboardCopy
      isReadOnly
      isCode
      hoverTip={t("orgApiKeysCopy")}
      clickTip={t("orgApiKeysCopied")}
      textAriaLabel={label}
      onCopy={() => void copyText(text)}
      data-testid={testId}
    >
      {text}
    </ClipboardCopy>
  );
}

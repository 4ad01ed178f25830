import "./secret-dialog.css";
import { useState } from "react";
import { t } from "../host/messages";
import { Button, ClipboardCopy, Form, FormGroup } from "../patternfly";
import { ModalDialog } from "../ui/modal-dialog";
import { Notice } from "../ui/notice";
import { useLeaveGuard } from "../ui/use-leave-guard";
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

/** Shows a secret once. Escape, a click outside and the Back button of the browser do not close the dialog. */
export function SecretDialog({ issued, verifyUrl, grace, onClose }: Props) {
  const [isCopied, setIsCopied] = useState(false);
  const { isHeld } = useLeaveGuard(!isCopied);
  const onCopied = () => setIsCopied(true);
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
      <Form onSubmit={(event) => event.preventDefault()} onCopy={onCopied}>
        {isHeld && !isCopied && (
          <Notice isLiveRegion variant="danger" title={t("orgApiKeysSecretHeld")} data-testid="secret-held">
            {t("orgApiKeysSecretHeldText")}
          </Notice>
        )}
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
          <Copyable text={issued.secret} label={t("orgApiKeysSecret")} testId="secret" onCopied={onCopied} />
        </FormGroup>
        <FormGroup label={t("orgApiKeysEnvLine")}>
          <Copyable
            text={`API_KEY=${issued.secret}`}
            label={t("orgApiKeysEnvLine")}
            testId="env-line"
            onCopied={onCopied}
          />
        </FormGroup>
        <FormGroup label={t("orgApiKeysTryIt")}>
          <Copyable text={curl} label={t("orgApiKeysTryIt")} testId="curl" onCopied={onCopied} />
        </FormGroup>
      </Form>
    </ModalDialog>
  );
}

function Copyable(props: { text: string; label: string; testId: string; onCopied: () => void }) {
  const { text, label, testId, onCopied } = props;
  return (
    <ClipboardCopy
      isReadOnly
      className="org-api-keys-copyable"
      dir="ltr"
      hoverTip={t("orgApiKeysCopy")}
      clickTip={t("orgApiKeysCopied")}
      textAriaLabel={label}
      onCopy={() => void copyText(text).then(onCopied)}
      data-testid={testId}
    >
      {text}
    </ClipboardCopy>
  );
}

import "./leak-reporters.css";
import { useEffect, useRef } from "react";
import { t } from "../host/messages";
import { Button, TextArea, TextInput } from "../patternfly";
import type { LeakReporter } from "./api";
import { isPublicKey, isReporterId } from "./settings";

interface Props {
  readonly value: readonly LeakReporter[];
  readonly mayManage: boolean;
  readonly describedBy: string;
  readonly onChange: (value: LeakReporter[]) => void;
}

/** The list of leak reporters, editable or read-only. */
export function LeakReporters({ value, mayManage, describedBy, onChange }: Props) {
  const add = useRef<HTMLButtonElement>(null);
  const last = useRef<HTMLInputElement>(null);
  const isAdded = useRef(false);
  useEffect(() => {
    if (isAdded.current) {
      isAdded.current = false;
      last.current?.focus();
    }
  }, [value]);

  if (!mayManage) {
    return value.length === 0 ? (
      <p>{t("orgApiKeysSettingsNone")}</p>
    ) : (
      <dl>
        {value.map(({ id, publicKey }) => (
          <div key={id} className="org-api-keys-reporter">
            <dt dir="ltr">{id}</dt>
            <dd dir="ltr">
              <pre>{publicKey}</pre>
            </dd>
          </div>
        ))}
      </dl>
    );
  }
  const change = (index: number, part: Partial<LeakReporter>) =>
    onChange(value.map((each, other) => (other === index ? { ...each, ...part } : each)));
  return (
    <>
      {value.map(({ id, publicKey }, index) => {
        const field = `settings-leakReporters-${index}`;
        const isDouble = value.some((each, other) => other !== index && each.id === id);
        return (
          <div
            key={index}
            role="group"
            aria-label={t("orgApiKeysSettingsReporter", String(index + 1))}
            className="org-api-keys-reporter"
          >
            <label htmlFor={`${field}-id`}>{t("orgApiKeysSettingsReporterId")}</label>
            <TextInput
              id={`${field}-id`}
              ref={index === value.length - 1 ? last : undefined}
              value={id}
              validated={id === "" || (isReporterId(id) && !isDouble) ? "default" : "error"}
              aria-describedby={describedBy}
              onChange={(_, text) => change(index, { id: text.trim() })}
            />
            <label htmlFor={`${field}-publicKey`}>{t("orgApiKeysSettingsReporterKey")}</label>
            <TextArea
              id={`${field}-publicKey`}
              rows={4}
              spellCheck={false}
              dir="ltr"
              resizeOrientation="vertical"
              value={publicKey}
              validated={publicKey === "" || isPublicKey(publicKey) ? "default" : "error"}
              aria-describedby={describedBy}
              onChange={(_, text) => change(index, { publicKey: text })}
            />
            <Button
              variant="link"
              isInline
              isDanger
              aria-label={t("orgApiKeysSettingsReporterRemove", String(index + 1))}
              onClick={() => {
                onChange(value.filter((_, other) => other !== index));
                add.current?.focus();
              }}
              data-testid="remove-reporter"
            >
              {t("orgApiKeysUiRemove")}
            </Button>
          </div>
        );
      })}
      <Button
        variant="link"
        isInline
        ref={add}
        onClick={() => {
          isAdded.current = true;
          onChange([...value, { id: "", publicKey: "" }]);
        }}
        data-testid="add-reporter"
      >
        {t("orgApiKeysSettingsReporterAdd")}
      </Button>
    </>
  );
}

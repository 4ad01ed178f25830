import { useState } from "react";
import { t } from "../host/messages";
import { FormGroup, Radio, TextInput } from "../patternfly";
import { FormDialog } from "../ui/dialog";
import { FieldError, validated } from "../ui/field-error";
import { errorsOf } from "../ui/problem";
import { useAction } from "../ui/use-action";
import type { KeysApi } from "./api";
import { boundsOf, choicesForExisting, dateError, expiresAt, isExpired, type Expiry } from "./expiry";
import { period } from "../ui/duration";
import { ExpiryField } from "./expiry-field";
import { customGrace, defaultGrace, graceChoices } from "./grace";
import type { ApiKey, IssuedKey, Settings } from "./model";

interface Props {
  api: KeysApi;
  apiKey: ApiKey;
  settings: Settings;
  onRotated: (key: IssuedKey, grace: number) => void;
  onClose: () => void;
}

export function RotateDialog({ api, apiKey, settings, onRotated, onClose }: Props) {
  const [now] = useState(() => Date.now());
  const expired = apiKey.status === "expired" || isExpired(apiKey.expiresAt, now);
  // the server revokes a leaked secret immediately and ignores the grace period
  const maximum = apiKey.leakedAt || expired ? 0 : settings.maximumGracePeriod;
  const bounds = boundsOf(settings, apiKey.type, now);
  const expiries = choicesForExisting(bounds, now, apiKey.expiresAt).filter(({ kind }) => kind !== "keep");
  const [expiry, setExpiry] = useState<Expiry>(expiries[0] ?? { kind: "date", date: "" });
  const wrongDay = expired && expiry.kind === "date" ? dateError(expiry.date, bounds, now) : undefined;
  const [choice, setChoice] = useState<number | "custom">(defaultGrace(maximum));
  const [hours, setHours] = useState("");
  const action = useAction();
  const grace = choice === "custom" ? customGrace(hours, maximum) : choice;
  const errors = [
    ...errorsOf(action.problem, "gracePeriod"),
    ...(hours !== "" && grace === undefined ? [t("orgApiKeysGraceWrong", period(maximum))] : []),
  ];
  const blocked =
    wrongDay !== undefined
      ? t(`orgApiKeysExpiryDate.${wrongDay}`)
      : grace === undefined
        ? t("orgApiKeysGraceWrong", period(maximum))
        : undefined;
  const rotate = () =>
    void action.run(async () => {
      if (grace !== undefined) {
        const until = expired ? expiresAt(expiry, bounds, Date.now()) : undefined;
        onRotated(await api.rotate(apiKey, grace, until), grace);
      }
    });
  return (
    <FormDialog
      title={t("orgApiKeysRotateTitle", apiKey.name)}
      description={t("orgApiKeysRotateText")}
      submitLabel={t("orgApiKeysRotate")}
      blocked={blocked}
      busy={action.busy}
      problem={action.problem}
      fields={["gracePeriod", ...(expired ? ["expiresAt"] : [])]}
      onSubmit={rotate}
      onClose={onClose}
      data-testid="rotate-dialog"
    >
      {expired && (
        <ExpiryField
          choices={expiries}
          value={expiry}
          bounds={bounds}
          errors={errorsOf(action.problem, "expiresAt")}
          onChange={setExpiry}
        />
      )}
      <FormGroup label={t("orgApiKeysGrace")} role="radiogroup" fieldId="key-grace">
        {graceChoices(maximum).map((seconds) => (
          <Radio
            key={seconds}
            id={`key-grace-${seconds}`}
            name="key-grace"
            label={seconds === 0 ? t("orgApiKeysGraceNone") : period(seconds)}
            isChecked={choice === seconds}
            onChange={() => setChoice(seconds)}
          />
        ))}
        {maximum > 0 && (
          <Radio
            id="key-grace-custom"
            name="key-grace"
            label={t("orgApiKeysGraceCustom")}
            isChecked={choice === "custom"}
            onChange={() => setChoice("custom")}
          />
        )}
        {choice === "custom" && (
          <TextInput
            id="key-grace-hours"
            className="org-api-keys-grace-hours"
            inputMode="decimal"
            aria-label={t("orgApiKeysGraceCustom")}
            aria-describedby="key-grace-help"
            value={hours}
            validated={validated(errors)}
            onChange={(_, value) => setHours(value)}
          />
        )}
        <FieldError
          id="key-grace-help"
          errors={errors}
          help={
            expired
              ? t("orgApiKeysGraceExpired")
              : apiKey.leakedAt
                ? t("orgApiKeysGraceLeaked")
                : maximum === 0
                  ? t("orgApiKeysGraceForbidden")
                  : t("orgApiKeysGraceHelp", period(maximum))
          }
        />
      </FormGroup>
    </FormDialog>
  );
}

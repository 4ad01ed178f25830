import { useState } from "react";
import { t } from "../host/messages";
import { FormGroup, Radio, TextInput } from "../patternfly";
import { FormDialog } from "../ui/dialog";
import { FieldError, validated } from "../ui/field-error";
import { errorsOf } from "../ui/problem";
import { useAction } from "../ui/use-action";
import type { KeysApi } from "./api";
import { period } from "./expiry-field";
import { customGrace, defaultGrace, graceChoices } from "./grace";
import type { ApiKey, IssuedKey } from "./model";

interface Props {
  api: KeysApi;
  apiKey: ApiKey;
  maximum: number;
  onRotated: (key: IssuedKey, grace: number) => void;
  onClose: () => void;
}

export function RotateDialog({ api, apiKey, onRotated, onClose, ...props }: Props) {
  // the server ends a leaked secret at once, whatever it is asked for
  const maximum = apiKey.leakedAt ? 0 : props.maximum;
  const [choice, setChoice] = useState<number | "custom">(defaultGrace(maximum));
  const [hours, setHours] = useState("");
  const action = useAction();
  const grace = choice === "custom" ? customGrace(hours, maximum) : choice;
  const errors = [
    ...errorsOf(action.problem, "gracePeriod"),
    ...(hours !== "" && grace === undefined ? [t("orgApiKeysGraceWrong", period(maximum))] : []),
  ];
  const rotate = () =>
    void action.run(async () => {
      if (grace !== undefined) {
        onRotated(await api.rotate(apiKey, grace), grace);
      }
    });
  return (
    <FormDialog
      title={t("orgApiKeysRotateTitle", apiKey.name)}
      description={t("orgApiKeysRotateText")}
      submitLabel={t("orgApiKeysRotate")}
      isDisabled={grace === undefined}
      busy={action.busy}
      problem={action.problem}
      fields={["gracePeriod"]}
      onSubmit={rotate}
      onClose={onClose}
      data-testid="rotate-dialog"
    >
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
            apiKey.leakedAt
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

import { formatDate, formatDateTime } from "../host/dates";
import { t } from "../host/messages";
import { FormGroup, FormSelect, FormSelectOption, TextInput } from "../patternfly";
import { period } from "../ui/duration";
import { FieldError, validated } from "../ui/field-error";
import { dateError, dayOf, type Expiry, type ExpiryBounds } from "./expiry";

interface Props {
  choices: readonly Expiry[];
  value: Expiry;
  bounds: ExpiryBounds;
  /** The current expiry of the key. */
  current?: string;
  errors: string[];
  onChange: (value: Expiry) => void;
}

const keyOf = (choice: Expiry) => (choice.kind === "days" ? `days-${choice.days}` : choice.kind);

export function ExpiryField({ choices, value, bounds, current, errors, onChange }: Props) {
  const now = Date.now();
  const wrong = value.kind === "date" && value.date !== "" ? dateError(value.date, bounds, now) : undefined;
  const all = wrong ? [...errors, t(`orgApiKeysExpiryDate.${wrong}`)] : errors;
  return (
    <FormGroup label={t("orgApiKeysExpires")} fieldId="key-expiry">
      <FormSelect
        id="key-expiry"
        aria-describedby="key-expiry-help"
        value={keyOf(value)}
        validated={validated(all)}
        onChange={(_, key) => {
          const choice = choices.find((each) => keyOf(each) === key);
          if (choice) {
            onChange(choice);
          }
        }}
      >
        {choices.map((choice) => (
          <FormSelectOption key={keyOf(choice)} value={keyOf(choice)} label={labelOf(choice, bounds, current)} />
        ))}
      </FormSelect>
      {value.kind === "date" && (
        <TextInput
          id="key-expiry-date"
          type="date"
          aria-label={t("orgApiKeysExpiryDay")}
          aria-describedby="key-expiry-help"
          min={dayOf(now)}
          max={bounds.latest === null ? undefined : dayOf(bounds.latest)}
          value={value.date}
          validated={validated(all)}
          onChange={(_, date) => onChange({ kind: "date", date })}
        />
      )}
      <FieldError
        id="key-expiry-help"
        errors={all}
        help={bounds.latest === null ? undefined : t("orgApiKeysExpiryLatest", formatDate(new Date(bounds.latest)))}
      />
    </FormGroup>
  );
}

function labelOf(choice: Expiry, { defaultLifetime }: ExpiryBounds, current: string | undefined): string {
  switch (choice.kind) {
    case "default":
      return defaultLifetime === null
        ? t("orgApiKeysExpiryNone")
        : t("orgApiKeysExpiryDefault", period(defaultLifetime));
    case "keep":
      return t("orgApiKeysExpiryKeep", current === undefined ? t("orgApiKeysNever") : formatDateTime(current));
    case "days":
      return choice.days === 365 ? t("orgApiKeysExpiryYear") : period(choice.days * 86_400);
    case "date":
      return t("orgApiKeysExpiryDay");
    case "none":
      return t("orgApiKeysExpiryNone");
  }
}

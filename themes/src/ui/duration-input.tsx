import "./duration-input.css";
import { useState } from "react";
import { t } from "../host/messages";
import { FormSelect, FormSelectOption, TextInput } from "../patternfly";
import { seconds, split, type Unit } from "./duration";

/** The duration in seconds; null for none, undefined while the field has no valid number. */
export type Duration = number | null | undefined;

interface Props {
  id: string;
  /** The accessible name of the inputs after the first one, which has the label of the form. */
  label: string;
  value: Duration;
  onChange: (value: Duration) => void;
  /** The label of the choice "none"; without it, a duration is required. */
  noneLabel?: string;
  /** The label of the choice to set a duration. */
  someLabel?: string;
  /** The duration that is shown first when the user replaces "none" by a duration, in seconds. */
  initial?: number;
  units?: Unit[];
  isDisabled?: boolean;
  validated?: "error" | "default";
  "aria-describedby"?: string;
}

const ALL_UNITS: Unit[] = ["second", "minute", "hour", "day"];

/** An input for a duration: a number and its unit. */
export function DurationInput({ id, label, value, onChange, noneLabel, someLabel, ...props }: Props) {
  const [draft, setDraft] = useState(() => toDraft(value, props.units));
  const { initial = 86400, units = ALL_UNITS } = props;

  // a value that differs from the inputs means that the form was reset
  const said = seconds(draft.amount, draft.unit);
  if (typeof value === "number" && value !== said) {
    setDraft(toDraft(value, units));
  }

  const change = (amount: string, unit: Unit) => {
    setDraft({ amount, unit });
    onChange(seconds(amount, unit));
  };
  const shown = ALL_UNITS.filter((unit) => units.includes(unit) || unit === draft.unit);

  return (
    <div className="org-api-keys-duration">
      {noneLabel && (
        <div>
          <FormSelect
            id={id}
            aria-describedby={props["aria-describedby"]}
            value={value === null ? "none" : "some"}
            isDisabled={props.isDisabled}
            onChange={(_, mode) => onChange(mode === "none" ? null : (said ?? initial))}
          >
            <FormSelectOption value="none" label={noneLabel} />
            <FormSelectOption value="some" label={someLabel ?? t("orgApiKeysUiDurationSome")} />
          </FormSelect>
        </div>
      )}
      {value !== null && (
        <>
          <div>
            <TextInput
              id={noneLabel ? `${id}-amount` : id}
              type="number"
              min={0}
              aria-label={noneLabel && t("orgApiKeysUiDurationAmount", label)}
              aria-describedby={props["aria-describedby"]}
              value={draft.amount}
              isDisabled={props.isDisabled}
              validated={props.validated}
              onChange={(_, amount) => change(amount, draft.unit)}
            />
          </div>
          <div>
            <FormSelect
              id={`${id}-unit`}
              aria-label={t("orgApiKeysUiDurationUnit", label)}
              value={draft.unit}
              isDisabled={props.isDisabled}
              onChange={(_, unit) => change(draft.amount, unit as Unit)}
            >
              {shown.map((unit) => (
                <FormSelectOption key={unit} value={unit} label={t(`orgApiKeysUiUnit.${unit}`)} />
              ))}
            </FormSelect>
          </div>
        </>
      )}
    </div>
  );
}

function toDraft(value: Duration, units: Unit[] = ALL_UNITS): { amount: string; unit: Unit } {
  if (typeof value !== "number") {
    return { amount: "", unit: units.includes("day") ? "day" : (units[0] ?? "second") };
  }
  const { amount, unit } = split(value);
  return { amount: String(amount), unit };
}

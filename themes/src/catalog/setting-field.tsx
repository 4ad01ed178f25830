import type { ReactElement } from "react";
import { hasMessage, t } from "../host/messages";
import { Checkbox, FormGroup, FormSelect, FormSelectOption, TextInput } from "../patternfly";
import { DurationInput, type Duration } from "../ui/duration-input";
import { FieldError, validated } from "../ui/field-error";
import { TagsInput } from "../ui/tags-input";
import type { LeakReporter } from "./api";
import { LeakReporters } from "./leak-reporters";
import type { Field, Value } from "./settings";

interface Props {
  /** The name of the setting, or of the group of flags, in the message keys. */
  readonly name: string;
  /** One field, or all flags of a group. */
  readonly fields: readonly Field[];
  readonly valueOf: (field: Field) => Value;
  readonly errors: string[];
  readonly mayManage: boolean;
  readonly onChange: (field: Field, value: Value) => void;
}

/** A setting with its label, input, help and errors. */
export function SettingField({ name, fields, valueOf, errors, mayManage, onChange }: Props) {
  const id = `settings-${name.replace(".", "-")}`;
  const [field] = fields;
  if (!field) {
    return null;
  }
  const value = valueOf(field);
  const text = typeof value === "string" ? value : "";
  const helpKey =
    field.kind === "choice" ? `orgApiKeysSettingsOption.${name}.${text}Help` : `orgApiKeysSettings.${name}Help`;
  const help = hasMessage(helpKey) && t(helpKey, text);
  const label = t(`orgApiKeysSettings.${name}`);
  const isGroup = field.kind === "flag" || field.kind === "reporters";
  const isRequired = field.kind === "text" || (field.kind === "number" && !field.isOptional);
  // a reporter that was just added is not wrong yet
  const isUnfinished =
    field.kind === "reporters" &&
    (value as readonly LeakReporter[]).some((reporter) => reporter.id === "" || reporter.publicKey === "");
  const common = {
    isDisabled: !mayManage,
    ...((help || errors.length > 0) && { "aria-describedby": `${id}-help` }),
  };

  const input = (): ReactElement | ReactElement[] => {
    switch (field.kind) {
      case "text":
      case "number":
        return (
          <TextInput
            {...common}
            id={id}
            value={text}
            validated={validated(errors)}
            onChange={(_, typed) => onChange(field, typed)}
            isRequired={isRequired}
            {...(field.kind === "number" && { type: "number", min: field.least, max: field.most })}
          />
        );
      case "duration":
        return (
          <DurationInput
            {...common}
            id={id}
            label={label}
            value={value as Duration}
            onChange={(duration) => onChange(field, duration)}
            {...(field.isOptional && { noneLabel: t("orgApiKeysSettingsNone") })}
            initial={31_536_000}
            validated={validated(errors)}
          />
        );
      case "flag":
        return fields.map((each) => (
          <Checkbox
            {...common}
            key={each.name}
            id={`settings-${each.name.replace(".", "-")}`}
            label={t(`orgApiKeysSettingsOption.${each.name}`)}
            isChecked={valueOf(each) as boolean}
            onChange={(_, on) => onChange(each, on)}
          />
        ));
      case "choice":
        return (
          <FormSelect
            {...common}
            id={id}
            value={text}
            validated={validated(errors)}
            onChange={(_, choice) => onChange(field, choice)}
          >
            {field.choices.map((choice) => (
              <FormSelectOption key={choice} value={choice} label={t(`orgApiKeysSettingsOption.${name}.${choice}`)} />
            ))}
          </FormSelect>
        );
      case "texts":
        return mayManage ? (
          <TagsInput
            {...common}
            id={id}
            label={label}
            value={value as readonly string[]}
            onChange={(texts) => onChange(field, texts)}
            isInvalid={errors.length > 0}
          />
        ) : (
          <TextInput {...common} id={id} value={(value as readonly string[]).join(", ")} />
        );
      case "reporters":
        return (
          <LeakReporters
            value={value as readonly LeakReporter[]}
            mayManage={mayManage}
            describedBy={`${id}-help`}
            onChange={(reporters) => onChange(field, reporters)}
          />
        );
    }
  };

  return (
    <FormGroup
      label={label}
      fieldId={isGroup ? `${id}-group` : id}
      {...(isGroup && { role: "group" })}
      isRequired={isRequired}
    >
      {input()}
      <FieldError id={`${id}-help`} errors={isUnfinished ? [] : errors} help={isUnfinished ? errors[0] : help} />
    </FormGroup>
  );
}

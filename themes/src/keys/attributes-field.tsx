import "./attributes-field.css";
import { useEffect, useRef, useState } from "react";
import { t } from "../host/messages";
import { Button, FormGroup, FormSelect, FormSelectOption, PlusCircleIcon, TextInput, TimesIcon } from "../patternfly";
import { FieldError, validated } from "../ui/field-error";
import { areTooMany, errorsIn, hasWrongName, missingIn, tooMany, VALUE_LENGTH, type AttributeRow } from "./attributes";

interface Props {
  value: readonly AttributeRow[];
  /** The names that the user can set; undefined for all names. */
  names: readonly string[] | undefined;
  problem: unknown;
  onChange: (value: AttributeRow[]) => void;
}

/** The attributes of a key: a list of names and values. */
export function AttributesField({ value: rows, names, problem, onChange }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const isAdded = useRef(false);
  useEffect(() => {
    if (isAdded.current) {
      isAdded.current = false;
      list.current?.querySelector<HTMLElement>(":scope > :last-child :is(input, select)")?.focus();
    }
  }, [rows]);

  const { byName, others } = errorsIn(problem, rows);
  const change = (index: number, part: Partial<AttributeRow>) =>
    onChange(rows.map((row, other) => (other === index ? { ...row, ...part } : row)));
  return (
    <FormGroup label={t("orgApiKeysAttributes")} role="group" fieldId="key-attributes">
      <div ref={list}>
        {rows.map((row, index) => (
          <Row
            key={index}
            id={`key-attribute-${index}`}
            number={String(index + 1)}
            row={row}
            names={names}
            errors={byName.get(row.name) ?? []}
            isFirst={rows.findIndex(({ name }) => name === row.name) === index}
            onChange={(part) => change(index, part)}
            onRemove={() => {
              onChange(rows.filter((_, other) => other !== index));
              add.current?.focus();
            }}
          />
        ))}
      </div>
      <Button
        variant="link"
        isInline
        ref={add}
        icon={<PlusCircleIcon />}
        aria-describedby="key-attributes-help"
        onClick={() => {
          isAdded.current = true;
          onChange([...rows, { name: "", value: "" }]);
        }}
        data-testid="add-attribute"
      >
        {t("orgApiKeysAttributeAdd")}
      </Button>
      <FieldError
        id="key-attributes-help"
        errors={areTooMany(rows) ? [tooMany()] : others}
        help={t("orgApiKeysAttributesHelp")}
      />
    </FormGroup>
  );
}

/**
 * Runs an action that moves the elements below. If the user is pressing a button, waits for the click, which would
 * otherwise miss the button.
 */
function afterClick(focused: EventTarget | null, action: () => void) {
  if (focused instanceof HTMLButtonElement) {
    ["click", "blur"].forEach((event) => focused.addEventListener(event, action, { once: true }));
  } else {
    action();
  }
}

interface RowProps {
  id: string;
  /** The number of the row, for screen readers. */
  number: string;
  row: AttributeRow;
  names: readonly string[] | undefined;
  /** The errors of all rows with this name. */
  errors: readonly string[];
  /** Whether this is the first row with its name. Only this row shows the errors. */
  isFirst: boolean;
  onChange: (part: Partial<AttributeRow>) => void;
  onRemove: () => void;
}

function Row({ id, number, row, names, errors, isFirst, onChange, onRemove }: RowProps) {
  const help = `${id}-help`;
  const [wasLeft, setWasLeft] = useState(false);
  const missing = wasLeft ? missingIn(row) : undefined;
  const incomplete = missing === undefined ? [] : [t("orgApiKeysAttributeIncomplete")];
  const nameErrors = hasWrongName(row) ? [t("orgApiKeysError.invalidName", row.name)] : [];
  const nameState = validated(missing === "name" ? incomplete : nameErrors);
  const valueErrors = isFirst ? errors : [];
  return (
    <div
      role="group"
      aria-label={t("orgApiKeysAttribute", number)}
      className="org-api-keys-attribute"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) {
          afterClick(relatedTarget, () => setWasLeft(true));
        }
      }}
      data-testid="attribute"
    >
      <div>
        <label htmlFor={`${id}-name`}>{t("orgApiKeysName")}</label>
        {names ? (
          <FormSelect
            id={`${id}-name`}
            value={row.name}
            validated={nameState}
            aria-describedby={help}
            onChange={(_, name) => onChange({ name })}
          >
            <FormSelectOption value="" label={t("orgApiKeysAttributeNameSelect")} />
            {names.map((name) => (
              <FormSelectOption key={name} value={name} label={name} />
            ))}
          </FormSelect>
        ) : (
          <TextInput
            id={`${id}-name`}
            dir="ltr"
            spellCheck={false}
            autoComplete="off"
            value={row.name}
            validated={nameState}
            aria-describedby={help}
            onChange={(_, name) => onChange({ name: name.trim() })}
          />
        )}
      </div>
      <div className="org-api-keys-attribute-value">
        <label htmlFor={`${id}-value`}>{t("orgApiKeysAttributeValue")}</label>
        <TextInput
          id={`${id}-value`}
          dir="auto"
          autoComplete="off"
          maxLength={VALUE_LENGTH}
          value={row.value}
          validated={validated(missing === "value" ? incomplete : errors)}
          aria-describedby={help}
          onChange={(_, value) => onChange({ value })}
        />
      </div>
      <Button
        variant="plain"
        aria-label={t("orgApiKeysAttributeRemove", number)}
        onClick={onRemove}
        data-testid="remove-attribute"
      >
        <TimesIcon aria-hidden />
      </Button>
      <FieldError id={help} errors={[...nameErrors, ...incomplete, ...valueErrors]} />
    </div>
  );
}

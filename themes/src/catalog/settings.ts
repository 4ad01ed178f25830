import { Settings as SCHEMA, type Schema } from "openapi-schemas";
import { t } from "../host/messages";
import type { Duration } from "../ui/duration-input";
import { period } from "../ui/duration";
import type { LeakReporter, Settings } from "./api";
import { patternOf } from "./definition";

/**
 * A field of the form, with the rules of the OpenAPI document. If the field is a part of a setting, its name contains a
 * dot.
 */
export type Field = { readonly name: string } & (
  | { readonly kind: "text"; readonly pattern: RegExp }
  | {
      readonly kind: "number" | "duration";
      readonly least: number;
      readonly most: number;
      readonly isOptional: boolean;
    }
  | { readonly kind: "flag" }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "texts"; readonly pattern: RegExp; readonly most: number }
  | { readonly kind: "reporters"; readonly most: number }
);

/** The value of a field. A number is the text that was typed; a duration can be missing. */
export type Value = string | Duration | boolean | readonly string[] | readonly LeakReporter[];

/** The values in the form, by field name. */
export type Draft = Readonly<Record<string, Value>>;

/** The error messages, by field name. */
export type Errors = Readonly<Record<string, string>>;

export const FIELDS: readonly Field[] = Object.entries(SCHEMA.properties ?? {}).flatMap(([name, schema]) =>
  schema.properties
    ? Object.entries(schema.properties).map(([part, each]) => field(`${name}.${part}`, each))
    : [field(name, schema)],
);

function field(name: string, { enum: choices, items, type, ...schema }: Schema): Field {
  const { maxItems: most = 0, minimum = 0, maximum = 0 } = schema;
  if (choices) {
    return { name, kind: "choice", choices };
  }
  if (items) {
    return items.properties
      ? { name, kind: "reporters", most }
      : { name, kind: "texts", pattern: patternOf(items), most };
  }
  if (type === "boolean") {
    return { name, kind: "flag" };
  }
  return type
    ? {
        name,
        kind: schema["x-unit"] ? "duration" : "number",
        least: minimum,
        most: maximum,
        isOptional: Array.isArray(type),
      }
    : { name, kind: "text", pattern: patternOf(schema) };
}

const REPORTER = SCHEMA.properties?.leakReporters?.items?.properties;
const REPORTER_ID = patternOf(REPORTER?.id);
const PUBLIC_KEY = patternOf(REPORTER?.publicKey);

export const isReporterId = (text: string) => REPORTER_ID.test(text);

/** Whether the text has the format of a public key in PEM. The server checks the key itself. */
export const isPublicKey = (text: string) => PUBLIC_KEY.test(text);

export function draftOf(settings: Settings): Draft {
  const all = settings as unknown as Record<string, unknown>;
  return Object.fromEntries(
    FIELDS.map(({ name, kind }) => {
      const [whole = name, part] = name.split(".");
      const value = part === undefined ? all[whole] : (all[whole] as Record<string, unknown>)[part];
      return [name, kind === "number" ? numberText(value as number | null) : (value as Value)];
    }),
  );
}

const numberText = (value: number | null) => (value === null ? "" : String(value));

/** Converts a draft without {@link errorsIn errors} to settings. */
export function settingsOf(draft: Draft): Settings {
  const settings: Record<string, unknown> = {};
  for (const { name, kind } of FIELDS) {
    const entered = draft[name];
    const value = kind === "number" ? (entered === "" ? null : Number(entered)) : entered;
    const [whole = name, part] = name.split(".");
    settings[whole] = part === undefined ? value : { ...(settings[whole] as object | undefined), [part]: value };
  }
  return settings as unknown as Settings;
}

/** Validates a draft like the server does, to show errors while the user types and in the language of the console. */
export function errorsIn(draft: Draft): Errors {
  const errors: Record<string, string> = {};
  for (const field of FIELDS) {
    if (!isValid(field, draft[field.name])) {
      errors[field.name] = rule(field);
    }
  }
  for (const type of ["user", "bot"]) {
    const byDefault = draft[`defaultLifetime.${type}`];
    const maximum = draft[`maximumLifetime.${type}`];
    if (byDefault && maximum && byDefault > maximum) {
      errors[`defaultLifetime.${type}`] ??= t("orgApiKeysSettingsWrong.tooLong");
    }
  }
  return errors;
}

function isValid(field: Field, value: Value): boolean {
  switch (field.kind) {
    case "text":
      return field.pattern.test(value as string);
    case "number":
      return value === "" ? field.isOptional : /^\d+$/.test(value as string) && isWithin(Number(value), field);
    case "duration":
      return value === null ? field.isOptional : typeof value === "number" && isWithin(value, field);
    case "texts": {
      const texts = value as readonly string[];
      return texts.length <= field.most && texts.every((text) => field.pattern.test(text));
    }
    case "reporters": {
      const reporters = value as readonly LeakReporter[];
      return (
        reporters.length <= field.most &&
        new Set(reporters.map(({ id }) => id)).size === reporters.length &&
        reporters.every(({ id, publicKey }) => isReporterId(id) && isPublicKey(publicKey))
      );
    }
    default:
      return true;
  }
}

const isWithin = (value: number, { least, most }: { least: number; most: number }) => value >= least && value <= most;

function rule(field: Field): string {
  switch (field.kind) {
    case "number":
      return t("orgApiKeysSettingsWrong.number", field.least, field.most);
    case "duration":
      return t("orgApiKeysSettingsWrong.duration", period(field.least), period(field.most));
    case "texts":
    case "reporters":
      return t(`orgApiKeysSettingsWrong.${field.name}`, field.most);
    default:
      return t(`orgApiKeysSettingsWrong.${field.name}`);
  }
}

import { Attributes as SCHEMA } from "openapi-schemas";
import { isName } from "../catalog/definition";
import { t } from "../host/messages";
import { Problem } from "../host/rest";
import { sentence } from "../ui/problem";
import type { ApiKey } from "./model";

type Attributes = ApiKey["attributes"];

/** A row of the form: a name with one value. Rows with the same name are the values of one attribute. */
export interface AttributeRow {
  readonly name: string;
  readonly value: string;
}

const FIELD = "attributes";

export const MOST = SCHEMA.maxProperties ?? 0;
const MOST_VALUES = SCHEMA.additionalProperties?.maxItems ?? 0;
export const VALUE_LENGTH = SCHEMA.additionalProperties?.items?.maxLength;

/**
 * Returns the rows for the attributes of a key.
 *
 * @param names the names that the user can set; undefined for all names
 */
export function rowsOf(attributes: Attributes, names: readonly string[] | undefined): AttributeRow[] {
  return Object.entries(attributes)
    .filter(([name]) => isSettable(name, names))
    .flatMap(([name, values]) => values.map((value) => ({ name, value })));
}

/**
 * Returns the attributes of the rows. Ignores empty rows. Keeps the current attributes that the user cannot set, because
 * a request replaces all attributes.
 */
export function attributesOf(
  rows: readonly AttributeRow[],
  current: Attributes,
  names: readonly string[] | undefined,
): Attributes {
  return Object.fromEntries([
    ...Object.entries(current).filter(([name]) => !isSettable(name, names)),
    ...valuesByName(rows.filter((row) => !isEmpty(row))),
  ]);
}

/**
 * Merges the user's changes into the current rows. A name whose values the user changed keeps the user's rows, and every
 * other name gets the current rows.
 *
 * @param before the rows before the user changed them
 */
export function mergedRows(
  mine: readonly AttributeRow[],
  before: readonly AttributeRow[],
  current: readonly AttributeRow[],
): AttributeRow[] {
  const [myValues, formerValues] = [valuesByName(mine), valuesByName(before)];
  const isChanged = ({ name }: AttributeRow) =>
    JSON.stringify(myValues.get(name)) !== JSON.stringify(formerValues.get(name));
  return [...current.filter((row) => !isChanged(row)), ...mine.filter(isChanged)];
}

function isSettable(name: string, names: readonly string[] | undefined): boolean {
  return names === undefined || names.includes(name);
}

function valuesByName(rows: readonly AttributeRow[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  rows.forEach(({ name, value }) => values.set(name, [...(values.get(name) ?? []), value]));
  return values;
}

const isEmpty = ({ name, value }: AttributeRow) => name === "" && value.trim() === "";

/** Whether a name was entered that no attribute can have. Its rule is that of the names in the catalog. */
export const hasWrongName = ({ name }: AttributeRow) => name !== "" && !isName(name);

/** Returns the part of a row that must still be entered, or undefined. */
export function missingIn(row: AttributeRow): keyof AttributeRow | undefined {
  if (isEmpty(row)) {
    return undefined;
  }
  return row.name === "" ? "name" : row.value.trim() === "" ? "value" : undefined;
}

/** Whether a key cannot have as many names, or as many values of a name. */
export function areTooMany(rows: readonly AttributeRow[]): boolean {
  const values = valuesByName(rows.filter(({ name }) => name !== ""));
  return values.size > MOST || [...values.values()].some(({ length }) => length > MOST_VALUES);
}

export const tooMany = () => t("orgApiKeysAttributesMany", MOST, MOST_VALUES);

/** Returns the first reason why the rows cannot be saved, or undefined. */
export function whyWrong(rows: readonly AttributeRow[]): string | undefined {
  if (rows.some(hasWrongName)) {
    return t("orgApiKeysAttributesWrong");
  }
  if (rows.some((row) => missingIn(row) !== undefined)) {
    return t("orgApiKeysAttributeIncomplete");
  }
  return areTooMany(rows) ? tooMany() : undefined;
}

/** The errors of a request: by name, and those that belong to no row. */
export interface AttributeErrors {
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly others: readonly string[];
}

/** Assigns the errors of a request to the names of the rows. */
export function errorsIn(problem: unknown, rows: readonly AttributeRow[]): AttributeErrors {
  const errors = problem instanceof Problem ? problem.errors : [];
  const names = new Set(rows.map(({ name }) => name).filter((name) => name !== ""));
  const byName = new Map(
    [...names].map((name) => [
      name,
      distinct(errors.filter(({ field }) => field === `${FIELD}.${shown(name)}`).map(sentence)),
    ]),
  );
  const known = new Set([...names].map((name) => `${FIELD}.${shown(name)}`));
  const others = errors
    .filter(({ field }) => field === FIELD || (field.startsWith(`${FIELD}.`) && !known.has(field)))
    .map((error) =>
      error.field === FIELD ? sentence(error) : `${error.field.slice(FIELD.length + 1)}: ${sentence(error)}`,
    );
  return { byName, others: distinct(others) };
}

/** Drops repeated texts: several values of a name can have the same error. */
const distinct = (texts: readonly string[]) => [...new Set(texts)];

const MAX_SHOWN = 23;
const TRUNCATED_LENGTH = 12;

/** Returns a name as the server shows it in an error. It truncates long names, because they can be secrets. */
function shown(name: string): string {
  return name.length <= MAX_SHOWN ? name : `${name.slice(0, TRUNCATED_LENGTH)}...`;
}

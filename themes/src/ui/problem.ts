import { formatDateTime } from "../host/dates";
import { hasMessage, t } from "../host/messages";
import type { FieldProblem } from "../host/problem";
import { Problem } from "../host/rest";

interface Words {
  title: string;
  text: string;
}

/** The codes of errors with a translated message. Other errors show the English detail of the server. */
const KNOWN: Record<string, string> = {
  conflict: "Conflict",
  forbidden: "Forbidden",
  key_not_found: "KeyNotFound",
  leaked_key: "LeakedKey",
  limit_reached: "LimitReached",
  organization_not_found: "OrganizationNotFound",
  organizations_disabled: "OrganizationsDisabled",
  resource_not_found: "ResourceNotFound",
  stale_version: "Stale",
};

/** Returns the message of an error that has none of our codes. Keycloak itself, a proxy or the network caused it. */
function kind(problem: Problem): string | undefined {
  switch (problem.status) {
    case 0:
      return "Network";
    case 403:
      return "Forbidden";
    case 404:
      return "NotFound";
    case 412:
      return "Stale";
    case 429:
    case 503:
      return "Busy";
    default:
      return undefined;
  }
}

/** Returns the title and the text of a problem. */
export function inWords(problem: unknown): Words {
  if (!(problem instanceof Problem)) {
    // eslint-disable-next-line no-console -- this is a bug in the program
    console.error(problem);
    return { title: t("orgApiKeysUiProblem"), text: t("orgApiKeysUiProblemUnexpected") };
  }
  if (isSessionEnd(problem)) {
    return { title: t("orgApiKeysUiProblemSession"), text: t("orgApiKeysSessionEnded") };
  }
  const known = KNOWN[problem.code] ?? kind(problem);
  if (known === "Conflict") {
    return { title: t("orgApiKeysUiProblemConflict"), text: problem.detail || problem.title };
  }
  if (known) {
    return { title: t(`orgApiKeysUiProblem${known}`), text: t(`orgApiKeysUiProblem${known}Text`) };
  }
  if (problem.errors.length > 0) {
    return { title: t("orgApiKeysUiProblemInvalid"), text: t("orgApiKeysUiProblemInvalidText") };
  }
  return {
    title: t("orgApiKeysUiProblem"),
    text: problem.detail || problem.title || t("orgApiKeysUiProblemStatus", String(problem.status)),
  };
}

/** Matches a time in JSON, such as 2027-01-31T12:00:00Z. */
const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/**
 * Returns the message about an error of a field, in the language of the user. If the pages have no message for the code,
 * returns the English text of the server: only programs cause such errors.
 */
export function sentence({ code, params, detail }: FieldProblem): string {
  const key = `orgApiKeysError.${code}`;
  return hasMessage(key)
    ? t(key, ...params.map((param) => (TIME.test(param) ? formatDateTime(param) : param)))
    : detail;
}

/** Whether the error belongs to `field` or to a part of it, such as `permissions.stats` to `permissions`. */
const concerns = (error: string, field: string) => error === field || error.startsWith(`${field}.`);

/** Returns the errors of a field. */
export function errorsOf(problem: unknown, field: string): string[] {
  if (!(problem instanceof Problem)) {
    return [];
  }
  return problem.errors.filter((error) => concerns(error.field, field)).map(sentence);
}

/** Returns the errors that no field of the form shows. */
export function otherErrors(problem: unknown, fields: readonly string[]): string[] {
  if (!(problem instanceof Problem)) {
    return [];
  }
  return problem.errors
    .filter((error) => !fields.some((field) => concerns(error.field, field)))
    .map((error) => `${error.field}: ${sentence(error)}`);
}

/** Whether the server refuses the request for good. Repeating it would not help. */
export const isRefusal = (problem: unknown) =>
  problem instanceof Problem && (problem.status === 403 || problem.status === 404);

export const isSessionEnd = (problem: unknown) => problem instanceof Problem && problem.status === 401;

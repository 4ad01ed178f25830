import { t } from "../host/messages";
import { Problem } from "../host/rest";

interface Words {
  title: string;
  text: string;
}

/** Errors that are the same whatever was asked for, and that people understand better in their own language. */
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

/** Errors without a code of ours: from Keycloak itself, a proxy or the network. */
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

/** What went wrong, for people. */
export function inWords(problem: unknown): Words {
  if (!(problem instanceof Problem)) {
    // eslint-disable-next-line no-console -- no problem of the user, but an error in the program
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

/** Whether it is about `field`, or about a part of it as `permissions.stats` is of `permissions`. */
const concerns = (error: string, field: string) => error === field || error.startsWith(`${field}.`);

/** What is wrong with a field. */
export function errorsOf(problem: unknown, field: string): string[] {
  if (!(problem instanceof Problem)) {
    return [];
  }
  return problem.errors.filter((error) => concerns(error.field, field)).map((error) => error.detail);
}

/** Errors that none of the form's fields shows, so that none gets lost. */
export function otherErrors(problem: unknown, fields: readonly string[]): string[] {
  if (!(problem instanceof Problem)) {
    return [];
  }
  return problem.errors
    .filter((error) => !fields.some((field) => concerns(error.field, field)))
    .map((error) => `${error.field}: ${error.detail}`);
}

export const isSessionEnd = (problem: unknown) => problem instanceof Problem && problem.status === 401;

import type { Problem as ProblemDocument } from "openapi";

/** A field of a request, by its name in the request's JSON ("permissions.stats"), and what is wrong with it. */
export type FieldProblem = NonNullable<ProblemDocument["errors"]>[number];

type ProblemFields = Pick<ProblemDocument, "status" | "code" | "detail" | "errors"> &
  Partial<Pick<ProblemDocument, "title">>;

/** Why a request failed, in words for people: the server's own (RFC 9457), Keycloak's, or ours when there was no answer. */
export class Problem extends Error {
  /** 0 when there was no answer. */
  readonly status: number;
  /**
   * As in the server's problem documents; and "session_ended" when one has to log in again, "unreachable" when there was
   * no answer, "unknown" when the answer did not say.
   */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];

  constructor({ status, code, title = "", detail, errors = [] }: ProblemFields) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
  }
}

import type { Problem as ProblemDocument } from "openapi";

/** An error of a field of the request. The name is that in the JSON, such as "permissions.stats". */
export type FieldProblem = NonNullable<ProblemDocument["errors"]>[number];

type ProblemFields = Pick<ProblemDocument, "status" | "code" | "detail" | "errors"> &
  Partial<Pick<ProblemDocument, "title">>;

/** A failed request: a problem document (RFC 9457), an error of Keycloak itself, or no response at all. */
export class Problem extends Error {
  /** The HTTP status; 0 without a response. */
  readonly status: number;
  /**
   * The code of the problem document; or "session_ended" if the user must log in again, "unreachable" without a response,
   * "unknown" if the response has no code.
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

import { t } from "../host/messages";
import { Alert } from "../patternfly";
import { inWords, otherErrors } from "./problem";

interface Props {
  problem: unknown;
  /** Fields of the form that show their own errors. */
  fields?: string[];
}

/** A problem in words, inside a page or a dialog. */
export function ProblemAlert({ problem, fields = [] }: Props) {
  if (problem === undefined) {
    return null;
  }
  const { title, text } = inWords(problem);
  const others = otherErrors(problem, fields);
  return (
    <Alert
      isInline
      isLiveRegion
      variant="danger"
      variantLabel={t("orgApiKeysUiError")}
      component="p"
      title={title}
      data-testid="problem"
    >
      <p>{text}</p>
      {others.length > 0 && (
        <ul>
          {others.map((error) => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      )}
    </Alert>
  );
}

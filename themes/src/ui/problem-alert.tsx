import { t } from "../host/messages";
import { AlertActionLink } from "../patternfly";
import { Notice } from "./notice";
import { inWords, isSessionEnd, otherErrors } from "./problem";

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
    <Notice
      isLiveRegion
      variant="danger"
      title={title}
      actionLinks={isSessionEnd(problem) && <SignIn />}
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
    </Notice>
  );
}

/** The same page in another tab: what is open here is kept, and goes on when one has signed in there. */
function SignIn() {
  return (
    <AlertActionLink component="a" href={location.href} target="_blank" rel="noopener" data-testid="sign-in">
      {t("orgApiKeysUiSignInTab")}
    </AlertActionLink>
  );
}

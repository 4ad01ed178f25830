import { useEffect, useRef } from "react";
import { t } from "../host/messages";
import { signIn } from "../host/surroundings";
import { AlertActionLink } from "../patternfly";
import { Notice } from "./notice";
import { inWords, isSessionEnd, otherErrors } from "./problem";

const WRONG_FIELD = ".pf-v5-c-form__group:has(.pf-v5-c-helper-text .pf-m-error)";

interface Props {
  problem: unknown;
  /** The fields of the form that show their own errors. */
  fields?: string[];
}

/** The alert for a problem, in a page or a dialog. */
export function ProblemAlert({ problem, fields = [] }: Props) {
  const place = useRef<HTMLDivElement>(null);
  // Scroll to the alert, because after submitting a long form, the user may not see its start or all its fields
  useEffect(() => {
    const alert = place.current;
    alert?.scrollIntoView({ block: "nearest" });
    alert?.closest("form")?.querySelector(WRONG_FIELD)?.scrollIntoView({ block: "nearest" });
  }, [problem]);
  if (problem === undefined) {
    return null;
  }
  const { title, text } = inWords(problem);
  const others = otherErrors(problem, fields);
  return (
    <div ref={place}>
      <Notice
        isLiveRegion
        variant="danger"
        title={title}
        actionLinks={signIn && isSessionEnd(problem) && <SignIn />}
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
    </div>
  );
}

/** Opens the same page in another tab for the login. The input on this page is kept, and the user can continue here. */
function SignIn() {
  return (
    <AlertActionLink component="a" href={location.href} target="_blank" rel="noopener" data-testid="sign-in">
      {t("orgApiKeysUiSignInTab")}
    </AlertActionLink>
  );
}

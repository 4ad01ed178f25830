import { useEffect, useRef } from "react";
import { t } from "../host/messages";
import { AlertActionLink } from "../patternfly";
import { Notice } from "./notice";
import { inWords, isSessionEnd, otherErrors } from "./problem";

const WRONG_FIELD = ".pf-v5-c-form__group:has(.pf-v5-c-helper-text .pf-m-error)";

interface Props {
  problem: unknown;
  /** Fields of the form that show their own errors. */
  fields?: string[];
}

/** A problem in words, inside a page or a dialog. */
export function ProblemAlert({ problem, fields = [] }: Props) {
  const place = useRef<HTMLDivElement>(null);
  // Whoever has pressed the button at the end of a long form sees neither its beginning nor each of its fields
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
    </div>
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

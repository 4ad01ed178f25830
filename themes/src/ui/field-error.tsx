import type { ReactNode } from "react";
import { FormHelperText, HelperText, HelperTextItem } from "../patternfly";

interface Props {
  /** For the input's `aria-describedby`. */
  id: string;
  errors: string[];
  /** Shown while there is no error. */
  help?: ReactNode;
}

/** What is below an input: what is wrong with it, or else how to fill it in. */
export function FieldError({ id, errors, help }: Props) {
  if (errors.length === 0 && !help) {
    return null;
  }
  return (
    <FormHelperText>
      <HelperText id={id} isLiveRegion>
        {errors.length === 0 ? (
          <HelperTextItem>{help}</HelperTextItem>
        ) : (
          errors.map((error) => (
            <HelperTextItem key={error} variant="error">
              {error}
            </HelperTextItem>
          ))
        )}
      </HelperText>
    </FormHelperText>
  );
}

/** How an input shows that it has errors. */
export const validated = (errors: string[]) => (errors.length > 0 ? "error" : "default");

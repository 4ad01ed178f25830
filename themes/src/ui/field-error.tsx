import type { ReactNode } from "react";
import { FormHelperText, HelperText, HelperTextItem } from "../patternfly";

interface Props {
  /** The id for `aria-describedby` of the input. */
  id: string;
  errors: readonly string[];
  /** Shown in addition to the help text. They do not prevent saving. */
  warnings?: readonly string[];
  /** The help text, shown while there is no error. */
  help?: ReactNode;
}

/** The errors of an input, or its help text if there are none. */
export function FieldError({ id, errors, warnings = [], help }: Props) {
  if (errors.length === 0 && warnings.length === 0 && !help) {
    return null;
  }
  return (
    <FormHelperText>
      <HelperText id={id} isLiveRegion>
        {errors.length === 0
          ? help && <HelperTextItem>{help}</HelperTextItem>
          : errors.map((error) => (
              <HelperTextItem key={error} variant="error">
                {error}
              </HelperTextItem>
            ))}
        {warnings.map((warning) => (
          <HelperTextItem key={warning} variant="warning">
            {warning}
          </HelperTextItem>
        ))}
      </HelperText>
    </FormHelperText>
  );
}

/** Returns the validation state of an input. */
export const validated = (errors: readonly string[]) => (errors.length > 0 ? "error" : "default");

import type { ComponentProps } from "react";
import { t } from "../host/messages";
import { Alert } from "../patternfly";

type Variant = "danger" | "info" | "warning";

type Props = Omit<ComponentProps<typeof Alert>, "variant" | "variantLabel" | "isInline" | "component"> & {
  variant: Variant;
};

const LABELS: Record<Variant, string> = {
  danger: "orgApiKeysUiError",
  info: "orgApiKeysUiNote",
  warning: "orgApiKeysUiWarning",
};

/** A message within a page or a dialog. */
export function Notice({ variant, ...rest }: Props) {
  // otherwise screen readers would read PatternFly's English "Warning alert:" in every language
  return <Alert {...rest} isInline variant={variant} variantLabel={t(LABELS[variant])} component="p" />;
}

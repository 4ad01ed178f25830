import { t } from "../host/messages";
import { BanIcon, CheckCircleIcon, ClockIcon, ExclamationTriangleIcon, Label } from "../patternfly";
import type { KeyStatus } from "./model";

const LOOKS = {
  active: { color: "green", icon: <CheckCircleIcon /> },
  expired: { color: "orange", icon: <ClockIcon /> },
  disabled: { color: "grey", icon: <BanIcon /> },
  suspended: { color: "red", icon: <ExclamationTriangleIcon /> },
} as const;

/** Colour, sign and word: none of them alone tells everybody. */
export function StatusLabel({ status }: { status: KeyStatus }) {
  return (
    <>
      <Label isCompact {...LOOKS[status]} data-testid="key-status">
        {t(`orgApiKeysStatus.${status}`)}
      </Label>
      {status === "suspended" && (
        <div>
          <small>{t("orgApiKeysSuspendedWhy")}</small>
        </div>
      )}
    </>
  );
}

import "./kill-switch.css";
import { useState, type ReactNode } from "react";
import type { KillSwitch as Counts, SwitchedKeys } from "openapi";
import { env } from "../host/environment";
import { t } from "../host/messages";
import { queryOf } from "../host/query";
import { get, post } from "../host/rest";
import { AlertActionLink, Button } from "../patternfly";
import { useAlerts } from "../ui/alerts";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Notice } from "../ui/notice";
import { isRefusal } from "../ui/problem";
import { Failed } from "../ui/states";
import { useFocusReturn } from "../ui/use-focus-return";
import { useLoad } from "../ui/use-load";

type Action = "disable" | "restore";

/** The owner of keys, as a parameter of the REST API: an organization or a user. */
export type Owner = { readonly organizationId: string } | { readonly userId: string };

interface Props {
  readonly realm: string;
  readonly owner: Owner;
  /** The name of the owner. */
  readonly name: string;
  /**
   * Whether to offer the kill switch. It stays hidden if the server refuses the request for the number of keys, because
   * the administrator has no permission to change them.
   */
  readonly isOffered: boolean;
  /**
   * @param revision changes when the kill switch has changed keys
   * @param onChanged must be called when a key was changed
   */
  readonly children: (revision: number, onChanged: () => void) => ReactNode;
}

const NONE: Counts = { enabled: 0, restorable: 0 };

/** The list of an owner's keys, with the kill switch: disable all keys, and restore them. */
export function KillSwitch({ realm, owner, name, isOffered, children }: Props) {
  const url = `${env.adminBaseUrl}/admin/realms/${encodeURIComponent(realm)}/api-keys/kill-switch`;
  const alerts = useAlerts();
  const query = queryOf({ ...owner });
  const counts = useLoad(
    () => (isOffered ? get<Counts>(`${url}?${query}`) : Promise.resolve(NONE)),
    [url, query, isOffered],
  );
  const [open, setOpen] = useState<Action>();
  const [revision, setRevision] = useState(0);
  const { fallback, remember } = useFocusReturn(open !== undefined, counts.data);
  const { enabled, restorable } = counts.data ?? NONE;
  const texts = "userId" in owner ? "orgApiKeysKillSwitchUser" : "orgApiKeysKillSwitch";

  const show = (action: Action) => {
    remember();
    setOpen(action);
  };
  const change = async (action: Action) => {
    const { count } = await post<SwitchedKeys>(url, { action, ...owner });
    alerts.success(t(`orgApiKeysKillSwitchDone.${action}`, count));
  };
  const done = () => {
    setOpen(undefined);
    setRevision(revision + 1);
    counts.reload();
  };

  return (
    <div ref={fallback} tabIndex={-1}>
      {restorable > 0 && (
        <div className="org-api-keys-kill-switch">
          <Notice
            variant="warning"
            title={t("orgApiKeysKillSwitchNotice", restorable)}
            actionLinks={
              <AlertActionLink onClick={() => show("restore")} data-testid="restore-all">
                {t("orgApiKeysKillSwitch.restore")}
              </AlertActionLink>
            }
            data-testid="killed-keys"
          />
        </div>
      )}
      {children(revision, counts.reload)}
      {enabled > 0 && (
        <div className="org-api-keys-kill-switch">
          <Button variant="secondary" isDanger onClick={() => show("disable")} data-testid="disable-all">
            {t(`${texts}.disable`)}
          </Button>
        </div>
      )}
      {counts.problem !== undefined && !isRefusal(counts.problem) && (
        <Failed problem={counts.problem} onRetry={counts.reload} />
      )}
      {open && (
        <ConfirmDialog
          title={t(`${texts}Title.${open}`, name)}
          confirmLabel={t(`orgApiKeysKillSwitchConfirm.${open}`)}
          isDanger={open === "disable"}
          action={() => change(open)}
          onDone={done}
          onClose={() => setOpen(undefined)}
          data-testid={`${open}-all-dialog`}
        >
          <p>
            <strong>{t("orgApiKeysKillSwitchCount", open === "disable" ? enabled : restorable)}</strong>
          </p>
          <p>{t(`${texts}Text.${open}`)}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

import { createContext, useContext, useMemo, useRef, useState, type PropsWithChildren } from "react";
import { OWN } from "../host/isolation";
import { t } from "../host/messages";
import { alertLayer } from "../host/surroundings";
import { Alert, AlertActionCloseButton, AlertGroup } from "../patternfly";
import { inWords, otherErrors } from "./problem";

interface Alerts {
  success: (message: string) => void;
  /** Shows an error with the operation that failed, such as "The key could not be deleted". */
  error: (problem: unknown, message?: string) => void;
}

interface Entry {
  id: number;
  variant: "success" | "danger";
  title: string;
  text?: string;
}

const Context = createContext<Alerts | undefined>(undefined);

export function useAlerts(): Alerts {
  const alerts = useContext(Context);
  if (!alerts) {
    throw new Error("No AlertProvider around");
  }
  return alerts;
}

/** Messages that disappear after a while, in the top right corner like the console's own. */
export function AlertProvider({ children }: PropsWithChildren) {
  const [entries, setEntries] = useState<Entry[]>([]);
  const next = useRef(0);

  const alerts = useMemo<Alerts>(() => {
    const add = (entry: Omit<Entry, "id">) => setEntries((before) => [{ ...entry, id: next.current++ }, ...before]);
    return {
      success: (title) => add({ variant: "success", title }),
      error: (problem, message) => {
        const { title, text } = inWords(problem);
        const words = [text, ...otherErrors(problem, [])].join(" ");
        add({ variant: "danger", title: message ?? title, text: words });
      },
    };
  }, []);
  const hide = (id: number) => setEntries((before) => before.filter((entry) => entry.id !== id));

  return (
    <Context.Provider value={alerts}>
      <AlertGroup isToast isLiveRegion appendTo={alertLayer} className={OWN} aria-label={t("orgApiKeysUiAlerts")}>
        {entries.map(({ id, variant, title, text }) => (
          <Alert
            key={id}
            variant={variant}
            variantLabel={t(variant === "danger" ? "orgApiKeysUiError" : "orgApiKeysUiSuccess")}
            component="p"
            title={title}
            timeout
            onTimeout={() => hide(id)}
            actionClose={<AlertActionCloseButton aria-label={t("orgApiKeysUiClose")} onClose={() => hide(id)} />}
          >
            {text}
          </Alert>
        ))}
      </AlertGroup>
      {children}
    </Context.Provider>
  );
}

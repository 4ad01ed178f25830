import { createRoot } from "react-dom/client";
import { env } from "../host/environment";
import { isolate, OWN } from "../host/isolation";
import { loadMessages } from "../host/messages";
import { addStylesheets } from "../host/stylesheet";
import { AccountPage } from "./page";

/** Renders the page. Returns a function that removes it. */
export async function mount(element: HTMLElement): Promise<() => void> {
  await Promise.all([addStylesheets(), loadMessages("account", env.locale ?? "en")]);
  element.classList.add(OWN);
  const stopIsolation = isolate();
  const root = createRoot(element);
  root.render(<AccountPage />);
  return () => {
    stopIsolation();
    // React does not allow a root to be unmounted while the console's React is rendering
    setTimeout(() => root.unmount());
  };
}

import { createRoot } from "react-dom/client";
import { env } from "../host/environment";
import { loadMessages } from "../host/messages";
import { addOwnStylesheet } from "../host/stylesheet";
import { AccountPage } from "./page";

/** Shows the page, until the function that is returned is called. */
export async function mount(element: HTMLElement): Promise<() => void> {
  await Promise.all([addOwnStylesheet(), loadMessages("account", env.locale ?? "en")]);
  const root = createRoot(element);
  root.render(<AccountPage />);
  // The console's React may be at work right now, which React does not let another root be unmounted from
  return () => setTimeout(() => root.unmount());
}

import { focused } from "../host/focus";

/** Copies text to the clipboard. Also works without HTTPS, where browsers have no clipboard API. */
export async function copyText(text: string): Promise<void> {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard) {
    await clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  // inside the dialog, because its focus trap removes focus from elements outside
  (focused()?.closest("[role=dialog]") ?? document.body).append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way without HTTPS
  document.execCommand("copy");
  area.remove();
}

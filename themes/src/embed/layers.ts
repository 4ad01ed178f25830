/** The elements above the application. They are in the browser's top layer, where no style of the application moves or cuts them. */
export interface Layers {
  /** Open while it contains a dialog. The browser then makes the rest of the document inert. */
  readonly dialogs: HTMLDialogElement;
  readonly alerts: HTMLElement;
}

let current: Layers | undefined;

export function layers(): Layers {
  if (!current) {
    throw new Error("org-api-keys: the page was removed");
  }
  return current;
}

export function setLayers(now: Layers | undefined): void {
  current = now;
}

/** Shows the layers. Needed again after the element was moved in the document, because this removes them from the top layer. */
export function showLayers({ dialogs, alerts }: Layers): void {
  if (!alerts.isConnected) {
    return;
  }
  alerts.togglePopover(true);
  if (dialogs.open) {
    dialogs.close();
    dialogs.showModal();
  }
}

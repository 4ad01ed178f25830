/** The element that gets the dialogs. */
export const dialogLayer = (): HTMLElement => document.body;

/** The element that gets the messages that disappear after a while. */
export const alertLayer = (): HTMLElement => document.body;

/** Leads to the login; missing if only the page around ours can do this. */
export const signIn: (() => void) | undefined = () => location.reload();

/** Whether requests contain the cookies of the server. */
export const credentials: RequestCredentials = "same-origin";

/** Aborts the requests of the page when it is removed; null if they continue. */
export const signal = (): AbortSignal | null => null;

import type * as ofConsole from "../../host/surroundings";
import { layers } from "../layers";

export const dialogLayer = () => layers().dialogs;

export const alertLayer = () => layers().alerts;

/** Only the application can start a login. It hears of the end of the session by an event. */
export const signIn: typeof ofConsole.signIn = undefined;

export const credentials: typeof ofConsole.credentials = "omit";

let requests = new AbortController();

export const signal: typeof ofConsole.signal = () => requests.signal;

/** Aborts the requests of the page. The next page could have another user. */
export function abortRequests(): void {
  requests.abort();
  requests = new AbortController();
}

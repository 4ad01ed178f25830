// first, because other styles have precedence
import "@patternfly/react-core/dist/styles/base.css";
import "./embed.css";
import { createRoot } from "react-dom/client";
import { AccountPage, type KeySource } from "../account/page";
import { OWN } from "../host/isolation";
import { setMessages, t } from "../host/messages";
import { Problem } from "../host/problem";
import { forgetAnswers } from "../host/rest";
import { accountKeysApi, me } from "../keys/account-api";
import { HeadingOffset } from "../ui/heading";
import { announcing } from "./announcing";
import { isDark, onColorSetting } from "./colors";
import type { Embedding, View } from "./embedding";
import { setIssuer } from "./host/environment";
import { setQuery } from "./host/query";
import { abortRequests } from "./host/surroundings";
import { setTokenSource } from "./host/token";
import { keepDialog, keepTyping } from "./keyboard";
import { setLayers, showLayers } from "./layers";

/** The languages that are written from right to left. */
const RIGHT_TO_LEFT = /^(?:ar|dv|fa|he|ps|sd|ug|ur|yi)(?:-|$)/;

/**
 * Renders the page. Each element has its own copy of this module, so at most one page is rendered at a time, and the state
 * of the modules belongs to this page.
 */
export function mount(embedding: Embedding): View {
  const { root, issuer, organization, locale } = embedding;
  const rightToLeft = RIGHT_TO_LEFT.test(locale);
  setIssuer(issuer);
  setMessages(messagesOf(embedding), locale, rightToLeft);
  setQuery({});
  setTokenSource(embedding);
  forgetAnswers();

  const outer = element("div", "org-api-keys-root");
  const body = element("div", `org-api-keys-body ${OWN}`);
  const page = element("div", "org-api-keys-frame");
  const dialogs = element("dialog", "org-api-keys-dialogs");
  const alerts = element("div", "org-api-keys-alerts");
  outer.dir = rightToLeft ? "rtl" : "ltr";
  outer.lang = locale;
  page.setAttribute("part", "page");
  alerts.setAttribute("popover", "manual");
  // in browsers that know it, neither Escape nor the Back gesture closes the layer
  dialogs.setAttribute("closedby", "none");
  dialogs.addEventListener("cancel", (event) => event.preventDefault());
  dialogs.setAttribute("aria-label", t("orgApiKeysMenu"));
  body.addEventListener("keydown", (event) => dialogs.open && keepDialog(event));
  for (const type of ["keydown", "keypress", "keyup"]) {
    outer.addEventListener(type, keepTyping);
  }
  body.append(page, dialogs, alerts);
  outer.append(body);
  root.replaceChildren(outer);

  const layers = { dialogs, alerts };
  setLayers(layers);
  showLayers(layers);
  const refreshColors = () => outer.classList.toggle("pf-v5-theme-dark", isDark(embedding.colorScheme(), root.host));
  refreshColors();
  const stopColors = onColorSetting(refreshColors);

  const rendered = createRoot(page);
  rendered.render(
    <HeadingOffset.Provider value={1}>
      <AccountPage only={organization} source={sourceOf(embedding)} />
    </HeadingOffset.Provider>,
  );
  return {
    refreshColors,
    resume: () => showLayers(layers),
    unmount: () => {
      stopColors();
      rendered.unmount();
      root.replaceChildren();
      setLayers(undefined);
      setTokenSource(undefined);
      abortRequests();
    },
  };
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, className: string): HTMLElementTagNameMap[K] {
  const created = document.createElement(name);
  created.className = className;
  return created;
}

/** The user of a console signs in in another tab. The user of an application signs in there. */
function messagesOf({ messages }: Embedding): Readonly<Record<string, string>> {
  const { orgApiKeysEmbeddedSessionEnded: sessionEnded } = messages;
  return sessionEnded === undefined ? messages : { ...messages, orgApiKeysSessionEnded: sessionEnded };
}

function sourceOf({ dispatch }: Embedding): KeySource {
  return {
    me: async () => {
      try {
        return await me();
      } catch (error) {
        if (error instanceof Problem && error.code !== "session_ended") {
          dispatch("load-error", { code: error.code, message: error.detail });
        }
        throw error;
      }
    },
    keysApi: (...parameters) => announcing(accountKeysApi(...parameters), dispatch),
  };
}

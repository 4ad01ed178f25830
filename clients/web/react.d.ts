import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { ColorScheme, GetToken, KeyEvent, LoadErrorEvent, OrgApiKeysElement, SessionEndedEvent } from "./dist/index.js";

type Properties = DetailedHTMLProps<HTMLAttributes<OrgApiKeysElement>, OrgApiKeysElement> & {
  organization?: string;
  locale?: string;
  "color-scheme"?: ColorScheme;
  issuer?: string;
  // React 19 sets properties and listens to events of custom elements
  getToken?: GetToken;
  "onkey-created"?: (event: KeyEvent) => void;
  "onkey-updated"?: (event: KeyEvent) => void;
  "onkey-rotated"?: (event: KeyEvent) => void;
  "onkey-deleted"?: (event: KeyEvent) => void;
  "onsession-ended"?: (event: SessionEndedEvent) => void;
  "onload-error"?: (event: LoadErrorEvent) => void;
};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "org-api-keys": Properties;
    }
  }
}

/** The console's own React, under another name than ours: see vite.config.ts. */
declare module "react-host" {
  export { createElement, useEffect, useRef } from "react";
}

import * as react from "react";
import * as jsx from "react/jsx-runtime";
import * as dom from "react-dom";
import { createRoot } from "react-dom/client";

/** Our own copy of React, for a console whose React has another major version. Loaded only if it is needed. */
export const modules = { react, jsx, dom: { ...dom, createRoot } };

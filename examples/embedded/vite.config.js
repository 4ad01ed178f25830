import { defineConfig } from "vite";

const realm = "http://localhost:8080/realms/h0p";

// From Keycloak, a page needs the scripts of the embedded page, the requests of these scripts, and those of keycloak-js
const policy = [
  "default-src 'none'",
  `script-src 'self' ${realm}/api-keys/`,
  `connect-src ${realm}/`,
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export default defineConfig({
  appType: "mpa",
  build: { rollupOptions: { input: ["index.html", "plain/index.html", "react/index.html"] } },
  esbuild: { jsx: "automatic" },
  // the client of the example realm allows only this port
  preview: { port: 5173, strictPort: true, headers: { "Content-Security-Policy": policy } },
});

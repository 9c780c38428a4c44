import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Where `npm run dev` finds the API: the address that `manage.py up` prints.
const api = process.env.TOUCHSTONE_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "dist",
    assetsDir: "assets",
    assetsInlineLimit: 0,
    sourcemap: false,
    target: "es2022",
    // A browser too old to preload modules does without: it fetches the same pieces a moment later.
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: Object.fromEntries(["/api", "/_allauth", "/admin", "/static"].map((path) => [path, { target: api }])),
  },
  test: {
    environment: "jsdom",
    // A context of its own for each file, as with forks, but not a process and a library of its own: a quarter of the time.
    pool: "vmThreads",
    setupFiles: ["src/lib/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    restoreMocks: true,
  },
});

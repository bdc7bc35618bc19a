import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{core,adapters,apps,ui,simulation,scripts}/**/*.test.ts"],
    pool: "threads",
    isolate: false,
    testTimeout: 120_000,
    coverage: {
      provider: "v8",
      reporter: ["text-summary"],
      include: ["{core,adapters,apps,ui,simulation}/**/*.{ts,tsx}"],
      exclude: ["**/*.test.ts", "**/*.test-*.ts"],
    },
  },
});

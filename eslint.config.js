import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["assembly/", "build/", "coverage/", "dist/", "src/core/generated/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error", noInlineConfig: true } },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.test.json" } },
    rules: {
      "max-lines-per-function": ["error", { max: 70, skipComments: true, IIFEs: true }],
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // A place that is known to exist is asserted so; `!` would be the same with less to see.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
      // A number in a message needs no ceremony; `void` is a return type of handlers.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-invalid-void-type": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    // The page has the types of its bundler.
    files: ["inspector/**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { project: "./inspector/tsconfig.json" } },
  },
  {
    files: ["src/cli/**", "bench/**", "examples/**", "test/package/programs/**"],
    rules: { "no-console": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // A describe block is a list of scenarios, not a function with a length.
      "max-lines-per-function": "off",
      // Tests look at methods without calling them, print what they got, and drop answers.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/no-meaningless-void-operator": "off",
    },
  },
);

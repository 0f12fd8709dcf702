// The house: imports point down only.
//   limits < errors < core < codec < reactor < engine < {tcp, link, poll} < {index, blocking, cli}
const LAYERS = [
  ["limits", "^src/limits\\.ts$"],
  ["errors", "^src/errors\\.ts$"],
  ["core", "^src/core/"],
  ["codec", "^src/codec/"],
  ["reactor", "^src/reactor/"],
  ["engine", "^src/engine/"],
  ["tcp", "^src/(tcp|link|poll)/"],
  ["entries", "^src/(poll\\.ts$|testing(\\.ts$|/)|index\\.ts$|blocking/|cli/)"],
];

const ENTRIES =
  "^src/(index\\.ts|codec\\.ts|poll\\.ts|testing\\.ts|cli/main\\.ts|blocking/index\\.ts)$";

const pathsAbove = (i) => LAYERS.slice(i + 1).map(([, path]) => path);

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...LAYERS.slice(0, -1).map(([name, path], i) => ({
      name: `${name}-points-up`,
      severity: "error",
      from: { path },
      to: { path: pathsAbove(i) },
    })),
    {
      name: "siblings-meet",
      severity: "error",
      from: { path: "^src/(tcp|link|poll)/" },
      to: { path: "^src/(tcp|link|poll)/", pathNot: "^src/$1/" },
    },
    {
      name: "codec-entry-is-browser-safe",
      severity: "error",
      from: { path: "^src/codec\\.ts$" },
      to: { path: "^src/", pathNot: "^src/(limits\\.ts|errors\\.ts|core/|codec/)" },
    },
    {
      name: "testing-is-browser-safe",
      severity: "error",
      from: { path: "^src/testing(\\.ts$|/)" },
      to: { path: "^src/", pathNot: "^src/(limits\\.ts|errors\\.ts|core/|codec/|testing/)" },
    },
    {
      name: "poll-is-thin",
      severity: "error",
      from: { path: "^src/poll(\\.ts$|/)" },
      to: {
        path: "^src/",
        pathNot: "^src/(limits\\.ts|errors\\.ts|core/check\\.ts|reactor/network-error\\.ts|poll/)",
      },
    },
    {
      name: "poll-is-an-entry-of-its-own",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/poll(\\.ts$|/)" },
      to: { path: "^src/poll(\\.ts$|/)" },
    },
    {
      name: "only-the-reactor-names-the-host",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(reactor|poll|blocking|cli)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "packages-are-bundled-where-they-belong",
      severity: "error",
      from: {
        path: "^src/",
        pathNot: "^src/(core/(instance|converters)\\.ts|reactor/compute\\.ts|cli/)",
      },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg"] },
    },
    { name: "cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "unused",
      severity: "error",
      from: { path: ENTRIES },
      to: { path: "^src/", pathNot: [ENTRIES, "\\.d\\.ts$"], reachable: false },
    },
    {
      name: "the-library-stays-in-src",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|bench|tools)/" },
    },
    { name: "unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types"] },
  },
};

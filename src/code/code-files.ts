/** Which files of a repository are code of the release: what a machine wrote or nobody runs would only add noise. */

const SCRIPTS = "ts tsx mts cts js jsx mjs cjs vue svelte astro".split(" ");

const EXTENSIONS =
  "py rb erb go rs java kt kts scala groovy cs fs vb php ex exs eex heex erl clj cljs swift dart lua pl sql prisma graphql".split(
    " ",
  );

/** Folders of these names are left out with all that is in them. */
const FOLDERS =
  "node_modules vendor dist build out .next .nuxt generated __generated__ migrations migration migrate locales locale i18n translations docs".split(
    " ",
  );

const MADE =
  /(?:\.min\.js|\.d\.ts|[._-](?:generated|gen)\.\w+|_pb\d?\.\w+|\.pb\.go|(?:^|\/)(?:structure|schema)\.(?:sql|rb))$/i;

/**
 * Pathspecs of git for what is searched.
 *
 * @param left folders that are left out, too: those of the migrations.
 */
export function codePathspecs(left: readonly string[]): string[] {
  return [...SCRIPTS, ...EXTENSIONS].map((extension) => `*.${extension}`).concat(withoutFolders(left));
}

/** As {@link codePathspecs}, of JavaScript and TypeScript alone. */
export function scriptPathspecs(left: readonly string[]): string[] {
  return SCRIPTS.map((extension) => `*.${extension}`).concat(withoutFolders(left));
}

function withoutFolders(left: readonly string[]): string[] {
  return [
    ...FOLDERS.flatMap((name) => [`:(exclude,glob)${name}/**`, `:(exclude,glob)**/${name}/**`]),
    ...left.filter((dir) => dir !== "").map((dir) => `:(exclude,literal)${dir}`),
  ];
}

/** Whether it lies in a folder that is left out. */
export function isLeftOut(path: string, left: readonly string[]): boolean {
  const inside = path.split("/").slice(0, -1);
  return (
    inside.some((name) => FOLDERS.includes(name)) ||
    left.some((dir) => dir !== "" && path.startsWith(`${dir}/`))
  );
}

/** A file that a tool writes: it names everything and uses nothing. */
export function isMade(path: string): boolean {
  return MADE.test(path);
}

/** It runs with no release, but what it tests does. */
export function isTestCode(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|cypress|fixtures|seeds?)\/|[._-](?:test|spec|e2e|stories)\.\w+$|_test\.\w+$|(?:^|\/)(?:test_[^/]*|seed)\.\w+$/i.test(
    path,
  );
}

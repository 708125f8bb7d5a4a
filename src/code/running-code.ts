import type { Target } from "../migrations/migration.ts";
import { codePathspecs } from "./code-files.ts";
import { codeNames } from "./code-names.ts";
import { declaration } from "./declared.ts";
import type { DeclaredSchema, Place } from "./declared-schema.ts";
import { gitGrep } from "./git-grep.ts";
import type { Release } from "./release.ts";
import type { Taken } from "./taken.ts";
import { linesByFile, usesOf } from "./uses.ts";

/** What the code of the release that is running now says of a thing that is taken away. */
export interface RunningCode {
  /** Whether its schema declares it; null: there is none that was read, or its code could not be searched. */
  readonly declared: boolean | null;
  /** The schema's own place first. */
  readonly code: readonly Place[];
  /** How the schema calls it. */
  readonly model?: string;
}

/** So many places are kept of one thing. */
const PLACES = 20;

/**
 * Who in the code of a release names what a change takes away, in the order of `taken`. Text proves use, never its
 * absence: a name that no line holds beside its table's is the most that can be said.
 *
 * @param left folders that are not searched: those of migrations.
 */
export async function runningCode(
  release: Release,
  target: Target,
  taken: readonly Taken[],
  left: readonly string[],
): Promise<RunningCode[]> {
  const schema = await release.schema(target);
  const asked = taken.map((one) => {
    const declared = declaration(one, schema);
    return { declared, names: codeNames(one, declared) };
  });
  const words = new Set(asked.flatMap(({ names }) => [...names.owner, ...names.own]));
  const paths = codePathspecs([...left, ...filesOf(schema)]);
  const found = await gitGrep(release.root, release.commit, { words: [...words].sort(), paths });
  const byFile = linesByFile(found.lines);
  return asked.map(({ declared: { declared, place, model, column }, names }) => {
    const { places, mentions } = usesOf(names, byFile);
    // Where nothing declares it, whatever holds its name is worth a look.
    const lines = declared === false && places.length === 0 ? mentions : places;
    return {
      declared: declared === false && !found.whole ? null : declared,
      code: [...(place ? [place] : []), ...lines].slice(0, PLACES),
      ...(place && model ? { model: column ? `${model.model}.${column.field}` : model.model } : {}),
    };
  });
}

function filesOf(schema: DeclaredSchema | null): string[] {
  const places = [...(schema?.models ?? []), ...(schema?.enums.values() ?? [])].map(
    ({ place }) => place.path,
  );
  return [...new Set(places)];
}

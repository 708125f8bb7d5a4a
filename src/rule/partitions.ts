/** Index builds on partitioned tables, where PostgreSQL refuses CONCURRENTLY: each partition gets its index first. */
import type { TableShape } from "../effects/schema/shape.ts";
import type { CreateIndex } from "../sql/create-index.ts";
import { quoted, quotedRelation } from "../sql/quote.ts";
import type { Analyzed } from "./analyzed.ts";
import { indexName } from "./object-names.ts";
import { effectsOf } from "./select.ts";
import type { Step } from "./step.ts";
import { neverAlone } from "./steps.ts";

/** More partitions than this are not written out. */
const MOST = 12;

export interface Target {
  /** `schema.name` */
  readonly relation: string;
  readonly shape: TableShape;
}

/** The table that a statement is about, as `schema.name`, with what is known of it. */
export function target(analyzed: Analyzed): Target | null {
  const own = effectsOf(analyzed, "lock").find(({ role }) => role === "target")?.relation;
  const relation = own ?? effectsOf(analyzed, "fail")[0]?.relation ?? null;
  const shape = relation === null ? undefined : analyzed.table(relation);
  return relation === null || shape === undefined ? null : { relation, shape };
}

/** Partitions that hold rows, at every depth; null where the relation is not partitioned. */
export function leavesOf(analyzed: Analyzed, relation: string): string[] | null {
  const shape = analyzed.table(relation);
  if (shape?.kind !== "partitioned table") return null;
  return shape.children.flatMap((child) => leavesOf(analyzed, child) ?? child);
}

/** A build that blocks nobody, in the two ways that a runner can have it. */
export interface Build {
  readonly concurrently: string;
  /** What finds it where it was built before. */
  readonly ifNotExists: string;
}

export interface BuildSteps {
  /** Outside the migration tool, where its migrations cannot stand alone. */
  readonly before: readonly Step[];
  readonly builds: readonly Step[];
  /** Statements of the migration that find what was built outside: a new database gets it from them. */
  readonly found: readonly string[];
}

export function buildSteps({ migration }: Pick<Analyzed, "migration">, all: readonly Build[]): BuildSteps {
  if (neverAlone(migration)) {
    return {
      before: all.map(({ concurrently }) => ({ sql: [concurrently], outside: "before they run" })),
      builds: [],
      found: all.map(({ ifNotExists }) => ifNotExists),
    };
  }
  const builds = all.map(({ concurrently }): Step => ({ sql: [concurrently], alone: true }));
  return { before: [], builds, found: [] };
}

/** The CREATE INDEX of a migration that finds what was built outside before: a new database gets it from there. */
export function foundIndex(analyzed: Analyzed, index: CreateIndex): string {
  const taken = target(analyzed)?.shape.takenNames ?? [];
  return index.ifNotExists(quoted(indexName(index.node.relation?.relname ?? "", index.node, taken)));
}

/** Concurrent builds on the partitions, then the parents' indexes without them, to which they are attached. */
export function partitionedIndex(analyzed: Analyzed, index: CreateIndex): Step[] | null {
  const { idxname, ...unnamed } = index.node;
  const root = target(analyzed);
  const leaves = root && leavesOf(analyzed, root.relation);
  if (!root || !leaves) return null;
  const nameFor = (relation: string): string => {
    const [schema = "", table = ""] = parts(relation);
    if (relation === root.relation && idxname !== undefined) return `${schema}.${idxname}`;
    const built = effectsOf(analyzed, "build").find((build) => build.relation === relation);
    const taken = analyzed.table(relation)?.takenNames ?? [];
    return built?.index ?? `${schema}.${indexName(table, unnamed, taken)}`;
  };
  const inner = innerOf(analyzed, root.relation);
  const attached = inner.flatMap((parent) =>
    (analyzed.table(parent)?.children ?? []).map((child) => [parent, child] as const),
  );
  const { before, builds, found } = buildSteps(
    analyzed,
    shownOf(leaves).map((leaf) => {
      const on = (how: "concurrently" | "if not exists") =>
        index.on(quotedRelation(leaf), quoted(bareName(nameFor(leaf))), how);
      return { concurrently: on("concurrently"), ifNotExists: on("if not exists") };
    }),
  );
  return [
    ...before,
    ...builds,
    {
      sql: [
        ...found,
        ...inner.map((parent) =>
          index.on(quotedRelation(parent), quoted(bareName(nameFor(parent))), "only the parent"),
        ),
        ...shownOf(attached.toReversed()).map(
          ([parent, child]) =>
            `ALTER INDEX ${quotedRelation(nameFor(parent))} ATTACH PARTITION ${quotedRelation(nameFor(child))}`,
        ),
      ],
      ...remainder(leaves),
    },
  ];
}

/** The partitioned tables of a tree, parents first. */
function innerOf(analyzed: Analyzed, relation: string): string[] {
  const shape = analyzed.table(relation);
  if (shape?.kind !== "partitioned table") return [];
  return [relation, ...shape.children.flatMap((child) => innerOf(analyzed, child))];
}

/** What is said instead of the partitions that are not written out. */
export function remainder(leaves: readonly string[]): Pick<Step, "omitted"> {
  const more = leaves.length - shownOf(leaves).length;
  return more === 0 ? {} : { omitted: more };
}

export function shownOf<T>(leaves: readonly T[]): readonly T[] {
  return leaves.length > MOST ? leaves.slice(0, 3) : leaves;
}

function parts(relation: string): [string, string] {
  const dot = relation.indexOf(".");
  return [relation.slice(0, dot), relation.slice(dot + 1)];
}

/** `orders` of `public.orders`. */
export function bareName(relation: string): string {
  return parts(relation)[1];
}

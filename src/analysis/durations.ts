/** Puts on each effect how long its work lasts in production and how much WAL it writes, where that was measured. */
import type { Effect } from "../effects/effect.ts";
import type { WorkShape } from "../effects/schema/index-shape.ts";
import type {
  Estimate,
  IndexWork,
  Range,
  ServerSpeed,
  TableSize,
  TableWork,
} from "../production/duration.ts";
import type { Snapshot } from "../production/snapshot.ts";
import type { TableStats } from "../production/table-stats.ts";
import { as } from "../sql/nodes.ts";
import type { Statement } from "../sql/statement.ts";
import { type Changes, eachStatement } from "./changes.ts";
import { indexWork } from "./key-terms.ts";
import { madeByRewrite } from "./rewrite-kind.ts";
import type { StatementAnalysis } from "./statement-effects.ts";

const BLOCK = 8192;

/** Nothing is read or imported where no sizes are known. */
export async function withDurations(changes: Changes, snapshot: Snapshot | null): Promise<Changes> {
  if (snapshot === null || snapshot.tables.length === 0) return changes;
  const { estimate } = await import("../production/duration.ts");
  const stats = new Map(snapshot.tables.map((table) => [table.relation, table]));
  const speed: ServerSpeed = snapshot.speed ?? { cpu: null, readMBs: null, walMBs: null };
  const collation = snapshot.settings.collation ?? null;
  const costOf = (effect: Effect, analyzed: StatementAnalysis): Estimate | null => {
    const table = effect.relation === null ? undefined : stats.get(effect.relation);
    const size = table && sizeOf(table);
    const work = table && size ? workOf(effect, analyzed, { table, collation }) : null;
    return size && work ? estimate(size, work, speed) : null;
  };
  return eachStatement(changes, (one) => timed(one, costOf));
}

/** The time of a part would be taken for that of the whole: where one is not known, none is told. */
function timed(
  analyzed: StatementAnalysis,
  costOf: (effect: Effect, analyzed: StatementAnalysis) => Estimate | null,
): StatementAnalysis {
  const costs = analyzed.effects.map((effect) => (effect.isNew ? null : costOf(effect, analyzed)));
  const isWhole = analyzed.effects.every((effect, at) => costs[at] || !takesItsTime(effect));
  if (!isWhole || costs.every((cost) => cost === null)) return analyzed;
  return { ...analyzed, effects: analyzed.effects.map((effect, at) => ({ ...effect, ...costs[at] })) };
}

/** Scans belong to other work, or are short beside it. */
function takesItsTime(effect: Effect): boolean {
  if (effect.isNew) return false;
  return (
    effect.kind === "rewrite" ||
    effect.kind === "build" ||
    (effect.kind === "change" && effect.rows === "all")
  );
}

/** Null: the rows were never counted, or the server never said how large it is. */
export function sizeOf({ rows, bytes, pages, toastBytes, indexes }: TableStats): TableSize | null {
  if (rows === 0 && bytes > BLOCK * 8) return null;
  if (pages !== undefined && (pages > 0 || rows === 0)) {
    return { rows, heapBytes: [pages * BLOCK, pages * BLOCK], toastBytes: toastBytes ?? null };
  }
  if (toastBytes === undefined || indexes === undefined) {
    // What is not known to be index or TOAST may be all heap, or little of it: rows of 28 bytes and their headers.
    return { rows, heapBytes: [Math.min(bytes, rows * 28), bytes], toastBytes: null };
  }
  const others = indexes.reduce((sum, index) => sum + index.pages * BLOCK, toastBytes);
  const heap: Range = [Math.max(bytes - others, 0), Math.max(bytes - others, 0)];
  return { rows, heapBytes: heap, toastBytes };
}

interface Known {
  readonly table: TableStats;
  readonly collation: string | null;
}

/** Null: work that was not measured. */
function workOf(effect: Effect, { statement, work }: StatementAnalysis, known: Known): TableWork | null {
  const shape = effect.relation === null ? undefined : work?.get(effect.relation);
  switch (effect.kind) {
    case "scan": {
      const isCheck = effect.reason === "constraint" || effect.reason === "not null";
      if (!isCheck && effect.reason !== "foreign key") return null;
      return { kind: "read", isForeignKey: !isCheck };
    }
    case "build": {
      const index = shape?.indexes.find(({ name }) => name === effect.index);
      const built = index && indexWork(index, known.table, known.collation);
      return built ? { kind: "build", index: built, isConcurrent: isConcurrent(statement) } : null;
    }
    case "rewrite": {
      const makes = madeByRewrite(statement);
      const indexes = shape && allWork(shape, known);
      return makes && indexes ? { kind: "rewrite", indexes, makes } : null;
    }
    case "change": {
      const update = as(statement.node, "UpdateStmt");
      if (effect.command !== "UPDATE" || effect.rows !== "all" || !update || !shape) return null;
      const isBtree = shape.indexes.every(({ method, isPartial }) => method === "btree" && !isPartial);
      if (!isBtree || shape.hasUpdateTriggers) return null;
      const isWhole = !update.whereClause && !update.fromClause;
      return { kind: "update", indexes: shape.indexes.length, isWhole };
    }
    default:
      return null;
  }
}

function allWork({ indexes }: WorkShape, { table, collation }: Known): IndexWork[] | null {
  const each = indexes.map((index) => indexWork(index, table, collation));
  return each.every((one) => one !== null) ? each : null;
}

function isConcurrent({ node }: Statement): boolean {
  const reindex = as(node, "ReindexStmt");
  return (
    as(node, "IndexStmt")?.concurrent === true ||
    reindex?.params?.some((param) => as(param, "DefElem")?.defname === "concurrently") === true
  );
}

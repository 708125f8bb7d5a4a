/** What the shares say of each target, as if one run had asked all databases. */
import type { FoundItem } from "../../migrations/tools/history.ts";
import type { DriftedTarget, FoundDifference } from "../drift-report.ts";
import { NO_DATABASE, type Outcome, type Outcomes, verdictOf, worst } from "../outcome.ts";
import type { TargetOutcomes } from "../outcomes-report.ts";
import type { ShareReport } from "./read-share.ts";
import type { Share } from "./shard.ts";

/** A share whose run came to its end. */
export type CheckedShare = ShareReport & Share;

interface Asked {
  readonly name: string;
  /** Why it could not be read, or null. */
  readonly reason: string | null;
}

/** @param databases of all shares, in the order of the whole list. */
export function joinedTargets(
  shares: readonly CheckedShare[],
  databases: readonly Asked[],
): readonly TargetOutcomes[] {
  const [first] = shares;
  return (first?.targets ?? []).map((target, at) => {
    const all = shares.flatMap(({ targets }) => targets[at] ?? []);
    const { name, tool, dir } = target;
    const items = all.flatMap(({ history }) => history.items);
    const history = all.flatMap((one) => partOf(one.history, one.history.items.map(withoutPath)));
    return {
      target: { name, tool, dir },
      paths: new Map(items.flatMap(({ migration, path }) => (path === null ? [] : [[migration, path]]))),
      history: withGit(history, inOrder(history, databases), databases),
      catalog: inOrder(
        all.flatMap(({ catalog }) => partOf(catalog, catalog.differences)),
        databases,
      ),
      schema: ofRepository(all.flatMap(({ schema }) => partOf(schema, schema.differences))),
    };
  });
}

type Named<Item> = readonly [database: string, outcome: Outcome<Item>];

/** One part of one share: the outcome of each of its databases, or that of the repository alone. */
function partOf<Item extends FoundItem | FoundDifference>(
  { outcomes = [] }: DriftedTarget["history" | "catalog" | "schema"],
  found: readonly (Item & { readonly databases: readonly string[] })[],
): Named<Item>[] {
  const byDatabase = new Map<string, Item[]>();
  for (const { databases, ...rest } of found) {
    // Without its databases it is what was found.
    const item = rest as unknown as Item;
    for (const name of databases.length === 0 ? [NO_DATABASE] : databases) {
      const items = byDatabase.get(name);
      if (items === undefined) byDatabase.set(name, [item]);
      else items.push(item);
    }
  }
  return outcomes.flatMap(({ kind, reason, databases }) =>
    (databases.length === 0 ? [NO_DATABASE] : databases).map((name): Named<Item> => {
      const outcome = { kind, reason, found: byDatabase.get(name) ?? [] };
      return [name, outcome as Outcome<Item>];
    }),
  );
}

function withoutPath({ path: _path, ...item }: DriftedTarget["history"]["items"][number]) {
  return item;
}

function inOrder<Item>(named: readonly Named<Item>[], databases: readonly Asked[]): Outcomes<Item> {
  const known = new Map(named);
  return new Map(
    databases.flatMap(({ name }) => {
      const outcome = known.get(name);
      return outcome === undefined ? [] : [[name, outcome] as const];
    }),
  );
}

/** What git shows is said by itself only where no database could be asked. */
function withGit(
  named: readonly Named<FoundItem>[],
  outcomes: Outcomes<FoundItem>,
  databases: readonly Asked[],
): Outcomes<FoundItem> {
  const git = named.find(([name, { kind }]) => name === NO_DATABASE && kind === "compared");
  if (git === undefined || databases.some(({ reason }) => reason === null)) return outcomes;
  return new Map([git, ...outcomes]);
}

/** Each share compared the same schema file: the worst of what they say. */
function ofRepository(named: readonly Named<FoundDifference>[]): Outcomes<FoundDifference> {
  const state = worst(named.map(([, outcome]) => verdictOf([outcome])));
  const one = named.find(([, outcome]) => verdictOf([outcome]) === state) ?? named[0];
  return new Map(one === undefined ? [] : [one]);
}

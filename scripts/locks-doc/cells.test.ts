import { expect, test } from "vitest";
import type { Facts, FactsByMajor } from "./by-major.ts";
import { cellsOf } from "./cells.ts";

const NOTHING: Facts = { locks: {}, rewrites: {}, copies: {}, scans: {}, builds: {} };

function on(versions: Readonly<Record<number, Partial<Facts>>>): FactsByMajor {
  return new Map(Object.entries(versions).map(([major, facts]) => [Number(major), { ...NOTHING, ...facts }]));
}

test("what differs between versions is marked with them, what does not is said once", () => {
  const before: Partial<Facts> = {
    locks: { target: ["ACCESS EXCLUSIVE"], referenced: ["SHARE ROW EXCLUSIVE"], partition: ["SHARE"] },
    scans: { target: "always" },
  };
  const since: Partial<Facts> = {
    locks: { target: ["SHARE"], referenced: ["SHARE ROW EXCLUSIVE"], partition: ["ACCESS EXCLUSIVE"] },
    scans: { target: "always", partition: "sometimes" },
  };
  expect(cellsOf(on({ 16: before, 17: before, 18: since }))).toEqual({
    target: "**16-17:** ACCESS EXCLUSIVE<br>**18:** SHARE",
    blocks: "**16-17:** reads and writes<br>**18:** writes",
    others: "referenced: SHARE ROW EXCLUSIVE<br>partition: **16-17:** SHARE, **18:** ACCESS EXCLUSIVE",
    work: "**16-17:** scans target<br>**18:** scans target; may scan partition",
    limits: "",
  });
});

test("a role that only some versions lock is told with those that do not; roles locked alike share a line", () => {
  const since: Partial<Facts> = { locks: { partition: ["SHARE"], child: ["SHARE"] } };
  const { target, blocks, others } = cellsOf(on({ 17: {}, 18: since }));
  expect({ target, blocks, others }).toEqual({
    target: "none",
    blocks: "",
    others: "partition, child: **17:** none, **18:** SHARE",
  });
});

test("a version that does not know the syntax is named, and nothing is said of its locks", () => {
  const since: Partial<Facts> = { locks: { target: ["SHARE"] }, refusedInTransaction: true };
  const cells = cellsOf(on({ 14: { fails: ["42601"] }, 17: { fails: ["42601"] }, 18: since }));
  expect(cells.target).toBe("SHARE");
  expect(cells.limits).toBe("not in a transaction<br>**14-17:** syntax error");
});

test("a form whose every example fails is not said to lock nothing", () => {
  const { target, limits } = cellsOf(on({ 17: { fails: ["2BP01"] }, 18: { fails: ["2BP01"] } }));
  expect({ target, limits }).toEqual({ target: "not known", limits: "fails (2BP01)" });
});

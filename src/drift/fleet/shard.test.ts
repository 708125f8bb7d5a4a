import { describe, expect, it } from "vitest";
import { parseShard, placeInFleet, shardOfJob, shareOf, sizeOfShare } from "./shard.ts";

describe("--shard", () => {
  it("is <index>/<of>, 1-based", () => {
    expect(parseShard("1/3")).toEqual({ index: 1, of: 3 });
    expect(parseShard("1000/1000")).toEqual({ index: 1000, of: 1000 });
  });

  it.each([
    "0/3",
    "4/3",
    "a/b",
    "1",
    "1/0",
    "1/",
    "/3",
    "-1/3",
    "1.5/3",
    "1/3/3",
    " 1/3",
    "1/3 ",
    "1e0/3",
    "١/٣",
    "1/9999999",
  ])("%j is none", (text) => {
    expect(() => parseShard(text)).toThrow(`--shard ${text}: `);
  });
});

describe("the share of a job", () => {
  it("is GitLab's, which begins with 1, before Kubernetes', which begins with 0", () => {
    const kubernetes = { JOB_COMPLETION_INDEX: "0", JOB_COMPLETIONS: "5" };
    expect(shardOfJob(kubernetes)).toEqual({ index: 1, of: 5 });
    expect(shardOfJob({ ...kubernetes, JOB_COMPLETION_INDEX: "4" })).toEqual({ index: 5, of: 5 });
    expect(shardOfJob({ ...kubernetes, CI_NODE_INDEX: "2", CI_NODE_TOTAL: "3" })).toEqual({
      index: 2,
      of: 3,
    });
  });

  it("is none of a job that runs alone: GitLab sets the total of every job", () => {
    expect(shardOfJob({})).toBe(null);
    expect(shardOfJob({ CI_NODE_TOTAL: "1" })).toBe(null);
    expect(shardOfJob({ CI_NODE_INDEX: "", CI_NODE_TOTAL: "", JOB_COMPLETION_INDEX: "" })).toBe(null);
    expect(shardOfJob({ JOB_COMPLETIONS: "3" })).toBe(null);
    expect(shardOfJob({ CI_NODE_TOTAL: "1", JOB_COMPLETION_INDEX: "1", JOB_COMPLETIONS: "2" })).toEqual({
      index: 2,
      of: 2,
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ CI_NODE_INDEX: "2" }, "CI_NODE_TOTAL is not set"],
    [{ CI_NODE_TOTAL: "3" }, "CI_NODE_INDEX is not set"],
    [{ CI_NODE_INDEX: "4", CI_NODE_TOTAL: "3" }, "there is no share 4 of 3"],
    [{ CI_NODE_INDEX: "0", CI_NODE_TOTAL: "3" }, "there is no share 0 of 3"],
    [{ CI_NODE_INDEX: "one", CI_NODE_TOTAL: "3" }, "CI_NODE_INDEX is no number of a job: one"],
    [{ JOB_COMPLETION_INDEX: "1" }, "JOB_COMPLETIONS is not set"],
    [{ JOB_COMPLETION_INDEX: "3", JOB_COMPLETIONS: "3" }, "there is no share 4 of 3"],
    [{ JOB_COMPLETION_INDEX: "0", JOB_COMPLETIONS: "0" }, "0 shares"],
  ])("%j contradicts itself", (env, said) => {
    expect(() => shardOfJob(env)).toThrow(said);
  });
});

it("each database falls into one share, and its place leads back", () => {
  const all = Array.from({ length: 10 }, (_, at) => `db${at}`);
  for (const of of [1, 3, 10, 12]) {
    const places = Array.from({ length: of }, (_, at) => ({ index: at + 1, of })).flatMap((shard) => {
      const share = shareOf(all, shard);
      expect(share).toHaveLength(sizeOfShare(shard, all.length));
      return share.map((name, at) => [placeInFleet(shard, at), name] as const);
    });
    expect(places.sort(([a], [b]) => a - b)).toEqual([...all.entries()]);
  }
});

/** Everything that an end-to-end test of the action needs, made afresh for each test. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { FakeGitHub } from "../../comment/fake-github.testing.ts";
import { type BuiltAction, buildAction } from "./built-action.testing.ts";
import type { Trigger } from "./events.testing.ts";
import { type Ran, removeRuns, runAction } from "./runner.testing.ts";
import { Shop } from "./shop.testing.ts";

export interface Gate {
  github: FakeGitHub;
  shop: Shop;
  /** The built action's entry. */
  main(): string;
  /** One step of a workflow. Judged without rehearsal unless the inputs say otherwise. */
  run(trigger: Trigger, workspace: string, inputs?: Readonly<Record<string, string>>): Promise<Ran>;
}

export function useGate(): Gate {
  let action: BuiltAction;
  const gate: Gate = {
    github: new FakeGitHub(),
    shop: new Shop({}),
    main: () => action.main,
    async run(trigger, workspace, inputs = {}) {
      const ran = await runAction({
        main: trigger.event === "workflow_run" ? action.relay : action.main,
        workspace,
        ...trigger,
        github: gate.github,
        inputs: { static: "true", ...inputs },
      });
      expect(ran.stderr).toBe("");
      expect(ran.stdout).not.toMatch(/^ +at .*\(.*:\d+:\d+\)$/m);
      return ran;
    },
  };
  beforeAll(async () => {
    gate.shop.remove();
    action = await buildAction();
  });
  afterAll(() => action.remove());
  beforeEach(async () => {
    gate.github = await new FakeGitHub().start();
    gate.shop = new Shop();
  });
  afterEach(async () => {
    await gate.github.stop();
    gate.shop.remove();
    removeRuns();
    expect(gate.github.violations).toEqual([]);
  });
  return gate;
}

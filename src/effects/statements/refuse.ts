import type { Account } from "../account.ts";
import type { Subject } from "../subject.ts";

/** Why PostgreSQL refuses a statement, in its own words. */
export interface Refusal {
  readonly reason: string;
  readonly sqlstate: string;
}

/** The statement fails on the relation, whatever rows it has. */
export function refuse(account: Account, { name, isNew }: Subject, refusal: Refusal): void {
  account.fails({ ...refusal, when: "always", relation: name, isNew });
}

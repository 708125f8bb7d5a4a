/** Writes schema/*.schema.json from the valibot schemas: `npm run schemas`. */
import { writeFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import { RecordingSchema } from "../src/capture/recording.ts";
import { ConfigSchema } from "../src/config/config-schema.ts";
import { DriftSchema } from "../src/drift/drift-report.ts";
import { EffectSchema } from "../src/effects/reported-effect.ts";
import { FixSchema } from "../src/fix/fix-report.ts";
import { SnapshotSchema } from "../src/production/snapshot.ts";
import { LocksSchema } from "../src/report/locks-report.ts";
import { ReportSchema } from "../src/report/report.ts";

interface Published {
  readonly schema: GenericSchema;
  readonly title: string;
  readonly definitions?: Record<string, GenericSchema>;
}

const PUBLISHED: Readonly<Record<string, Published>> = {
  report: {
    schema: ReportSchema,
    title: "lockgate check --format json",
    definitions: { effect: EffectSchema },
  },
  locks: {
    schema: LocksSchema,
    title: "lockgate locks --format json",
    definitions: { effect: EffectSchema },
  },
  drift: { schema: DriftSchema, title: "lockgate drift --format json" },
  fix: { schema: FixSchema, title: "lockgate fix --format json" },
  stats: { schema: SnapshotSchema, title: "lockgate stats" },
  recording: { schema: RecordingSchema, title: "lockgate capture" },
  config: { schema: ConfigSchema, title: "lockgate.config.json" },
};

for (const [name, { schema, title, definitions = {} }] of Object.entries(PUBLISHED)) {
  const { $schema, ...body } = toJsonSchema(schema, { typeMode: "input", definitions });
  const document = { $schema, title, ...body };
  writeFileSync(
    new URL(`../schema/${name}.schema.json`, import.meta.url),
    `${JSON.stringify(document, null, 2)}\n`,
  );
}

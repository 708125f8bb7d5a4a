import { ownFormatTool } from "../not-read.ts";

export const liquibase = ownFormatTool({
  id: "liquibase",
  name: "Liquibase",
  file: /\.(sql|xml|ya?ml|json)$/,
  sign: /^--\s*liquibase formatted sql/im,
  beside: /^((db\.|liquibase-?)changelog.*|changelog-(master|root).*)\.(xml|ya?ml|json)$/i,
  ownTables: ["databasechangelog"],
  lockTables: ["databasechangeloglock"],
  markApplied: "run `liquibase changelog-sync`",
});

import { ownFormatTool } from "../not-read.ts";
import { timeoutInUrl } from "../tool.ts";

export const liquibase = ownFormatTool({
  id: "liquibase",
  name: "Liquibase",
  howToSetLockTimeout: timeoutInUrl("the JDBC URL"),
  file: /\.(sql|xml|ya?ml|json)$/,
  sign: /^--\s*liquibase formatted sql/im,
  beside: /^((db\.|liquibase-?)changelog.*|changelog-(master|root).*)\.(xml|ya?ml|json)$/i,
  ownTables: ["databasechangelog"],
  lockTables: ["databasechangeloglock"],
  markApplied: "run `liquibase changelog-sync`",
});

"use strict";

let dbm;
exports.setup = (options) => {
  dbm = options.dbmigrate;
};

exports.up = async (db) => {
  await db.changeColumn("boats", "crew", { type: "bigint", notNull: true });
  await db.removeColumn("boats", "name");
};

exports.down = (db) => db.addColumn("boats", "name", { type: "string" });

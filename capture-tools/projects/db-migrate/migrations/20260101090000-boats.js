"use strict";

let dbm;
exports.setup = (options) => {
  dbm = options.dbmigrate;
};

exports.up = async (db) => {
  await db.createTable("boats", {
    id: { type: "int", primaryKey: true, autoIncrement: true },
    name: { type: "string", notNull: true },
    crew: { type: "int" },
  });
  await db.runSql("INSERT INTO boats (name, crew) VALUES (?, ?)", ["Ada", 4]);
};

exports.down = (db) => db.dropTable("boats");

"use strict";

let dbm;
exports.setup = (options) => {
  dbm = options.dbmigrate;
};

exports.up = (db) =>
  db
    .createTable("trips", { id: { type: "bigint", primaryKey: true }, boat: { type: "int" } })
    .then(() => db.addIndex("trips", "trips_boat", ["boat"]));

exports.down = (db) => db.dropTable("trips");

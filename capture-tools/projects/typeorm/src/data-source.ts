import "reflect-metadata";
import { DataSource } from "typeorm";
import { Patients1767690000000 } from "./migrations/1767690000000-Patients.js";
import { Visits1767690100000 } from "./migrations/1767690100000-Visits.js";
import { WiderAge1767690200000 } from "./migrations/1767690200000-WiderAge.js";

export default new DataSource({
  type: "postgres",
  url: process.env.DATABASE_URL,
  migrations: [Patients1767690000000, Visits1767690100000, WiderAge1767690200000],
});

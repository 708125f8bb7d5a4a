/** A Prisma schema of two files with what misleads a reader that knows only names. */
export const TRICKY_SCHEMA = [
  {
    path: "prisma/schema/main.prisma",
    content: `generator client {
  provider = "prisma-client-js"
  previewFeatures = ["views"]
}
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL") // not "model Wrong {"
  schemas  = ["public", "sales"]
}

/// An order. model Commented {
model Order {
  id       Int          @id @default(autoincrement())
  orgId    String       @map("org_id") @db.VarChar(36)
  org      Org          @relation(fields: [orgId], references: [id])
  note     String?      @default("@map(\\"no\\") // @ignore") // legacy Int
  total    Decimal      @default(0) @db.Decimal(10, 2) @ map (name: "total_amount")
  status   OrderStatus  @default(OPEN)
  tags     String[]     @default(["a", "[", "}"])
  moods    Mood[]
  /* gone Int
     also Int */
  legacy   String?      @ignore
  place    Unsupported("point")?
  parent   Order?       @relation("Parent", fields: [parentId], references: [id])
  parentId Int?         @map("parent_id")
  children Order[]      @relation("Parent")

  @@index([orgId, status], map: "orders_org_idx")
  @@map("orders")
  @@schema("sales")
}

model Secret {
  key String

  @@ignore
  @@schema("public")
}

view OpenOrder {
  id Int @unique

  @@map("open_orders")
  @@schema("sales")
}
`,
  },
  {
    path: "prisma/schema/org.prisma",
    content: `model Org {\r
  id     String  @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid\r
  name   String\r
  data   Json?   @db.JsonB\r
  orders Order[]\r
  @@schema("public")\r
}\r
\r
enum OrderStatus {\r
  OPEN   @map("open")\r
  CLOSED // the end\r
  @@map("order_status")\r
  @@schema("sales")\r
}\r
\r
enum Mood {\r
  HAPPY\r
  @@schema("public")\r
}\r
`,
  },
] as const;

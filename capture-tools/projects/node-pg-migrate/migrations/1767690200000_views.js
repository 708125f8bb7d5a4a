export const up = (pgm) => {
  pgm.alterColumn("pages", "views", { type: "bigint" });
  pgm.createIndex("blocks", "page_id");
};

export const down = () => {};

import { describe, expect, test } from "vitest";
import { builtInCast } from "./casts.ts";
import { functionVolatility, operatorVolatility } from "./volatility.ts";

describe("functionVolatility", () => {
  test.each([
    ["random", "volatile"],
    ["gen_random_uuid", "volatile"],
    ["nextval", "volatile"],
    ["clock_timestamp", "volatile"],
    ["now", "stable"],
    ["to_char", "stable"],
    ["upper", "immutable"],
  ])("%s is %s on all versions", (name, volatility) => {
    for (const major of [14, 15, 16, 17, 18]) expect(functionVolatility(name, major)).toBe(volatility);
  });

  test("overloads are told apart by their arguments", () => {
    const args = ["text", "timestamp with time zone"];
    expect(functionVolatility("timezone", 14, { args })).toBe("immutable");
    expect(functionVolatility("timezone", 14)).toBe("volatile");
    expect(functionVolatility("age", 18, { args: ["timestamp without time zone"] })).toBe("stable");
  });

  test("an extension's function is known with the extension only", () => {
    expect(functionVolatility("uuid_generate_v4", 18)).toBeNull();
    expect(functionVolatility("uuid_generate_v4", 18, { extensions: ["uuid-ossp"] })).toBe("volatile");
  });

  test("a version without the function does not know it", () => {
    expect(functionVolatility("uuidv7", 17)).toBeNull();
    expect(functionVolatility("uuidv7", 18)).toBe("volatile");
  });
});

test("operators are immutable or stable", () => {
  expect(operatorVolatility("*", 18)).toBe("immutable");
  expect(operatorVolatility("+", 18)).toBe("stable");
});

test("casts are told by method, context and volatility", () => {
  expect(builtInCast("varchar", "text", 18)).toEqual({
    method: "binary",
    context: "implicit",
    volatility: "immutable",
  });
  expect(builtInCast("int4", "int8", 14)?.method).toBe("function");
  expect(builtInCast("timestamp", "timestamptz", 14)?.volatility).toBe("stable");
  expect(builtInCast("int4", "bytea", 17)).toBeNull();
  expect(builtInCast("int4", "bytea", 18)?.context).toBe("explicit");
  expect(builtInCast("text", "int4", 18)).toBeNull();
});

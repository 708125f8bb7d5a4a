/**
 * Notes which line of a migration sends a statement. Node.js loads this file because NODE_OPTIONS requires it.
 *
 * It does nothing without LOCKGATE_CAPTURE_SENT: the file to which it appends one JSON object a statement,
 * {"port": the client's TCP port or null, "text": the SQL as sent, "frames": [{"file", "line"}, innermost first]}.
 * It reads what programs write to the port LOCKGATE_CAPTURE_PORT, whatever their driver is. Nothing that goes wrong here reaches
 * the program. Works on Node.js 18 and later.
 */
"use strict";

const SENT = process.env.LOCKGATE_CAPTURE_SENT;
const PORT = Number(process.env.LOCKGATE_CAPTURE_PORT);

/** More than any driver and tool put between a migration and the socket: with too few, lines of other statements are found. */
const MOST_FRAMES = 60;
const FRAMES_WHEN_MADE = 40;
/** How many contexts are looked through for a migration, and after how many a chain of them is shortened. */
const MOST_CONTEXTS = 500;
const LONGEST_CHAIN = 64;

if (SENT && PORT) {
  try {
    start();
  } catch {
    // The program goes on without.
  }
}

function start() {
  const { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId } = require("node:async_hooks");
  const { appendFileSync, realpathSync, statSync } = require("node:fs");
  const Module = require("node:module");
  const net = require("node:net");
  const { fileURLToPath } = require("node:url");
  const folder = migrationsFolder();
  const files = new Map();
  /** The frames of who made the statement that is sent now, where neither stack nor context show it. */
  const maker = new AsyncLocalStorage();
  /** Frames of who handed over SQL that is sent later, by its text. */
  const collected = new Map();

  function migrationsFolder() {
    const given = process.env.LOCKGATE_CAPTURE_DIR;
    return given ? `${realpathSync(given)}/` : null;
  }

  /** The file of a frame, where it is the team's own; else null. */
  function fileOf(name) {
    if (!files.has(name)) files.set(name, ownFile(name));
    return files.get(name);
  }

  function ownFile(name) {
    try {
      const path = realpathSync(name.startsWith("file:") ? fileURLToPath(name) : name);
      if (path === __filename || !statSync(path).isFile()) return null;
      return isMigration(path) || !path.includes("/node_modules/") ? path : null;
    } catch {
      return null; // It is Node.js's own, or a source map names what is not here.
    }
  }

  function isMigration(path) {
    return folder !== null && path.startsWith(folder);
  }

  function stack(limit) {
    const usual = Error.stackTraceLimit;
    Error.stackTraceLimit = limit;
    const holder = {};
    Error.captureStackTrace(holder, stack);
    Error.stackTraceLimit = usual;
    return holder;
  }

  /** The team's own frames of what `stack` returned; source maps are applied where the text is made. */
  function framesOf(holder) {
    if (holder.frames) return holder.frames;
    const frames = [];
    for (const line of String(holder.stack).split("\n")) {
      const [, name, number] =
        /(?:\(|\bat (?:async )?)((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+)(?::\d+)?\)?$/.exec(line) ?? [];
      const file = name && fileOf(name);
      if (file) frames.push({ file, line: Number(number) });
    }
    holder.frames = frames;
    holder.stack = undefined;
    return frames;
  }

  const showsMigration = (frames) => frames.some(({ file }) => isMigration(file));

  /** What runs after an await, a callback or a timer was made in a context: its stack, and the context before. */
  const contexts = new Map();
  const hook = createHook({
    init(id) {
      const parent = contexts.get(executionAsyncId()) ?? null;
      const context = { made: stack(FRAMES_WHEN_MADE), parent, length: (parent?.length ?? 0) + 1 };
      if (context.length > LONGEST_CHAIN) {
        context.parent = nearest(parent);
        context.length = context.parent === null ? 1 : context.parent.length + 1;
        if (context.length > LONGEST_CHAIN / 2) context.length = 1;
      }
      contexts.set(id, context);
    },
    destroy(id) {
      contexts.delete(id);
    },
  });

  /** The nearest context that a migration made, or null. */
  function nearest(context) {
    for (let at = context, steps = 0; at !== null && steps < MOST_CONTEXTS; at = at.parent, steps++) {
      if (showsMigration(framesOf(at.made))) {
        at.parent = null; // What was before it is not asked for.
        return at;
      }
    }
    return null;
  }

  /** The frames of the migration that is at work, or undefined. */
  function callerNow() {
    const own = framesOf(stack(MOST_FRAMES));
    if (showsMigration(own)) return own;
    if (maker.getStore()) return maker.getStore();
    const context = nearest(contexts.get(executionAsyncId()) ?? null);
    return context === null ? undefined : framesOf(context.made);
  }

  function framesNow(text) {
    const own = framesOf(stack(MOST_FRAMES));
    if (showsMigration(own)) return own;
    return maker.getStore() ?? takeCollected(text) ?? callerNow() ?? own;
  }

  const plain = (text) => text.trim().replace(/;$/, "");

  function collect(text, frames) {
    if (typeof text !== "string" || frames.length === 0) return;
    const key = plain(text);
    collected.set(key, [...(collected.get(key) ?? []), frames]);
  }

  function takeCollected(text) {
    const [frames, ...rest] = collected.get(plain(text)) ?? [];
    if (rest.length > 0) collected.set(plain(text), rest);
    return frames;
  }

  function note(socket, text) {
    const line = JSON.stringify({
      port: socket.localPort ?? null,
      text,
      frames: framesNow(text).slice(0, MOST_FRAMES),
    });
    appendFileSync(SENT, `${line}\n`);
  }

  function quietly(action) {
    try {
      return action();
    } catch {
      return undefined;
    }
  }

  // What is written to the endpoint, message by message.
  const streams = new WeakMap();
  const write = net.Socket.prototype.write;
  net.Socket.prototype.write = function (chunk, encoding, callback) {
    if (this.remotePort === PORT) {
      quietly(() => {
        if (!streams.has(this)) streams.set(this, new Stream(this));
        streams
          .get(this)
          .add(
            typeof chunk === "string"
              ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8")
              : chunk,
          );
      });
    }
    return write.call(this, chunk, encoding, callback);
  };

  class Stream {
    constructor(socket) {
      this.socket = socket;
      this.rest = Buffer.alloc(0);
      this.prepared = new Map();
      /** The name of the statement that was parsed and noted, and is not bound yet. */
      this.noted = null;
    }

    add(chunk) {
      this.rest = this.rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.rest, chunk]);
      for (;;) {
        // Before and at startup messages have no type: they begin with the first byte of a length.
        const typed = this.rest[0] === 0 ? 0 : 1;
        if (this.rest.length < typed + 4) return;
        const end = typed + this.rest.readUInt32BE(typed);
        if (this.rest.length < end) return;
        if (typed === 1) this.message(String.fromCharCode(this.rest[0]), this.rest.subarray(5, end));
        this.rest = this.rest.subarray(end);
      }
    }

    message(type, body) {
      const text = (from) => body.toString("utf8", from, body.indexOf(0, from));
      if (type === "Q") {
        note(this.socket, text(0));
      } else if (type === "P") {
        const name = text(0);
        const sql = text(body.indexOf(0) + 1);
        this.prepared.set(name, sql);
        this.noted = name;
        note(this.socket, sql);
      } else if (type === "B") {
        const name = text(body.indexOf(0) + 1);
        if (this.noted === name) this.noted = null;
        else if (this.prepared.has(name)) note(this.socket, this.prepared.get(name));
      }
    }
  }

  /** Runs `change` before a method of `owner`: it gets the object and the arguments, and may return others. */
  function around(owner, name, change) {
    const original = owner?.[name];
    if (typeof original !== "function") return;
    owner[name] = function (...args) {
      return change.call(this, original, args);
    };
  }

  /** Files of packages whose work leaves the context of the migration, by the end of their path. */
  const changes = {
    // A pool hands a free connection to whoever waits, in the context of whoever had it.
    "/pg-pool/index.js": (Pool) => {
      around(Pool.prototype, "connect", function (connect, [callback, ...rest]) {
        return connect.call(
          this,
          typeof callback === "function" ? AsyncResource.bind(callback) : callback,
          ...rest,
        );
      });
    },
    // A query waits for the one before it, in the context of the connection.
    "/pg/lib/client.js": (Client) => {
      around(Client.prototype, "query", function (query, args) {
        const result = query.apply(this, args);
        quietly(() => {
          const waiting = (this._queryQueue ?? this.queryQueue)?.at(-1);
          if (!waiting?.submit) return;
          const frames = callerNow();
          around(waiting, "submit", function (submit, given) {
            return maker.run(frames, () => submit.apply(this, given));
          });
        });
        return result;
      });
    },
    // Builders that nobody awaits are run after the migration's function has returned.
    "/knex/lib/schema/builder.js": (SchemaBuilder) => {
      for (const [name, value] of Object.entries(SchemaBuilder.prototype)) {
        if (typeof value !== "function") continue;
        around(SchemaBuilder.prototype, name, function (method, args) {
          const before = this._sequence.length;
          const frames = framesOf(stack(MOST_FRAMES));
          const result = method.apply(this, args);
          for (const part of this._sequence.slice(before)) madeBy.set(part.args, frames);
          return result;
        });
      }
    },
    "/knex/lib/schema/compiler.js": (SchemaCompiler) => {
      around(SchemaCompiler.prototype, "toSQL", function (toSQL, args) {
        for (const { method } of this.builder._sequence) {
          if (Object.hasOwn(this, method)) continue;
          around(this, method, function (part, parts) {
            const before = this.sequence.length;
            const result = part.apply(this, parts);
            // The arguments are handed on in an array of their own: the sequence tells whose turn it is.
            const frames = madeBy.get(this.builder._sequence[this.lockgateTurn]?.args);
            this.lockgateTurn++;
            for (const query of this.sequence.slice(before)) if (frames && query) madeBy.set(query, frames);
            return result;
          });
        }
        this.lockgateTurn = 0;
        return toSQL.apply(this, args);
      });
    },
    "/knex/lib/client.js": (Client) => {
      for (const name of ["queryBuilder", "raw"]) {
        around(Client.prototype, name, function (make, args) {
          const made = make.apply(this, args);
          const frames = framesOf(stack(MOST_FRAMES));
          if (showsMigration(frames)) madeBy.set(made, frames);
          return made;
        });
      }
    },
    "/knex/lib/execution/runner.js": (Runner) => {
      around(Runner.prototype, "query", function (query, [sent, ...rest]) {
        const frames = madeBy.get(sent) ?? madeBy.get(this.builder) ?? maker.getStore();
        return maker.run(frames, () => query.call(this, sent, ...rest));
      });
    },
    "/@mikro-orm/migrations/Migration.js": ({ Migration }) => collectsSql(Migration),
  };
  const madeBy = new WeakMap();

  function collectsSql(Migration) {
    around(Migration.prototype, "addSql", function (addSql, [sql, ...rest]) {
      collect(sql, framesOf(stack(MOST_FRAMES)));
      return addSql.call(this, sql, ...rest);
    });
  }

  const compile = Module.prototype._compile;
  Module.prototype._compile = function (content, filename, ...rest) {
    const result = compile.call(this, content, filename, ...rest);
    const name = filename.replaceAll("\\", "/");
    for (const [end, change] of Object.entries(changes))
      if (name.endsWith(end)) quietly(() => change(this.exports));
    return result;
  };

  // Modules that are no CommonJS: the tool's own program is about to load the same ones.
  async function changeModule(name, change) {
    try {
      const path = Module.createRequire(`${process.cwd()}/`).resolve(name);
      change(await import(require("node:url").pathToFileURL(path).href));
    } catch {
      // It is not this tool, or another version of it.
    }
  }
  const program = process.argv[1] ?? "";
  if (/node-pg-migrate/.test(program)) {
    changeModule("node-pg-migrate", ({ Migration }) => {
      around(Migration.prototype, "_apply", function (apply, [action, pgm, ...rest]) {
        for (const [name, value] of Object.entries(pgm)) {
          if (typeof value !== "function") continue;
          around(pgm, name, function (make, args) {
            const frames = framesOf(stack(MOST_FRAMES));
            const before = new Set(this._steps);
            const result = make.apply(this, args);
            for (const sql of this._steps) if (!before.has(sql)) collect(sql, frames);
            return result;
          });
        }
        return apply.call(this, action, pgm, ...rest);
      });
    });
  }

  // No migration is at work before there is a connection: following what loads the tool would cost most of its start again.
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    quietly(() => {
      const [first] = args.flat();
      if (Number(typeof first === "object" ? first?.port : first) === PORT) hook.enable();
    });
    return connect.apply(this, args);
  };
}

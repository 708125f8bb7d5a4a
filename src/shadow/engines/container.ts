/** A PostgreSQL server in a container, by Testcontainers: the only importer of it, and only when it is asked for. */
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { ShadowUnavailable } from "./shadow.ts";

/** The part of Testcontainers that is used here. */
interface Testcontainers {
  readonly GenericContainer: new (image: string) => Container;
  readonly Wait: { forLogMessage(message: RegExp, times: number): unknown };
}

interface Container {
  withEnvironment(variables: Readonly<Record<string, string>>): this;
  withExposedPorts(port: number): this;
  withWaitStrategy(strategy: unknown): this;
  withStartupTimeout(ms: number): this;
  start(): Promise<{ getHost(): string; getMappedPort(port: number): number; stop(): Promise<unknown> }>;
}

export interface ContainerServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a container of an image that behaves like the official `postgres` one. Throws ShadowUnavailable. */
export async function startContainer(image: string): Promise<ContainerServer> {
  const { GenericContainer, Wait } = await load();
  const password = randomBytes(16).toString("hex");
  try {
    const container = await new GenericContainer(image)
      .withEnvironment({ POSTGRES_PASSWORD: password })
      .withExposedPorts(5432)
      // Once for the server that sets it up, once for the real one.
      .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
      .withStartupTimeout(120_000)
      .start();
    return {
      url: `postgres://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
      stop: async () => {
        await container.stop();
      },
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw /container runtime/i.test(reason)
      ? new ShadowUnavailable(
          "no container engine runs here",
          "start Docker, or use --shadow pglite or a URL",
        )
      : new ShadowUnavailable(`the container ${image} does not start: ${reason.replaceAll(password, "***")}`);
  }
}

async function load(): Promise<Testcontainers> {
  let path: string;
  try {
    path = createRequire(import.meta.url).resolve("testcontainers");
  } catch {
    throw new ShadowUnavailable(
      "a shadow in a container needs the package testcontainers",
      "npm install --save-dev testcontainers, or use --shadow pglite or a URL",
    );
  }
  try {
    // By its path: it is an optional package, and nothing of it is to be bundled.
    return (await import(pathToFileURL(path).href)) as Testcontainers;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ShadowUnavailable(
      `testcontainers does not load: ${reason}`,
      "its version 12 needs Node 22, version 11 runs on Node 20",
    );
  }
}

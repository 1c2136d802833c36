import { expect, onTestFinished } from "vitest";
import type { StartOptions } from "./client.ts";
import type { Finished } from "./folder.ts";
import { InProcessClient } from "./in-process.ts";

/** The same in a test: shut down at the test's end, which fails on any fault. */
export class MemoryClient extends InProcessClient {
  static async start(options: StartOptions = {}, finished: Finished = onTestFinished): Promise<MemoryClient> {
    const client = new MemoryClient(options);
    finished(async () => {
      await client.settled();
      await client.request("shutdown");
      expect(client.faults).toEqual([]);
    });
    await client.initialize(options);
    return client;
  }
}

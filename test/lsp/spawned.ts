import { onTestFinished } from "vitest";
import { builtProgram } from "../program.ts";
import { ProgramClient, type SpawnOptions } from "./program-client.ts";

export { frame, type SpawnOptions } from "./program-client.ts";

/** The same in a test: the program of the sources as they are, which does not outlive the test. */
export class SpawnedClient extends ProgramClient {
  constructor(options: SpawnOptions = {}) {
    super(builtProgram(), options);
    onTestFinished(() => void this.process.kill("SIGKILL"));
  }

  static async start(options: SpawnOptions = {}): Promise<SpawnedClient> {
    const client = new SpawnedClient(options);
    await client.initialize(options);
    return client;
  }
}

import { afterAll, vi } from "vitest";

// Files of tests share a process: what one has put in place of something must not be there for the next.
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

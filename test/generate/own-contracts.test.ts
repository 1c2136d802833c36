import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { l9 } from "../cli/run.ts";
import { hasPython, PYTHON, PYTHON_ENVIRONMENT } from "./python.ts";

// A repository whose contracts have their own names, modules and fields: rows of `contracts` say what each is for.

/** The starter's names to those of this repository. */
const NAMES: readonly [RegExp, string][] = [
  [/\bPacketMetadata\b/g, "PacketHeader"],
  [/\bPacketProvenance\b/g, "Origin"],
  [/\bPacketEnvelopeIn\b/g, "TransportPacket"],
  [/\bPacketEnvelope\b/g, "StoredPacket"],
  [/\bMemorySubstrateService\b/g, "HubStore"],
  [/\bToolCallRequest\b/g, "ToolOrder"],
  [/\bToolCallResult\b/g, "ToolOutcome"],
  [/\bToolBinding\b/g, "BoundTool"],
  [/\bToolRegistry\b/g, "HubRegistry"],
  [/\bmemory\.substrate_models\b/g, "hub.models"],
  [/\bpacket_type(:|=)/g, "kind$1"],
  [/\bpacket\.packet_type\b/g, "packet.kind"],
  [/\bpayload(:|=)/g, "body$1"],
  [/\bpacket\.payload\b/g, "packet.body"],
  [/\bmetadata(:|=)/g, "header$1"],
  [/\bpacket\.metadata\b/g, "packet.header"],
  [/\bprovenance(:|=)/g, "origin$1"],
  [/\bpacket\.provenance\b/g, "packet.origin"],
];

const ROWS = `contracts:
  packet: hub.models.TransportPacket
  stored_packet: StoredPacket
  packet_metadata: PacketHeader
  packet_provenance: Origin
  packet_service: HubStore
  tool_binding: BoundTool
  tool_request: ToolOrder
  tool_result: ToolOutcome
  tool_registry: HubRegistry
`;

/** A workspace with the starter's contracts under those names, and a spec. */
function workspace(kind: string): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-own-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  expect(l9(["init", "--kind", kind, "--id", "news_feed", "--with-contracts"], { cwd: root }).exitCode).toBe(0);
  mkdirSync(join(root, "hub"));
  renameSync(join(root, "memory", "substrate_models.py"), join(root, "hub", "models.py"));
  renameSync(join(root, "memory", "substrate_service.py"), join(root, "hub", "store.py"));
  renameSync(join(root, "tools", "registry.py"), join(root, "hub", "tools.py"));
  writeFileSync(join(root, "hub", "__init__.py"), "");
  for (const name of ["hub/models.py", "hub/store.py", "hub/tools.py", "core/agents/schemas.py"]) {
    const path = join(root, name);
    const text = NAMES.reduce((all, [from, to]) => all.replace(from, to), readFileSync(path, "utf8"));
    writeFileSync(path, text.replace(/\(None, packet_type\)/, "(None, packet.kind)"));
  }
  writeFileSync(join(root, "l9.config.yaml"), ROWS);
  return root;
}

const canRun = hasPython();

describe("contracts under a repository's own names", () => {
  it.each(["adapter", "tool"])(
    "%s: the template writes with them, is attested, and its tests pass",
    { timeout: 120_000 },
    (kind) => {
      const cwd = workspace(kind);
      const checked = l9(["check", "--scope", "all"], { cwd });
      expect(checked).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("No findings") });
      const { exitCode, stdout } = l9(["generate", "specs/Module-Spec-news_feed.yaml"], { cwd });
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining("All checks passed") });
      const spec = readFileSync(join(cwd, "specs", "Module-Spec-news_feed.yaml"), "utf8");
      const [, module = ""] = /- (\S+\.py)/.exec(spec) ?? [];
      const code = readFileSync(join(cwd, module), "utf8");
      expect(code).toMatch(/TransportPacket\(\s+kind=/);
      expect(code).not.toMatch(/PacketEnvelope|MemorySubstrate|ToolCallRe|metadata=/);
      if (canRun)
        expect(
          execFileSync(PYTHON, ["-m", "pytest", "-q", "-p", "no:cacheprovider"], {
            cwd,
            env: PYTHON_ENVIRONMENT,
            encoding: "utf8",
          }),
        ).toMatch(/\d+ passed/);
    },
  );
});

import { ResourceNotFoundError, ResourceTemplate, type McpServer } from "@modelcontextprotocol/server";
import type { Rule } from "../../rules/define.ts";
import type { WarmWorkspace } from "./workspace.ts";

/** The rules' pages as resources, `l9://rules/ID`. */
export function registerResources(server: McpServer, workspace: () => Promise<WarmWorkspace>): void {
  const known = async (): Promise<readonly Rule[]> => {
    const { rulesHere } = await import("../cli/rules-here.ts");
    return rulesHere((await workspace()).root);
  };
  const template = new ResourceTemplate("l9://rules/{id}", {
    async list() {
      const rules = await known();
      return {
        resources: rules.map(({ id, what }) => ({
          uri: `l9://rules/${id}`,
          name: id,
          description: what,
          mimeType: "text/markdown",
        })),
      };
    },
    complete: {
      async id(value) {
        const rules = await known();
        return rules.map(({ id }) => id).filter((id) => id.startsWith(value));
      },
    },
  });
  server.registerResource(
    "rule",
    template,
    { title: "A rule's page", description: "What a rule finds, why, and what to write instead", mimeType: "text/markdown" },
    async (uri, { id }) => {
      const rules = await known();
      const { rulePage } = await import("../lint/rule-page.ts");
      const rule = rules.find((candidate) => candidate.id === id);
      if (!rule) throw new ResourceNotFoundError(uri.href);
      return { contents: [{ uri: uri.href, mimeType: "text/markdown", text: rulePage(rule) }] };
    },
  );
}

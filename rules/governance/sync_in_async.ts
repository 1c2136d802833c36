import { defineRule } from "../define.ts";
import { blockingCall } from "../shared/blocking-calls.ts";

export default defineRule({
  id: "sync_in_async",
  family: "governance",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "A blocking call made directly inside an `async def`: files, `time.sleep`, requests or a synchronous httpx client, subprocess.",
  why: "While it runs the event loop stands still, and with it every other request of the process.",
  instead: "Use the async library for the job, or hand the call to `asyncio.to_thread`.",
  examples: [
    {
      bad: "async def load(path: Path) -> str:\n    return path.read_text()\n",
      good: "async def load(path: Path) -> str:\n    return await asyncio.to_thread(path.read_text)\n",
    },
  ],
  python: {
    call(node, context) {
      const blocking = blockingCall(node, context);
      // A test blocks nobody when it reads a fixture.
      if (!blocking || (context.isTest && blocking.files)) return;
      const name = node.child("function")?.text.replace(/\s+/g, "") ?? "";
      const short = name.length > 60 ? `…${name.slice(-50)}` : name;
      context.report({
        at: node,
        message: `\`${short}(…)\` ${blocking.does} inside an \`async def\`: every other request waits for it. Use ${blocking.instead} instead.`,
      });
    },
  },
});

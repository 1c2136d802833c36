import { defineRule } from "../define.ts";

export default defineRule({
  id: "random_uuid",
  family: "patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "unsafe",
  what: "A random UUID used as a thread identity.",
  why: "The same conversation must always map to the same thread; a random id splits it on every call.",
  instead: "Derive it with uuid5 from the module's namespace constant and the thread's key.",
  examples: [{ bad: "thread_id = uuid4()\n", good: "thread_id = uuid5(ORDERS_NAMESPACE, key)\n" }],
  python: {
    assignment(node, context) {
      const left = node.child("left");
      const right = node.child("right");
      if (left?.type !== "identifier" || !/^thread_(id|uuid|key)$/.test(left.text) || right?.type !== "call") return;
      if (context.resolve(right.child("function")) !== "uuid.uuid4") return;
      context.report({ at: right, message: `\`${left.text}\` is made of a random UUID: use uuid5 over the thread's key, so that the same conversation finds the same thread.` });
    },
  },
});

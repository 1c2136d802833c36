/** `l9 mcp`: the knowledge of the program for coding agents, over standard input and output, until the client is gone. */
export async function mcp({ root }: { root?: string }): Promise<number> {
  const { runMcpServer } = await import("../mcp/main.ts");
  await runMcpServer(root ?? null);
  return 0;
}

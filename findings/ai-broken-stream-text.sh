#!/usr/bin/env bash
# ai 6.0.326: `await streamText(…).text` resolves with what had arrived when the stream of the model broke.
#
# A provider reports a lost connection as a stream part of type "error". `onError` and `fullStream` tell it, and `finishReason` resolves to
# "error"; the promise `text` resolves all the same, with half an answer. A stream that ends without its "finish" part tells even less: no
# error, and the reason "other". Who awaits `text` alone takes half an answer for a whole one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts ai@6.0.326 zod@4.6.7
cat >broken.mjs <<'JS'
import { streamText } from "ai";
import { MockLanguageModelV3, convertArrayToReadableStream } from "ai/test";

const begun = [
  { type: "stream-start", warnings: [] },
  { type: "text-start", id: "1" },
  { type: "text-delta", id: "1", delta: "half an " },
];
const lost = { type: "error", error: new Error("connection lost") };
for (const parts of [[...begun, lost], begun]) {
  const model = new MockLanguageModelV3({ doStream: async () => ({ stream: convertArrayToReadableStream(parts) }) });
  let told = "nothing";
  const result = streamText({ model, prompt: "?", onError: ({ error }) => (told = error.message) });
  console.log(`text ${JSON.stringify(await result.text)}, onError ${told}, finishReason ${await result.finishReason}`);
}
JS
seen=$(node broken.mjs)
echo "$seen"
[ "$seen" = 'text "half an ", onError connection lost, finishReason error
text "half an ", onError nothing, finishReason other' ] || { echo "This has changed."; exit 1; }

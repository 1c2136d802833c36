import type { Source } from "../../syntax/tree.ts";
import { elysia } from "./elysia.ts";
import { express } from "./express.ts";
import { fastapi } from "./fastapi.ts";
import { fastify } from "./fastify.ts";
import type { Framework } from "./framework.ts";
import { hono } from "./hono.ts";
import { koa } from "./koa.ts";
import { web } from "./web.ts";

const FRAMEWORKS: readonly Framework[] = [elysia, express, fastapi, fastify, hono, koa, web];

/** What all frameworks of a language have of one kind: which of them a file uses is often told by another file. */
export function wordsOf<Kind extends "statuses">(
  language: Source["language"],
  kind: Kind,
): readonly NonNullable<Framework[Kind]>[] {
  return FRAMEWORKS.flatMap((framework) => {
    const words = framework.language === language ? framework[kind] : undefined;
    return words ? [words] : [];
  });
}

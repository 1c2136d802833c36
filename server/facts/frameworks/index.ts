import type { Source } from "../../syntax/tree.ts";
import { elysia } from "./elysia.ts";
import { express } from "./express.ts";
import { fastapi } from "./fastapi.ts";
import { fastify } from "./fastify.ts";
import type { Framework } from "./framework.ts";
import { hono } from "./hono.ts";
import { koa } from "./koa.ts";
import { web } from "./web.ts";

const FRAMEWORKS: readonly Framework[] = [express, fastify, hono, koa, fastapi, elysia, web];

/** The frameworks of a language. */
export function frameworksOf(language: Source["language"]): readonly Framework[] {
  return FRAMEWORKS.filter((framework) => framework.language === language);
}

/** A framework by its name; null for none. */
export function frameworkCalled(name: string | null): Framework | null {
  return FRAMEWORKS.find((framework) => framework.name === name) ?? null;
}

/** What all frameworks of a language have of one kind: which of them a file uses is often told by another file. */
export function wordsOf<Kind extends "routing" | "auth" | "statuses">(
  language: Source["language"],
  kind: Kind,
): readonly NonNullable<Framework[Kind]>[] {
  return frameworksOf(language).flatMap((framework) => {
    const words = framework[kind];
    return words ? [words] : [];
  });
}

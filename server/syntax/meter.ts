// How much work a file takes is counted while it is read and checked, so that none holds everybody else up. What is counted are steps that all of this work is made
// of: nodes made, visited and looked up. The count is the same on every machine; a server looks at the clock besides.

/** Steps after which no more is done for one file. One of two million characters, the largest by default, takes a third of it where its work grows with its size. */
export const MOST_STEPS = 5_000_000;

/** Steps between two looks at the clock. */
const BETWEEN = 2_000;

/** A file takes more work than one file may. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
}

interface Budget {
  steps: number;
  /** Of these, those until the next look. */
  taken: number;
  /** Milliseconds of this process's time, by `process.cpuUsage`: another program's load is no fault of the file. */
  until: number;
}

let budget: Budget | null = null;
let left = Number.POSITIVE_INFINITY;

/** Steps of work, such as one for each of a list that is looked through. @throws {BudgetSpent} where they are too many */
export function step(count = 1): void {
  left -= count;
  if (left < 0) look();
}

/** A list, with a step for each of it: who asks for it looks through it. */
export function toLookThrough<T>(list: readonly T[]): readonly T[] {
  step(list.length + 1);
  return list;
}

/**
 * Runs work under a budget of its own: what another file's work asks for on the way, such as the contracts of a file that it imports, is charged to that
 * one. @param milliseconds of this process's time; none for a count that is the same everywhere
 */
export function withinBudget<T>(work: () => T, milliseconds: number | null, steps = MOST_STEPS): T {
  const around = budget && { budget, left, begun: processTime() };
  budget = {
    steps,
    taken: Math.min(steps, BETWEEN),
    until: milliseconds === null ? Number.POSITIVE_INFINITY : processTime() + milliseconds,
  };
  left = budget.taken;
  try {
    return work();
  } finally {
    budget = around?.budget ?? null;
    left = around?.left ?? Number.POSITIVE_INFINITY;
    if (around) around.budget.until += processTime() - around.begun;
  }
}

/** Milliseconds that this process has computed. */
export function processTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function look(): void {
  if (!budget) return void (left = Number.POSITIVE_INFINITY);
  // Below zero is what was done beyond the last look.
  budget.steps -= budget.taken - left;
  if (budget.steps < 0) throw new BudgetSpent("it takes more work than one file may");
  if (budget.until !== Number.POSITIVE_INFINITY && processTime() > budget.until) throw new BudgetSpent("it takes too long");
  left = budget.taken = Math.min(budget.steps, BETWEEN);
}

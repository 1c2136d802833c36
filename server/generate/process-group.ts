import { spawn, type ChildProcessWithoutNullStreams as Group } from "node:child_process";

/** What runs in a group of its own. */
export type { Group };

/** Groups that run now: however this process ends, nothing of theirs runs on. */
const running = new Set<Group>();

/** What ends a process that does not listen to it, without an event of its end. */
const SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

function endAll(): void {
  for (const child of running) endGroup(child, "SIGKILL");
}

/** Whoever else listens has its own way to end, which comes to the end of the process or of the group; otherwise the signal does what it would have done. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  endAll();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}

function watch(): void {
  process.on("exit", endAll);
  // Before the others: one that listens once is no longer counted when it was called.
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
}

function unwatch(): void {
  process.off("exit", endAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

/** Starts a shell command as a process group of its own, so that what it starts can be ended with it. The group ends when its first process does. */
export function startGroup(command: string, cwd: string, env: NodeJS.ProcessEnv = process.env): Group {
  // A signal that comes while the group is being started is heard afterwards, when the group is known.
  if (running.size === 0) watch();
  let child: Group;
  try {
    child = spawn(command, { cwd, env, shell: true, detached: true });
  } catch (error) {
    if (running.size === 0) unwatch();
    throw error;
  }
  running.add(child);
  const gone = (): void => {
    if (!running.delete(child)) return;
    if (running.size === 0) unwatch();
    endGroup(child, "SIGKILL");
  };
  child.on("exit", gone);
  child.on("error", gone);
  return child;
}

/** Sends a signal to every process of a group. */
export function endGroup(child: Group, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // The group is gone already: that is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Stops to listen to a group that has ended: a process that left it may hold its pipes for ever. @param grace milliseconds for what is still in them */
export function closePipes({ stdout, stderr }: Group, grace: number): void {
  setTimeout(() => {
    stdout.destroy();
    stderr.destroy();
  }, grace).unref();
}

/** What lies at a path of the disk. */
export interface PathFact {
  kind: "file" | "folder" | "absent";
  /** Absolute path with every symbolic link resolved, as far as the path exists. */
  real: string;
}

/** What rules may know of the disk: they are given this and never read it themselves. */
export interface PathFacts {
  /** @param path absolute */
  look(path: string): PathFact;
}

/** The repository's classes, with their modules where it says so, by the generator document's name for what they are. */
export type Aliases = Readonly<Record<string, string>>;

/** `TransportPacket` of `acme.models.TransportPacket`. */
export function plainName(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf(".") + 1);
}

/** The names that a class of the generator document may have in this repository. */
export function namesOf(name: string, aliases: Aliases): string[] {
  const alias = aliases[name];
  return alias === undefined ? [name] : [plainName(alias), name];
}

/** A type as an annotation writes it. */
export interface TypeFact {
  /** As written, white space folded; the quotes of a whole string annotation are removed. */
  text: string;
  /**
   * The class it names, imports and aliases resolved: `memory.substrate_models.PacketEnvelopeIn` for `Optional[PacketEnvelopeIn]`,
   * `PacketEnvelopeIn | None`, `Annotated[PacketEnvelopeIn, …]` and `"PacketEnvelopeIn"`. A generic gives its origin (`dict`, `typing.List`),
   * a class of the same file its own name. Null for a union of several classes and for what is no class.
   */
  name: string | null;
  /** Dotted names of every class it mentions, in source order. */
  mentions: string[];
  /** Admits None. */
  optional: boolean;
}

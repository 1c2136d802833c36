/** What a shell is given so that it asks a program for completions, as text. */
declare module "@pnpm/tabtab/lib/templates/*" {
  const text: string;
  export default text;
}

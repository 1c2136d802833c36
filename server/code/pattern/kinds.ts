import { nodeKinds } from "../../syntax/python-parser.ts";
import { WORDS } from "../../syntax/words-typescript.ts";
import type { Kind } from "./matcher.ts";

/** Kinds of TypeScript's nodes by the words of its grammar that ast-grep has, where the tree has one word for both languages. */
const TYPESCRIPT: Readonly<Record<string, Kind>> = {
  program: { kinds: ["module"] },
  call_expression: { kinds: ["call"] },
  new_expression: { kinds: ["call"], token: "new" },
  member_expression: { kinds: ["attribute"] },
  subscript_expression: { kinds: ["subscript"] },
  property_identifier: { kinds: ["property_name"] },
  arguments: { kinds: ["argument_list"] },
  formal_parameters: { kinds: ["parameters"] },
  function_declaration: { kinds: ["function_definition"], token: "function" },
  arrow_function: { kinds: ["lambda", "function_definition"], token: "=>" },
  class_declaration: { kinds: ["class_definition"] },
  class_body: { kinds: ["block"] },
  statement_block: { kinds: ["block"] },
  object: { kinds: ["dictionary"] },
  array: { kinds: ["list"] },
  lexical_declaration: { kinds: ["variable_declaration"] },
  variable_declarator: { kinds: ["assignment"] },
  assignment_expression: { kinds: ["assignment"] },
  template_string: { kinds: ["string"] },
  await_expression: { kinds: ["await"] },
  yield_expression: { kinds: ["yield"] },
  throw_statement: { kinds: ["raise_statement"] },
  catch_clause: { kinds: ["except_clause"] },
  switch_statement: { kinds: ["match_statement"] },
  ternary_expression: { kinds: ["conditional_expression"] },
  unary_expression: { kinds: ["unary_operator", "not_operator"] },
  binary_expression: { kinds: ["binary_operator", "comparison_operator", "boolean_operator"] },
  as_expression: { kinds: ["cast"], token: "as" },
  satisfies_expression: { kinds: ["cast"], token: "satisfies" },
  non_null_expression: { kinds: ["cast"], token: "!" },
  import_statement: { kinds: ["import_declaration"] },
  interface_declaration: { kinds: ["ts_interface_declaration"] },
  enum_declaration: { kinds: ["ts_enum_declaration"] },
  type_alias_declaration: { kinds: ["ts_type_alias_declaration"] },
  spread_element: { kinds: ["list_splat"] },
};

/** What the tree makes of TypeScript beside what has a row of words. */
const MADE =
  "identifier attribute subscript call argument_list assignment string string_content interpolation pair property_name parameters lambda " +
  "function_definition class_definition typed_parameter default_parameter typed_default_parameter type number bigint true false none " +
  "comparison_operator not_operator augmented_assignment import_declaration import_specifier import_default_specifier " +
  "import_namespace_specifier import_expression export_named_declaration export_default_declaration export_all_declaration export_specifier " +
  "decorator new module sequence_expression update_expression break_statement continue_statement debugger_statement empty_statement " +
  "labeled_statement switch_case meta_property tagged_template_expression assignment_pattern jsx_element jsx_opening_element " +
  "jsx_closing_element jsx_attribute jsx_expression_container jsx_fragment jsx_text jsx_spread_attribute jsx_member_expression " +
  "ts_type_reference ts_any_keyword ts_unknown_keyword ts_string_keyword ts_number_keyword ts_boolean_keyword ts_void_keyword " +
  "ts_never_keyword ts_object_keyword ts_undefined_keyword ts_null_keyword ts_symbol_keyword ts_bigint_keyword ts_union_type " +
  "ts_intersection_type ts_array_type ts_tuple_type ts_literal_type ts_type_literal ts_type_operator ts_type_query ts_mapped_type " +
  "ts_indexed_access_type ts_infer_type ts_import_type ts_qualified_name ts_type_predicate ts_optional_type ts_rest_type " +
  "ts_template_literal_type ts_this_type ts_enum_member ts_enum_body ts_interface_body ts_interface_heritage ts_class_implements " +
  "ts_module_block ts_export_assignment ts_import_equals_declaration ts_external_module_reference ts_type_parameter_declaration " +
  "ts_type_parameter_instantiation ts_namespace_export_declaration";

let typescript: ReadonlySet<string> | null = null;

/** The kinds that a rule can name. The parser of Python must be loaded. */
export function kindNames(language: "python" | "typescript"): ReadonlySet<string> {
  if (language === "python") return nodeKinds();
  return (typescript ??= new Set([
    ...Object.values(WORDS).map(({ kind }) => kind),
    ...MADE.split(" "),
    ...Object.keys(TYPESCRIPT),
  ]));
}

/** What a kind's name stands for; null where there is no such kind. */
export function kindNamed(name: string, language: "python" | "typescript"): Kind | null {
  const other = language === "typescript" ? TYPESCRIPT[name] : undefined;
  return other ?? (kindNames(language).has(name) ? { kinds: [name] } : null);
}

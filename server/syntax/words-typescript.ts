const FIELD = {
  kind: "assignment",
  fields: { key: "left", typeAnnotation: "type", value: "right", decorators: "decorator" },
} as const;
const GIVEN = { typeParameters: "type_parameters", params: "parameters", returnType: "return_type" } as const;

/** The words of the shared tree for what the parser calls otherwise, and the field of each child; what is not here keeps its own words. */
export const WORDS: Readonly<Record<string, { kind: string; fields: Readonly<Record<string, string | null>> }>> = {
  AccessorProperty: FIELD,
  ArrayExpression: { kind: "list", fields: { elements: null } },
  ArrayPattern: { kind: "tuple_pattern", fields: { elements: null } },
  AssignmentExpression: { kind: "assignment", fields: { left: "left", right: "right" } },
  AwaitExpression: { kind: "await", fields: { argument: null } },
  BinaryExpression: { kind: "binary_operator", fields: { left: "left", right: "right" } },
  BlockStatement: { kind: "block", fields: { body: null } },
  CatchClause: { kind: "except_clause", fields: { param: "value", body: "body" } },
  ClassBody: { kind: "block", fields: { body: null } },
  ConditionalExpression: {
    kind: "conditional_expression",
    fields: { test: "condition", consequent: "consequence", alternate: "alternative" },
  },
  DoWhileStatement: { kind: "while_statement", fields: { body: "body", test: "condition" } },
  ExpressionStatement: { kind: "expression_statement", fields: { expression: null } },
  ForInStatement: { kind: "for_statement", fields: { left: "left", right: "right", body: "body" } },
  ForOfStatement: { kind: "for_statement", fields: { left: "left", right: "right", body: "body" } },
  ForStatement: { kind: "for_statement", fields: { init: "init", test: "condition", update: "update", body: "body" } },
  IfStatement: { kind: "if_statement", fields: { test: "condition", consequent: "consequence", alternate: "alternative" } },
  LogicalExpression: { kind: "boolean_operator", fields: { left: "left", right: "right" } },
  ObjectExpression: { kind: "dictionary", fields: { properties: null } },
  ObjectPattern: { kind: "object_pattern", fields: { properties: null } },
  PropertyDefinition: FIELD,
  RestElement: { kind: "list_splat_pattern", fields: { argument: null } },
  ReturnStatement: { kind: "return_statement", fields: { argument: null } },
  SpreadElement: { kind: "list_splat", fields: { argument: null } },
  StaticBlock: { kind: "block", fields: { body: null } },
  SwitchStatement: { kind: "match_statement", fields: { discriminant: "subject", cases: null } },
  TemplateLiteral: { kind: "string", fields: {} },
  ThrowStatement: { kind: "raise_statement", fields: { argument: null } },
  TryStatement: { kind: "try_statement", fields: { block: "body", handler: null, finalizer: null } },
  TSAbstractPropertyDefinition: FIELD,
  TSAsExpression: { kind: "cast", fields: { expression: "value", typeAnnotation: "type" } },
  TSCallSignatureDeclaration: { kind: "ts_call_signature_declaration", fields: GIVEN },
  TSConditionalType: {
    kind: "ts_conditional_type",
    fields: { checkType: null, extendsType: "extends", trueType: null, falseType: null },
  },
  TSConstructorType: { kind: "ts_constructor_type", fields: GIVEN },
  TSConstructSignatureDeclaration: { kind: "ts_construct_signature_declaration", fields: GIVEN },
  TSEnumDeclaration: { kind: "ts_enum_declaration", fields: { id: "name", body: "body" } },
  TSFunctionType: { kind: "ts_function_type", fields: GIVEN },
  TSIndexSignature: { kind: "ts_index_signature", fields: { parameters: "parameters", typeAnnotation: "return_type" } },
  TSInstantiationExpression: { kind: "cast", fields: { expression: "value", typeArguments: "type" } },
  TSInterfaceDeclaration: {
    kind: "ts_interface_declaration",
    fields: { id: "name", typeParameters: "type_parameters", extends: "extends", body: "body" },
  },
  TSMethodSignature: { kind: "ts_method_signature", fields: { key: "name", ...GIVEN } },
  TSModuleDeclaration: { kind: "ts_module_declaration", fields: { id: "name", body: "body" } },
  TSNonNullExpression: { kind: "cast", fields: { expression: "value" } },
  TSPropertySignature: { kind: "ts_property_signature", fields: { key: "name", typeAnnotation: "type" } },
  TSSatisfiesExpression: { kind: "cast", fields: { expression: "value", typeAnnotation: "type" } },
  TSTypeAliasDeclaration: {
    kind: "ts_type_alias_declaration",
    fields: { id: "left", typeParameters: "type_parameters", typeAnnotation: "right" },
  },
  TSTypeAssertion: { kind: "cast", fields: { expression: "value", typeAnnotation: "type" } },
  TSTypeParameter: { kind: "ts_type_parameter", fields: { name: "name", constraint: "constraint", default: "default" } },
  UnaryExpression: { kind: "unary_operator", fields: { argument: "argument" } },
  VariableDeclaration: { kind: "variable_declaration", fields: { declarations: null } },
  WhileStatement: { kind: "while_statement", fields: { test: "condition", body: "body" } },
  YieldExpression: { kind: "yield", fields: { argument: null } },
};

const words = new Map<string, string>();

/** `TSTypeReference` is `ts_type_reference`. */
export function ownWord(type: string): string {
  let word = words.get(type);
  if (word === undefined) {
    word = type
      .replace(/^(TS|JSX)/, "$1_")
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .toLowerCase();
    words.set(type, word);
  }
  return word;
}

/** The words of the shared tree for what the parser calls otherwise, and the field of each child; what is not here keeps its own words. */
export const WORDS: Readonly<Record<string, { kind: string; fields: Readonly<Record<string, string | null>> }>> = {
  ArrayExpression: { kind: "list", fields: { elements: null } },
  ArrayPattern: { kind: "tuple_pattern", fields: { elements: null } },
  AwaitExpression: { kind: "await", fields: { argument: null } },
  BlockStatement: { kind: "block", fields: { body: null } },
  CatchClause: { kind: "except_clause", fields: { param: "value", body: "body" } },
  ClassBody: { kind: "block", fields: { body: null } },
  ConditionalExpression: {
    kind: "conditional_expression",
    fields: { test: "condition", consequent: "consequence", alternate: "alternative" },
  },
  ExpressionStatement: { kind: "expression_statement", fields: { expression: null } },
  DoWhileStatement: { kind: "while_statement", fields: { body: "body", test: "condition" } },
  ForInStatement: { kind: "for_statement", fields: { left: "left", right: "right", body: "body" } },
  ForOfStatement: { kind: "for_statement", fields: { left: "left", right: "right", body: "body" } },
  ForStatement: { kind: "for_statement", fields: { init: "init", test: "condition", update: "update", body: "body" } },
  IfStatement: { kind: "if_statement", fields: { test: "condition", consequent: "consequence", alternate: "alternative" } },
  LogicalExpression: { kind: "boolean_operator", fields: { left: "left", right: "right" } },
  ObjectExpression: { kind: "dictionary", fields: { properties: null } },
  ObjectPattern: { kind: "object_pattern", fields: { properties: null } },
  RestElement: { kind: "list_splat_pattern", fields: { argument: null } },
  ReturnStatement: { kind: "return_statement", fields: { argument: null } },
  SpreadElement: { kind: "list_splat", fields: { argument: null } },
  StaticBlock: { kind: "block", fields: { body: null } },
  SwitchStatement: { kind: "match_statement", fields: { discriminant: "subject", cases: null } },
  TemplateLiteral: { kind: "string", fields: {} },
  ThrowStatement: { kind: "raise_statement", fields: { argument: null } },
  TryStatement: { kind: "try_statement", fields: { block: "body", handler: null, finalizer: null } },
  TSAsExpression: { kind: "cast", fields: { expression: "value", typeAnnotation: "type" } },
  TSConditionalType: {
    kind: "ts_conditional_type",
    fields: { checkType: null, extendsType: "extends", trueType: null, falseType: null },
  },
  TSInstantiationExpression: { kind: "cast", fields: { expression: "value", typeArguments: "type" } },
  TSNonNullExpression: { kind: "cast", fields: { expression: "value" } },
  TSSatisfiesExpression: { kind: "cast", fields: { expression: "value", typeAnnotation: "type" } },
  TSTypeParameter: { kind: "ts_type_parameter", fields: { name: "name", constraint: "constraint", default: "default" } },
  TSTypeAssertion: { kind: "cast", fields: { expression: "value", typeAnnotation: "type" } },
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

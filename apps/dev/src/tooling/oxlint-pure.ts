// An oxlint plugin with one rule, for what `no-restricted-globals` and `no-restricted-properties` cannot say about pure
// rooms: `new Date(instant)` is a conversion, but `new Date()` reads the clock, and so is `getHours()` read from the
// machine's time zone while `getUTCHours()` is not. Named in .oxlintrc.json.

const ADVICE =
  'Pure rooms take time as an argument: ask for an Instant (kit) or hand the Clock in from the rim.';
const LOCAL_TIME =
  /^(?:get|set)(?:FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)$|^(?:getTimezoneOffset|toLocale(?:Date|Time)String)$/;

interface Node {
  readonly type: string;
  readonly name?: string;
  readonly computed?: boolean;
  readonly callee?: Node;
  readonly object?: Node;
  readonly property?: Node;
  readonly arguments?: readonly Node[];
}

interface Context {
  report(problem: { readonly node: Node; readonly message: string }): void;
}

const noAmbientDate = {
  create(context: Context) {
    return {
      NewExpression(node: Node): void {
        if (isDate(node.callee) && node.arguments?.length === 0) {
          context.report({ node, message: `new Date() reads the ambient clock. ${ADVICE}` });
        }
      },
      CallExpression(node: Node): void {
        const { callee } = node;
        if (isDate(callee)) context.report({ node, message: `Date() reads the ambient clock. ${ADVICE}` });
        const method =
          callee?.type === 'MemberExpression' && callee.computed !== true ? callee.property?.name : undefined;
        if (method === undefined || !LOCAL_TIME.test(method)) return;
        context.report({ node, message: `${method}() depends on the machine's time zone. ${ADVICE}` });
      },
    };
  },
};

function isDate(node: Node | undefined): boolean {
  return node?.type === 'Identifier' && node.name === 'Date';
}

// oxlint asks for a default export.
export default { meta: { name: 'pure' }, rules: { 'no-ambient-date': noAmbientDate } };

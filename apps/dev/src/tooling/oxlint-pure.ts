// An oxlint plugin for what `no-restricted-globals` and `no-restricted-properties` cannot say. Named in .oxlintrc.json.
// - no-ambient-date, in pure rooms: `new Date(instant)` is a conversion, but `new Date()` reads the clock, and so is
//   `getHours()` read from the machine's time zone while `getUTCHours()` is not.
// - no-inexact-number, in pricing: every number is whole, so that no quotient or fraction is rounded where nobody said how.

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
  readonly operator?: string;
  readonly right?: Node;
  readonly value?: unknown;
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

const EXACT =
  'Pricing has whole numbers only: round a quotient by roundQuotient (kit), or keep it as an Exact (pricing/exact.ts).';
const INEXACT = ['Math', 'parseFloat', 'toFixed', 'toPrecision', 'toExponential'];

const noInexactNumber = {
  create(context: Context) {
    const refuse = (node: Node, what: string) => context.report({ node, message: `${what} ${EXACT}` });
    return {
      BinaryExpression(node: Node): void {
        if (node.operator === '/') refuse(node, '`/` drops or rounds what is left.');
        if (node.operator === '**' && node.right?.type === 'UnaryExpression' && node.right.operator === '-')
          refuse(node, 'A negative power is a fraction.');
      },
      AssignmentExpression(node: Node): void {
        if (node.operator === '/=') refuse(node, '`/=` drops or rounds what is left.');
        if (node.operator === '**=' && node.right?.type === 'UnaryExpression' && node.right.operator === '-')
          refuse(node, 'A negative power is a fraction.');
      },
      // Wherever the name stands, so that neither `const { round } = Math` nor `Number.parseFloat` gets around it.
      Identifier(node: Node): void {
        if (INEXACT.includes(node.name ?? '')) refuse(node, `${node.name} is for floating numbers.`);
      },
      Literal(node: Node): void {
        if (typeof node.value === 'number' && !Number.isSafeInteger(node.value))
          refuse(node, `${node.value} is no whole number.`);
        if (typeof node.value === 'string' && INEXACT.includes(node.value))
          refuse(node, `${node.value} is for floating numbers.`);
      },
    };
  },
};

// oxlint asks for a default export.
export default {
  meta: { name: 'pure' },
  rules: { 'no-ambient-date': noAmbientDate, 'no-inexact-number': noInexactNumber },
};

import { Node, NodeKind } from "assemblyscript";
import { Positions } from "./positions.mjs";

const UNCOUNTED = [NodeKind.Empty, NodeKind.FunctionDeclaration, NodeKind.TypeDeclaration];
const LOOPS = [NodeKind.While, NodeKind.Do, NodeKind.For, NodeKind.ForOf];
const CONTAINERS = [NodeKind.ClassDeclaration, NodeKind.NamespaceDeclaration];

/** Puts counters into the syntax tree of one file and keeps its istanbul record. */
export class FileCounters {
  #positions;
  #counters;

  /** `counters` is shared by all files; a counter's id is its index there. */
  constructor(path, text, counters) {
    this.#positions = new Positions(text);
    this.#counters = counters;
    this.record = { path, statementMap: {}, fnMap: {}, branchMap: {}, s: {}, f: {}, b: {} };
  }

  instrument(statements) {
    for (const statement of statements) this.#declaration(statement);
  }

  #declaration(statement) {
    if (statement.kind === NodeKind.FunctionDeclaration) this.#function(statement);
    if (!CONTAINERS.includes(statement.kind)) return;
    for (const member of statement.members) {
      if (member.kind === NodeKind.MethodDeclaration) this.#function(member);
      else this.#declaration(member);
    }
  }

  #function(declaration) {
    if (!declaration.body) return;
    const { name, range } = declaration;
    const key = this.#nextKey(this.record.f);
    this.record.f[key] = 0;
    this.record.fnMap[key] = {
      name: name.text || "(anonymous)",
      decl: this.#positions.location(name.range),
      loc: this.#positions.location(range),
      line: this.#lineOf(range),
    };
    declaration.body = this.#counted(declaration.body, this.#counter(range, "f", key));
  }

  /** Statements of a block, each after its counter; in place. */
  #list(statements) {
    const counted = statements.flatMap((statement) => [...this.#statement(statement), statement]);
    statements.splice(0, statements.length, ...counted);
  }

  /** A statement as a block of counted statements that starts with `first`, if there is one. */
  #counted(statement, first) {
    const isBlock = statement.kind === NodeKind.Block;
    const block = isBlock ? statement : Node.createBlockStatement([statement], statement.range);
    this.#list(block.statements);
    if (first !== undefined) block.statements.unshift(first);
    return block;
  }

  /** Instruments one statement; answers the counters to put before it, none or one. */
  #statement(statement) {
    const { kind, range } = statement;
    if (kind === NodeKind.Block) this.#list(statement.statements);
    if (kind === NodeKind.Block || UNCOUNTED.includes(kind)) return [];
    const key = this.#nextKey(this.record.s);
    this.record.s[key] = 0;
    this.record.statementMap[key] = this.#positions.location(range);
    if (kind === NodeKind.If) this.#if(statement);
    if (kind === NodeKind.Switch) this.#switch(statement);
    if (LOOPS.includes(kind)) statement.body = this.#counted(statement.body);
    return [this.#counter(range, "s", key)];
  }

  #if(statement) {
    const { range, ifTrue } = statement;
    const ifFalse = statement.ifFalse ?? Node.createBlockStatement([], range.atEnd);
    const key = this.#branch("if", range, [ifTrue.range, ifFalse.range]);
    statement.ifTrue = this.#counted(ifTrue, this.#counter(range, "b", key, 0));
    statement.ifFalse = this.#counted(ifFalse, this.#counter(range, "b", key, 1));
  }

  #switch({ range, cases }) {
    const ranges = cases.map((one) => one.range);
    const key = this.#branch("switch", range, ranges);
    for (const [i, { statements }] of cases.entries()) {
      this.#list(statements);
      statements.unshift(this.#counter(ranges[i], "b", key, i));
    }
  }

  #branch(type, range, arms) {
    const key = this.#nextKey(this.record.b);
    const locations = arms.map((arm) => this.#positions.location(arm));
    this.record.b[key] = arms.map(() => 0);
    this.record.branchMap[key] = {
      type,
      loc: this.#positions.location(range),
      line: this.#lineOf(range),
      locations,
    };
    return key;
  }

  /** The statement `__as_cov(id)` for a counter of kind "s", "f" or "b". */
  #counter(range, ...counted) {
    const at = range.atStart;
    const id = this.#counters.push([this.record.path, ...counted]) - 1;
    // The compiler's own i64, which it leaves in the global scope.
    const literal = Node.createIntegerLiteralExpression(globalThis.i64_new(id, 0), at);
    const callee = Node.createIdentifierExpression("__as_cov", at);
    return Node.createExpressionStatement(Node.createCallExpression(callee, null, [literal], at));
  }

  #nextKey(counts) {
    return Object.keys(counts).length;
  }

  #lineOf(range) {
    return this.#positions.position(range.start).line;
  }
}

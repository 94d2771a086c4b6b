/**
 * Expressions over memory, in C's words: `init_task.mm->pgd`, `*ptr`, `table[3]`, `(struct x *)0xffff…`,
 * `list(init_task.tasks, struct task_struct, tasks)`. `+` and `-` count bytes.
 */
import { PagewalkError } from '../../engine/index.js';

/** A parsed expression. */
export type Expression =
  | { readonly kind: 'number'; readonly value: bigint }
  /** A symbol; what follows a dot may be part of its name, or members. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'follow'; readonly of: Expression }
  | { readonly kind: 'address'; readonly of: Expression }
  | { readonly kind: 'cast'; readonly type: string; readonly of: Expression }
  | { readonly kind: 'sum'; readonly left: Expression; readonly right: Expression; readonly minus: boolean }
  | {
      readonly kind: 'list';
      readonly head: Expression;
      /** The structure that is in the list, and its member; absent for lists that are known. */
      readonly type?: string;
      readonly member?: string;
    };

const MAX_LENGTH = 4096;
const MAX_NESTING = 64;
const TOKEN = /^(?:(0x[0-9a-f]+|\d+)(?![\w.])|([a-z_.][\w.$@]*)|(->|[-+*&()[\].,]))/i;
const TYPE =
  /^\(\s*((?:(?:const|volatile|unsigned|signed|struct|union|enum)\s+)*[a-z_]\w*(?:\s+(?:long|int|char|short))*)\s*(\**(?:\s*\*)*)\s*\)/i;
const EXAMPLES = '0x1000, 4096, init_task+0x10, init_task.mm->pgd, (struct list_head *)0xffff888000000000';

/** Parses an expression. Throws kind `usage` for what is none. */
export function parseExpression(text: string): Expression {
  return new Parser(text).parse();
}

class Parser {
  private rest: string;
  private depth = 0;

  constructor(private readonly text: string) {
    this.rest = text.trim();
  }

  parse(): Expression {
    if (this.rest === '' || this.text.length > MAX_LENGTH) throw this.error();
    const expression = this.sum();
    if (this.rest !== '') throw this.error(`'${this.rest}' is left over`);
    return expression;
  }

  private sum(): Expression {
    if (++this.depth > MAX_NESTING) throw this.error('it is nested too deeply');
    let left = this.unary();
    for (;;) {
      const minus = this.take('-');
      if (!minus && !this.take('+')) break;
      left = { kind: 'sum', left, right: this.unary(), minus };
    }
    this.depth--;
    return left;
  }

  private unary(): Expression {
    if (++this.depth > MAX_NESTING) throw this.error('it is nested too deeply');
    const made = this.prefixed();
    this.depth--;
    return made;
  }

  private prefixed(): Expression {
    if (this.take('*')) return { kind: 'follow', of: this.unary() };
    if (this.take('&')) return { kind: 'address', of: this.unary() };
    const cast = TYPE.exec(this.rest);
    const stars = (cast?.[2] ?? '').replace(/\s/g, '');
    const tagged = /^(struct|union|enum|unsigned|signed|const|volatile)\s/.test(cast?.[1] ?? '');
    if (cast !== null && (stars !== '' || tagged)) {
      this.rest = this.rest.slice(cast[0].length).trimStart();
      const type = `${(cast[1] ?? '').replace(/\s+/g, ' ')}${stars === '' ? '' : ` ${stars}`}`;
      return { kind: 'cast', type, of: this.unary() };
    }
    return this.postfix(this.primary());
  }

  private postfix(of: Expression): Expression {
    for (;;) {
      if (this.take('->')) of = { kind: 'member', of: { kind: 'follow', of }, name: this.word() };
      else if (this.take('.')) of = { kind: 'member', of, name: this.word() };
      else if (/^\.[a-z_]/i.test(this.rest)) of = { kind: 'member', of, name: this.word().slice(1) };
      else if (this.take('[')) {
        of = { kind: 'index', of, index: this.sum() };
        this.expect(']');
      } else return of;
    }
  }

  private primary(): Expression {
    if (this.take('(')) {
      const inner = this.sum();
      this.expect(')');
      return inner;
    }
    const token = TOKEN.exec(this.rest);
    if (token?.[1] !== undefined) {
      this.advance(token[0]);
      return { kind: 'number', value: BigInt(token[1]) };
    }
    if (token?.[2] === undefined) throw this.error();
    this.advance(token[0]);
    if (token[2] !== 'list' || !this.take('(')) return { kind: 'name', name: token[2] };
    const head = this.sum();
    if (!this.take(',')) {
      this.expect(')');
      return { kind: 'list', head };
    }
    const names = /^(?:struct\s+)?(\w+)\s*,\s*([\w.]+)\s*\)/.exec(this.rest);
    if (names === null) throw this.error('a list is list(HEAD), or list(HEAD, struct NAME, MEMBER)');
    this.advance(names[0]);
    return { kind: 'list', head, type: names[1] ?? '', member: names[2] ?? '' };
  }

  /** A member's name, or several with dots between. */
  private word(): string {
    const token = /^\.?[a-z_][\w.]*/i.exec(this.rest);
    if (token === null) throw this.error('the name of a member is missing');
    this.advance(token[0]);
    return token[0];
  }

  private take(text: string): boolean {
    const there = this.rest.startsWith(text) && !(text === '-' && this.rest.startsWith('->'));
    const member = text === '.' && /^\.[a-z_]/i.test(this.rest);
    if (!there || member) return false;
    this.advance(text);
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw this.error(`'${text}' is missing`);
  }

  private advance(token: string): void {
    this.rest = this.rest.slice(token.length).trimStart();
  }

  private error(why = ''): PagewalkError {
    const message = `'${this.text}' is no address${why === '' ? '' : `: ${why}`}`;
    return new PagewalkError('os', 'usage', message, { hint: EXAMPLES });
  }
}

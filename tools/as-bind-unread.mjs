// as-bind 0.8.2 is one prebuilt file with a whole loader inside. Most of it is never reached, which no
// bundler can see: members of objects and classes that nobody reads, and converters that
// src/core/converters.ts replaces before the first of them is used. This plugin leaves those out of the
// build. as-bind's own tests do not run here, so nothing is rewritten: what goes is named by where it
// begins and what follows it, and another version of as-bind, where it is not found, does not build.

const FILE = /\/as-bind\/dist\/as-bind\.esm\.js$/;

/** The first character that goes, and the first behind it that stays. */
const UNREAD = [
  // What a core imports if nobody brings it: ours is brought `abort`, and asks for nothing else.
  [',n=new TextDecoder("utf-16le"', ";function o(t,r){let e"],
  ["function o(t,r){let e", "function s(t){const r={}"],
  ['function e(t,r){return t?o(t.buffer,r):"<', "const n=t.env=t.env||{}"],
  ["n.abort=n.abort||function", "t.Math=t.Math||Math"],
  // The asynchronous ways in, and the question whether a module was built as ours is.
  ["getTypeSize(t){", "_instantiateSync(t,r){"],
  ["this._validate(),", "this.typeDescriptor="],
  ["instantiate:y,", "instantiateSync:function"],
  [",instantiateStreaming:f,demangle:l", "};function d(t,r,e)"],
  // The loader's conversions, for the default converters alone, and what only they use.
  ["function b(t){const r=", "return t.__new=c"],
  ["t.__newString=", "t.memory=t.memory||s"],
  // Classes under mangled names, of which the core exports none.
  ["if(u>=0){const r=c.substring(0,u)", "/^(get|set):/.test(c)?"],
  // The default converters.
  ['["void",{ascToJs:d,jsToAsc:d}]', "]),A=new Set"],
];

function placeOf(code, text) {
  const at = code.indexOf(text);
  if (at < 0 || code.includes(text, at + 1)) throw new Error(`not once in as-bind: ${text}`);
  return at;
}

/** The code of as-bind without what is never read. */
export function withoutUnread(code) {
  return UNREAD.reduce((rest, [first, next]) => {
    const [from, to] = [placeOf(rest, first), placeOf(rest, next)];
    if (from > to) throw new Error(`in another order in as-bind: ${first} ... ${next}`);
    return rest.slice(0, from) + rest.slice(to);
  }, code);
}

export const asBindUnread = {
  name: "as-bind-unread",
  transform: {
    filter: { id: FILE },
    handler: (code) => ({ code: withoutUnread(code), map: null }),
  },
};

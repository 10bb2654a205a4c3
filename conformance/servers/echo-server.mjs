// The cheapest child that speaks enough MCP: it finds the id in the text and writes a fixed answer around it. Lines that
// came together are answered together. "echo-server.mjs modern" speaks 2026-07-28 and no other version.
const modern = process.argv[2] === "modern";
let rest = "";

const INITIALIZED = '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"echo","version":"1"}}';
const ECHOED = '{"content":[{"type":"text","text":"0123456789012345678901234567890123456789"}]}';
const TOOLS = '"tools":[{"name":"echo","inputSchema":{"type":"object","properties":{"text":{"type":"string"}}},'
  + '"annotations":{"readOnlyHint":true}}]';
const TYPED = '"resultType":"complete"';
const HINTS = `${TYPED},"ttlMs":0,"cacheScope":"private"`;
const DISCOVERED = `{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},${HINTS},`
  + '"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"echo","version":"1"}}}';
const UNSUPPORTED = '{"code":-32022,"message":"only 2026-07-28","data":{"supported":["2026-07-28"],"requested":"2025-11-25"}}';
const UNKNOWN = '{"code":-32601,"message":"no such method"}';

const legacyAnswer = (line) => {
  if (line.includes('"initialize"')) return `"result":${INITIALIZED}`;
  if (line.includes('"server/discover"')) return `"error":${UNKNOWN}`;
  return `"result":${line.includes('"tools/list"') ? `{${TOOLS}}` : ECHOED}`;
};
const modernAnswer = (line) => {
  if (line.includes('"initialize"')) return `"error":${UNSUPPORTED}`;
  if (line.includes('"server/discover"')) return `"result":${DISCOVERED}`;
  if (line.includes('"tools/list"')) return `"result":{${TOOLS},${HINTS}}`;
  return `"result":{${TYPED},${ECHOED.slice(1)}`;
};
const answer = modern ? modernAnswer : legacyAnswer;
const acknowledged = (id) => '{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":'
  + `{"notifications":{},"_meta":{"io.modelcontextprotocol/subscriptionId":${id}}}}\n`;

const ID = /"id":("[^"]*"|\d+)/;

process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop();
  let out = "";
  for (const line of lines) {
    const id = ID.exec(line)?.[1];
    if (id !== undefined) {
      out += line.includes('"subscriptions/listen"') ? acknowledged(id) : `{"jsonrpc":"2.0","id":${id},${answer(line)}}\n`;
    }
  }
  if (out !== "") process.stdout.write(out);
});
process.stdin.on("end", () => process.exit(0));

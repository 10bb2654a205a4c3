// The cheapest child that speaks enough MCP: it finds the id in the text and writes a fixed answer around it. Lines that
// came together are answered together.
let rest = "";

const INITIALIZED = '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"echo","version":"1"}}';
const ECHOED = '{"content":[{"type":"text","text":"0123456789012345678901234567890123456789"}]}';
const ID = /"id":("[^"]*"|\d+)/;

process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop();
  let out = "";
  for (const line of lines) {
    const id = ID.exec(line)?.[1];
    if (id !== undefined) {
      out += `{"jsonrpc":"2.0","id":${id},"result":${line.includes('"initialize"') ? INITIALIZED : ECHOED}}\n`;
    }
  }
  if (out !== "") process.stdout.write(out);
});
process.stdin.on("end", () => process.exit(0));

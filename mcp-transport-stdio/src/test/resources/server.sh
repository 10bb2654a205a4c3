# A small MCP server: starts in milliseconds, and misbehaves on request. What to do is the name of the tool.
while IFS= read -r line; do
  id=${line#*'"id":'}
  id=${id%%,*}
  id=${id%%\}*}
  case $line in
    *'"id":'*'"method":"initialize"'*)
      printf '{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}}\n' "$id" ;;
    *'"name":"crash"'*)
      echo "about to crash" >&2
      kill -9 $$ ;;
    *'"name":"stall"'*) ;;
    *'"name":"long"'*)
      printf '{"jsonrpc":"2.0","id":%s,"result":{"content":[{"type":"text","text":"%05000d"}]}}\n' "$id" 7 ;;
    *'"name":"long id last"'*)
      printf '{"result":{"content":[{"type":"text","text":"%05000d"}]},"jsonrpc":"2.0","id":%s}\n' 7 "$id" ;;
    *'"name":"noise"'*)
      echo "Listening on port 80"
      printf '{"jsonrpc":"2.0","id":%s,"result":{"content":[]}}\n' "$id" ;;
    *'"method":"tools/call"'*)
      printf '{"jsonrpc":"2.0","id":%s,"result":{"content":[],"structuredContent":{"pid":%s}}}\n' "$id" $$ ;;
  esac
done

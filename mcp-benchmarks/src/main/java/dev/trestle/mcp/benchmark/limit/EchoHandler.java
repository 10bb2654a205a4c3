package dev.trestle.mcp.benchmark.limit;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The limit for a tool in this JVM: a core handler that does not block, and answers with what it was sent. */
final class EchoHandler extends Handler.Abstract.NonBlocking {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Body.read(request, callback, body -> Body.write(response, callback, ByteBuffer.wrap(body)));
        return true;
    }
}

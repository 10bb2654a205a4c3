package dev.trestle.mcp.benchmark.limit;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A remote server for gateways to carry calls to: what {@link EchoChild} says, over Streamable HTTP without sessions. */
final class RemoteHandler extends Handler.Abstract.NonBlocking {

    private final EchoLine line;

    RemoteHandler(boolean modern) {
        line = new EchoLine(modern);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (HttpMethod.POST.is(request.getMethod())) {
            Body.read(request, callback, body -> answer(body, response, callback));
        } else {
            response.setStatus(HttpStatus.METHOD_NOT_ALLOWED_405);
            callback.succeeded();
        }
        return true;
    }

    private void answer(byte[] body, Response response, Callback callback) {
        Bytes answer = new Bytes();
        if (line.answer(body, 0, body.length, answer)) {
            Body.write(response, callback, answer.toBuffer());
        } else {
            response.setStatus(HttpStatus.ACCEPTED_202);
            callback.succeeded();
        }
    }
}

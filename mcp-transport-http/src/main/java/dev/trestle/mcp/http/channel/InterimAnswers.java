package dev.trestle.mcp.http.channel;

import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Skips what a server, or a proxy before it, says before it answers (RFC 9110, 15.2), whatever it is: a client has to be able to hear
 * any number of them, though it asked for none. Without this each would be taken for the answer.
 */
final class InterimAnswers extends EarlyHintsProtocolHandler {

    @Override
    public boolean accept(Request request, Response response) {
        int status = response.getStatus();
        return HttpStatus.isInformational(status) && status != HttpStatus.SWITCHING_PROTOCOLS_101;
    }
}

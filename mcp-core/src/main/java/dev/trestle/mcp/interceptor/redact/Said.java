package dev.trestle.mcp.interceptor.redact;

import dev.trestle.mcp.call.InputRequest;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Notification;
import dev.trestle.mcp.jsonrpc.Params;
import dev.trestle.mcp.redact.Redactor;

/** What a backend says and asks, without secrets. */
final class Said {

    private Said() {}

    static Notification redacted(Notification notification, Redactor redactor) {
        Params params = notification.params();
        if (params == null) {
            return notification;
        }
        JsonSlice json = redactor.redact(params.json());
        return json.equals(params.json()) ? notification : new Notification(notification.method(), Params.of(json));
    }

    static InputRequest redacted(InputRequest request, Redactor redactor) {
        Params params = request.params();
        if (params == null) {
            return request;
        }
        JsonSlice json = redactor.redact(params.json());
        return json.equals(params.json())
                ? request
                : new InputRequest(request.method(), Params.of(json), request.cancellation());
    }
}

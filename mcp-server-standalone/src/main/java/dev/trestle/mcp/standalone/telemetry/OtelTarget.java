package dev.trestle.mcp.standalone.telemetry;

import dev.trestle.mcp.standalone.cli.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where spans and numbers are sent, and how.
 *
 * @param endpoint the URL before {@code /v1/traces}, without a slash at its end
 * @param service the name of this program there
 * @param headers what is sent along, by name
 * @param interval how long a span waits at most, and how often numbers are sent
 * @param timeout how long sending may take
 * @param queue how many spans may wait
 */
public record OtelTarget(
        String endpoint, String service, Map<String, String> headers, Duration interval, Duration timeout, int queue) {

    private static final Pattern HEADER =
            Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \\t]*([\\x20-\\x7e]*\\S)[ \\t]*");

    static String endpoint(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                return text.replaceFirst("/+$", "");
            }
        } catch (URISyntaxException e) {
            // Told below, without what may be a secret in it.
        }
        throw new Refusal("gateway.otel.endpoint: must be a URL like http://localhost:4318, without user and query");
    }

    static Map<String, String> headers(List<String> lines) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher parts = HEADER.matcher(lines.get(i));
            if (!parts.matches()) {
                throw new Refusal("gateway.otel.headers[" + i + "]: must be like \"Name: value\"");
            }
            headers.put(parts.group(1), parts.group(2));
        }
        return headers;
    }

    /** All but the values of headers. */
    @Override
    public String toString() {
        return "otel " + endpoint + ", service=" + service + ", headers=" + headers.keySet() + ", interval=" + interval
                + ", timeout=" + timeout + ", queue=" + queue;
    }
}

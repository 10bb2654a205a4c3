package dev.trestle.mcp.benchmark.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Loads a server that runs already, for a profiler to look at.
 *
 * <p>Arguments: the URL of the endpoint, connections, sessions (0 for a client of 2026-07-28), seconds.
 */
public final class LoadMain {

    private static final int TEXT = 100;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private LoadMain() {}

    /**
     * Loads, and says every second how many calls were answered.
     *
     * @param arguments as above
     * @throws IOException if the server fails
     */
    public static void main(String[] arguments) throws IOException {
        URI uri = URI.create(arguments[0]);
        int sessions = Integer.parseInt(arguments[2]);
        try (LoadClient client = new LoadClient(uri, Integer.parseInt(arguments[1]))) {
            List<Target> targets = sessions == 0
                    ? List.of(Target.modern(uri))
                    : Sessions.open(client, uri, sessions).targets();
            List<Template> templates =
                    targets.stream().map(target -> Template.call(target, TEXT)).toList();
            for (int second = 0; second < Integer.parseInt(arguments[3]); second++) {
                System.out.println(line(client.run(templates, SECOND)));
            }
        }
    }

    private static String line(Sample sample) {
        return String.format(
                Locale.ROOT,
                "%.0f calls/s, p50 %.2f ms, p99 %.2f ms, %d wrong",
                sample.perSecond(),
                sample.latencies().percentile(0.5) / 1e6,
                sample.latencies().percentile(0.99) / 1e6,
                sample.mismatches());
    }
}

package dev.trestle.mcp.policy.rate;

import static dev.trestle.mcp.policy.rate.Subject.ANNA;
import static dev.trestle.mcp.policy.rate.Subject.BERT;
import static dev.trestle.mcp.policy.rate.Subject.request;
import static dev.trestle.mcp.policy.rate.Subject.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.testkit.json.Json;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final Rate THREE = Rate.parse("3/3s");

    private static RateLimit.Builder limit() {
        return RateLimit.builder();
    }

    @Test
    void burst_isExactAndComesBackWithTime() {
        Subject subject = new Subject(limit().perClient(Rate.parse("10/1s")));

        assertThat(subject.come(25, ANNA, "t")).isEqualTo(10);
        subject.time.advance(Duration.ofMillis(99));
        assertThat(subject.come(5, ANNA, "t")).isZero();
        subject.time.advance(Duration.ofMillis(1));
        assertThat(subject.come(5, ANNA, "t")).isEqualTo(1);
        subject.time.advance(Duration.ofMillis(350));
        assertThat(subject.come(5, ANNA, "t")).isEqualTo(3);
        subject.time.advance(Duration.ofHours(1));
        assertThat(subject.come(25, ANNA, "t")).isEqualTo(10);
    }

    @Test
    @Tag("limit:minInterval")
    @Tag("e2:rate-limit-250ms")
    void seedsRate_isOneCallOfEachToolIn250Milliseconds() {
        Subject subject = new Subject(limit().minInterval(Duration.ofMillis(250)));

        assertThat(subject.come(10, ANNA, "list")).isEqualTo(1);
        assertThat(subject.come(1, ANNA, "get")).as("another tool").isEqualTo(1);
        assertThat(subject.come(1, BERT, "list")).as("another client").isEqualTo(1);
        assertThat(subject.comes(tool(ANNA, null, "other", "list")))
                .as("another backend")
                .isTrue();
        subject.time.advance(Duration.ofMillis(249));
        assertThat(subject.come(1, ANNA, "list"))
                .as("refused calls moved nothing")
                .isZero();
        subject.time.advance(Duration.ofMillis(1));
        assertThat(subject.come(2, ANNA, "list")).isEqualTo(1);
    }

    @Test
    void refusal_saysForHowLongAndIsTrueToIt() {
        Subject subject = new Subject(limit().perTool(Rate.parse("1/1s")));
        subject.call(tool(ANNA, "t"));
        subject.time.advance(Duration.ofNanos(100_000_001));

        McpReply.Failure refused =
                (McpReply.Failure) subject.call(tool(ANNA, "t")).join();
        assertThat(refused.reason()).isEqualTo(TrestleError.RATE_LIMITED);
        assertThat(refused.error().code()).isEqualTo(-32603);
        assertThat(refused.error().message()).contains("rateLimit.perTool", "1/1s", "900 ms");
        Json error = Json.parse(refused.error().json().toString());
        assertThat(error.at("/data/trestle/code").text()).isEqualTo("rate_limited");
        assertThat(error.at("/data/trestle/retryAfterMs").integer()).isEqualTo(900);

        subject.time.advance(Duration.ofMillis(900));
        assertThat(subject.comes(tool(ANNA, "t"))).isTrue();
    }

    @Test
    void refusalByOneLayer_takesNothingFromOthers() {
        Subject subject = new Subject(limit().perGateway(Rate.parse("4/1h"))
                .perClient(Rate.parse("4/1h"))
                .perBackend(Rate.parse("4/1h"))
                .perTool(Rate.parse("1/1h")));

        assertThat(subject.come(50, ANNA, "a")).isEqualTo(1);
        assertThat(subject.come(1, ANNA, "b")).isEqualTo(1);
        assertThat(subject.come(1, ANNA, "c")).isEqualTo(1);
        assertThat(subject.come(50, BERT, "a")).as("the fourth and last of all").isEqualTo(1);
        assertThat(subject.come(1, BERT, "b")).isZero();
        McpReply.Failure refused =
                (McpReply.Failure) subject.call(tool(BERT, "b")).join();
        assertThat(refused.error().message()).contains("4/1h");
    }

    @Test
    void layers_countWhatTheirNamesSay() {
        Subject gateway = new Subject(limit().perGateway(THREE));
        assertThat(gateway.come(2, ANNA, "a") + gateway.come(2, BERT, "b")).isEqualTo(3);

        Subject backend = new Subject(limit().perBackend(THREE));
        assertThat(backend.come(2, ANNA, "a") + backend.come(2, BERT, "b")).isEqualTo(3);
        assertThat(backend.comes(tool(ANNA, null, "other", "a"))).isTrue();

        Subject client = new Subject(limit().perClient(THREE));
        assertThat(client.come(2, ANNA, "a") + client.come(2, ANNA, "b")).isEqualTo(3);
        assertThat(client.come(9, BERT, "a")).isEqualTo(3);

        Subject tool = new Subject(limit().perTool(THREE));
        assertThat(tool.come(9, ANNA, "a")).isEqualTo(3);
        assertThat(tool.come(9, ANNA, "b")).isEqualTo(3);
    }

    @Test
    void clients_arePrincipalsOrElseSessionsOrElseOne() {
        Subject subject = new Subject(limit().perClient(Rate.parse("1/1h")));
        SessionKey one = new SessionKey("one");
        SessionKey two = new SessionKey("two");
        Principal nobody = Principal.ANONYMOUS;

        assertThat(subject.comes(tool(ANNA, one, "files", "t"))).isTrue();
        assertThat(subject.comes(tool(ANNA, two, "files", "t"))).isFalse();
        assertThat(subject.comes(tool(nobody, one, "files", "t"))).isTrue();
        assertThat(subject.comes(tool(nobody, two, "files", "t"))).isTrue();
        assertThat(subject.comes(tool(nobody, two, "files", "t"))).isFalse();
        assertThat(subject.comes(tool(nobody, null, "files", "t"))).isTrue();
        assertThat(subject.comes(tool(nobody, null, "files", "t"))).isFalse();
        assertThat(subject.comes(tool(new Principal("one", true), null, "files", "t")))
                .as("a principal called as a session is")
                .isTrue();
    }

    @Test
    void methods_thatCountAreThoseThatMakeWork() {
        for (String method : new String[] {"tools/call", "prompts/get", "resources/read", "completion/complete"}) {
            Subject subject = new Subject(limit().perClient(Rate.parse("1/1h")));
            assertThat(subject.comes(request(method, "{\"name\":\"x\"}", ANNA).build()))
                    .isTrue();
            assertThat(subject.comes(request(method, "{\"name\":\"x\"}", ANNA).build()))
                    .as(method)
                    .isFalse();
        }
        for (boolean counted : new boolean[] {false, true}) {
            Subject subject = new Subject(limit().perClient(Rate.parse("1/1h")).lists(counted));
            assertThat(subject.comes(request("tools/list", "{}", ANNA).build())).isTrue();
            assertThat(subject.comes(
                            request("resources/templates/list", "{}", ANNA).build()))
                    .isEqualTo(!counted);
        }
    }

    @Test
    void whatContinuesOrStands_countsOnNothing() {
        Subject subject = new Subject(limit().perClient(Rate.parse("1/1h")));
        McpCall first = tool(ANNA, "t");
        assertThat(subject.comes(first)).isTrue();

        assertThat(subject.comes(first.again(Objects.requireNonNull(first.params()), 1)))
                .isTrue();
        assertThat(subject.comes(request("subscriptions/listen", "{}", ANNA)
                        .standing(true)
                        .build()))
                .isTrue();
        assertThat(subject.comes(tool(ANNA, "t"))).isFalse();
    }

    @Test
    void madeUpNames_countOnTheirClient() {
        Subject subject = new Subject(limit().perClient(Rate.parse("20/1h")).perTool(Rate.parse("1/1h")));
        int came = 0;
        for (int i = 0; i < 200; i++) {
            came += subject.come(1, ANNA, "no-such-tool-" + i);
        }
        assertThat(came).isEqualTo(20);
    }

    @Test
    void reset_forgetsAllOrOneClient() {
        Subject subject = new Subject(limit().perClient(Rate.parse("1/1h")).perTool(Rate.parse("1/1h")));
        McpCall session = tool(Principal.ANONYMOUS, new SessionKey("s"), "files", "t");
        assertThat(subject.come(1, ANNA, "t") + subject.come(1, BERT, "t")).isEqualTo(2);
        assertThat(subject.comes(session)).isTrue();

        subject.limit.reset(ANNA);
        assertThat(subject.come(2, ANNA, "t")).isEqualTo(1);
        assertThat(subject.come(1, BERT, "t")).isZero();
        subject.limit.reset(Principal.ANONYMOUS);
        assertThat(subject.comes(session)).isTrue();
        subject.limit.reset();
        assertThat(subject.come(2, ANNA, "t") + subject.come(2, BERT, "t")).isEqualTo(2);
    }

    @Test
    @Tag("limit:maxKeys")
    void maxKeys_whoIsBeyondSharesTheRateOfOne() {
        Subject subject = new Subject(limit().perClient(THREE).maxKeys(2));
        assertThat(subject.come(1, ANNA, "t") + subject.come(1, BERT, "t")).isEqualTo(2);

        assertThat(subject.come(2, new Principal("c", true), "t")).isEqualTo(2);
        assertThat(subject.come(2, new Principal("d", true), "t")).isEqualTo(1);
        assertThat(subject.come(9, ANNA, "t")).as("who was there keeps his own").isEqualTo(2);
        assertThat(subject.limit.keys()).containsExactly(2);

        subject.time.advance(Duration.ofSeconds(1));
        assertThat(subject.come(9, new Principal("c", true), "t"))
                .as("leaves the shared key for the place of one who has all of his again, but takes its time along")
                .isEqualTo(1);
        assertThat(subject.limit.keys()).containsExactly(2);
        subject.time.advance(Duration.ofHours(1));
        assertThat(subject.come(9, new Principal("e", true), "t")).isEqualTo(3);
    }

    @Test
    void oneClientsNames_takeASixteenthOfTheKeys() {
        Subject subject = new Subject(limit().perTool(Rate.parse("1/1h")).maxKeys(64));
        int came = 0;
        for (int i = 0; i < 500; i++) {
            came += subject.come(1, ANNA, "made-up-" + i);
        }

        assertThat(came).as("four of its own, and one that they share").isEqualTo(5);
        assertThat(subject.limit.keys()).containsExactly(5);
        assertThat(subject.come(1, BERT, "t")).isEqualTo(1);
    }

    @Test
    void longNames_areCutAndShareAKey() {
        Subject subject = new Subject(limit().perTool(Rate.parse("1/1h")));

        assertThat(subject.come(1, ANNA, "x".repeat(5_000) + "1")).isEqualTo(1);
        assertThat(subject.come(1, ANNA, "x".repeat(5_000) + "2")).isZero();
    }

    @Test
    void nothingSet_isOffAndLetsEverythingIn() {
        assertThat(limit().queue(3).build().isOff()).isTrue();
        assertThat(limit().perTool(THREE).build().isOff()).isFalse();
        assertThat(new Subject(limit()).come(100, ANNA, "t")).isEqualTo(100);
    }

    @Test
    void impossibleOptions_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> limit().queue(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> limit().maxWait(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> limit().maxKeys(0));
        assertThatIllegalArgumentException().isThrownBy(() -> limit().minInterval(Duration.ZERO));
    }

    @Test
    void replyOfTheBackend_isPassedOn() {
        Subject subject = new Subject(limit().perTool(THREE));
        CompletableFuture<McpReply> reply = subject.call(tool(ANNA, "t"));

        assertThat(reply).isCompletedWithValueMatching(McpReply.Result.class::isInstance);
    }
}

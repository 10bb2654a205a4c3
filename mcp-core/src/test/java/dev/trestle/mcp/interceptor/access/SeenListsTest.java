package dev.trestle.mcp.interceptor.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.testkit.Calls;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SeenListsTest {

    private static final Principal ANN = new Principal("ann", true);
    private static final Principal BOB = new Principal("bob", true);

    private final SeenLists seen = new SeenLists();
    private final AtomicInteger made = new AtomicInteger();

    private static McpCall list(Principal who) {
        return Calls.builder("tools/list", null).principal(who).build();
    }

    private McpReply see(McpCall call, McpReply reply, String some) {
        return seen.visible(call, reply, all -> {
            made.incrementAndGet();
            return some == null ? all : ((McpReply.Result) all).withJson(JsonSlice.of(some));
        });
    }

    @Test
    void sameListForTheSamePrincipal_isGoneThroughOnce() {
        McpReply reply = new McpReply.Result(JsonSlice.of("[1,2]"), true);
        for (int i = 0; i < 3; i++) {
            assertThat(see(list(ANN), reply, "[1]")).isEqualTo(new McpReply.Result(JsonSlice.of("[1]"), true));
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void otherPrincipalViewMethodOrList_isGoneThroughAnew() {
        McpReply reply = new McpReply.Result(JsonSlice.of("[1,2]"));
        see(list(ANN), reply, "[1]");
        assertThat(see(list(BOB), reply, "[2]")).isEqualTo(new McpReply.Result(JsonSlice.of("[2]")));
        see(list(ANN).withView("other"), reply, "[1]");
        see(Calls.builder("prompts/list", null).principal(ANN).build(), reply, "[1]");
        see(list(ANN), new McpReply.Result(JsonSlice.of("[1,2]")), "[1]");
        assertThat(made).hasValue(5);
        for (int i = 0; i < 20 * SeenLists.SLOTS; i++) {
            String own = "[" + i + "]";
            Principal who = new Principal("p" + i, true);
            assertThat(see(list(who), reply, own)).isEqualTo(new McpReply.Result(JsonSlice.of(own)));
        }
    }

    @Test
    void listThatIsShownWhole_staysItself() {
        McpReply reply = new McpReply.Result(JsonSlice.of("[1,2]"));
        assertThat(see(list(ANN), reply, null)).isSameAs(reply);
        assertThat(see(list(ANN), reply, null)).isSameAs(reply);
        assertThat(made).hasValue(1);
    }

    @Test
    void failuresAndLongLists_areNotRemembered() {
        McpReply failure = TrestleError.BUSY.failure("no");
        see(list(ANN), failure, null);
        see(list(ANN), failure, null);
        assertThat(made).hasValue(2);
        McpReply reply = new McpReply.Result(JsonSlice.of("[1,2]"));
        String some = "[\"" + "x".repeat(SeenLists.LONGEST) + "\"]";
        see(list(ANN), reply, some);
        see(list(ANN), reply, some);
        assertThat(made).hasValue(4);
    }
}

package dev.trestle.mcp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.call.McpException;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.spi.SessionLimits;
import dev.trestle.mcp.testkit.ManualScheduler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionQuotaTest {

    private static final Principal ALICE = new Principal("alice", true);
    private static final Principal NAMED_LIKE_AN_ADDRESS = new Principal("10.0.0.1", true);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SessionRegistry registry = new SessionRegistry(
            SessionLimits.builder()
                    .maxSessionsPerPrincipal(1)
                    .maxSessionsPerAddress(2)
                    .build(),
            scheduler,
            scheduler.ticker());

    @Test
    @Tag("limit:maxSessionsPerPrincipal")
    void principal_isCountedWhereverHeIs() {
        McpSession first = open(ALICE, "10.0.0.1");

        assertThat(refusal(ALICE, "10.0.0.2"))
                .isEqualTo("You have 1 sessions open, which is as many as one may (maxSessionsPerPrincipal)");
        registry.end(first);
        registry.end(first);
        open(ALICE, "10.0.0.3");
        assertThat(refusal(ALICE, "10.0.0.3")).contains("maxSessionsPerPrincipal");
    }

    @Test
    @Tag("limit:maxSessionsPerAddress")
    void anonymousClients_areCountedByAddressAndWithNobodyElse() {
        open(NAMED_LIKE_AN_ADDRESS, "10.0.0.1");
        McpSession anonymous = open(Principal.ANONYMOUS, "10.0.0.1");
        open(Principal.ANONYMOUS, "10.0.0.1");

        assertThat(refusal(Principal.ANONYMOUS, "10.0.0.1"))
                .isEqualTo("Clients of your address have 2 sessions open, which is as many as they may"
                        + " (maxSessionsPerAddress)");
        open(Principal.ANONYMOUS, "10.0.0.2");
        registry.end(anonymous);
        open(Principal.ANONYMOUS, "10.0.0.1");
        assertThat(refusal(Principal.ANONYMOUS, "10.0.0.1")).contains("maxSessionsPerAddress");
    }

    @Test
    void clientWithoutAnAddress_isTheOnlyOneAndHasNoQuota() {
        for (int i = 0; i < 10; i++) {
            open(Principal.ANONYMOUS, "");
        }
        assertThat(registry.size()).isEqualTo(10);
    }

    /** Else the calls of one client would reach the backend of another. */
    @Test
    void sessionsOfTwoEdges_haveDifferentKeys() {
        SessionRegistry other = new SessionRegistry(SessionLimits.DEFAULT, scheduler, scheduler.ticker());

        McpSession theirs = other.open("", new SessionOwner(ALICE, ""));

        assertThat(open(ALICE, "").key()).isNotEqualTo(theirs.key());
    }

    private McpSession open(Principal principal, String address) {
        return registry.open("", new SessionOwner(principal, address));
    }

    private String refusal(Principal principal, String address) {
        try {
            open(principal, address);
            return "let in";
        } catch (McpException e) {
            assertThat(e.failure().reason()).isEqualTo(TrestleError.SESSION_QUOTA);
            return e.failure().error().message();
        }
    }
}

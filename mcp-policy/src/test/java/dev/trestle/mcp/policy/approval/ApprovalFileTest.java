package dev.trestle.mcp.policy.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonDecoder;
import dev.trestle.mcp.policy.approval.ApprovalRequest.Status;
import dev.trestle.mcp.testkit.json.KitJsonDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalFileTest {

    private static final Principal OPERATOR = new Principal("operator", true);

    @TempDir
    private Path folder;

    private ApprovalOptions options(ApprovalStore store) {
        return Approval.builder().when(WhenToAsk.ALL).askUser(false).store(store);
    }

    private ApprovalStore store() {
        return ApprovalStore.file(folder.resolve("approvals.json"));
    }

    @Test
    void programEndsAndStarts_approvalIsKeptAndUsedUpOnce() {
        try (ApprovalSubject before = new ApprovalSubject()) {
            before.with(options(store()));
            before.call("delete", "{\"n\":1}");
            before.decide(OPERATOR, Decision.once("operator"));
        }
        try (ApprovalSubject after = new ApprovalSubject()) {
            after.with(options(store()));
            assertThat(after.call("delete", "{\"n\":1}").reason()).isNull();
        }
        try (ApprovalSubject again = new ApprovalSubject()) {
            again.with(options(store()));
            assertThat(again.onlyRequest().status()).isEqualTo(Status.CONSUMED);
            assertThat(again.call("delete", "{\"n\":1}").reason()).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        }
    }

    @Test
    void everythingOfARequest_isReadAsItWasWritten() throws IOException {
        try (ApprovalSubject subject = new ApprovalSubject()) {
            subject.with(options(store()));
            subject.call("delete", "{\"text\":\"quotes \\\" and \\u00e4\"}");
            subject.call("delete", "{\"n\":2}");
            List<ApprovalRequest> all = subject.requests();
            assertThat(store().load(KitJsonDecoder.INSTANCE)).isEqualTo(all);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("approvals.json"))))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining("glob:**.next");
    }

    @Test
    void secretsInArguments_areNotKeptAndStillBindTheApproval() throws IOException {
        try (ApprovalSubject subject = new ApprovalSubject()) {
            subject.with(options(store()));
            subject.call("delete", "{\"password\":\"swordfish-1\"}");
            assertThat(folder.resolve("approvals.json"))
                    .content()
                    .contains("[REDACTED:PASSWORD]")
                    .doesNotContain("swordfish");

            subject.decide(OPERATOR, Decision.once("operator"));
            assertThat(subject.call("delete", "{\"password\":\"swordfish-2\"}").reason())
                    .isEqualTo(TrestleError.APPROVAL_REQUIRED);
            assertThat(subject.call("delete", "{\"password\":\"swordfish-1\"}").reason())
                    .isNull();
        }
    }

    @Test
    void fileIsNoneOfOurs_nothingIsAllowed() throws IOException {
        Files.writeString(folder.resolve("approvals.json"), "{\"not\":\"a list\"}");
        try (ApprovalSubject subject = new ApprovalSubject()) {
            subject.with(options(store()));
            McpReply reply = subject.call("delete", "{}");

            assertThat(reply.reason()).isEqualTo(TrestleError.APPROVAL_REQUIRED);
            assertThat(subject.ran()).isZero();
            assertThatThrownBy(subject::requests).isNotNull();
        }
        assertThat(folder.resolve("approvals.json")).hasContent("{\"not\":\"a list\"}");
    }

    /** What was used up must be known before the call is made: else a restart would give it back. */
    @Test
    void useCannotBeSaved_callIsNotMade() {
        AtomicBoolean full = new AtomicBoolean();
        ApprovalStore failing = new ApprovalStore() {
            @Override
            public List<ApprovalRequest> load(JsonDecoder decoder) {
                return List.of();
            }

            @Override
            public void save(List<ApprovalRequest> requests) throws IOException {
                if (full.get()) {
                    throw new IOException("no space left");
                }
            }
        };
        try (ApprovalSubject subject = new ApprovalSubject()) {
            subject.with(options(failing));
            subject.call("delete", "{}");
            subject.decide(OPERATOR, Decision.once("operator"));
            full.set(true);

            assertThat(subject.call("delete", "{}").reason()).isEqualTo(TrestleError.APPROVAL_REQUIRED);
            assertThat(subject.ran()).isZero();
        }
    }
}

package dev.trestle.mcp.policy.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.call.CallMetadata;
import dev.trestle.mcp.call.McpCall;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.call.SessionKey;
import dev.trestle.mcp.call.TrestleError;
import dev.trestle.mcp.json.JsonSlice;
import dev.trestle.mcp.policy.approval.ApprovalRequest.Status;
import dev.trestle.mcp.testkit.Await;
import dev.trestle.mcp.testkit.Calls;
import dev.trestle.mcp.testkit.RecordingObserver;
import dev.trestle.mcp.testkit.fake.Replies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ApprovalTest {

    private static final Principal OPERATOR = new Principal("operator", true);
    private static final String DELETE = "{\"path\":\"/a\",\"deep\":true}";

    private final ApprovalSubject subject = new ApprovalSubject();

    @AfterEach
    void close() {
        subject.close();
    }

    private static ApprovalOptions all() {
        return Approval.builder().when(WhenToAsk.ALL).askUser(false);
    }

    private static TrestleError reason(McpReply reply) {
        return reply.reason();
    }

    @Test
    @Tag("e2:approval-required")
    void nobodyHasAllowedIt_callIsNotMadeAndTheReplySaysWhatToDo() {
        subject.with(all());
        McpReply reply = subject.call("delete", DELETE);
        ApprovalRequest request = subject.onlyRequest();

        assertThat(reason(reply)).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(((McpReply.Result) reply).json().toString())
                .contains("\"isError\":true", "\"code\":\"approval_required\"")
                .contains("\"approvalId\":\"" + request.id() + "\"", "\"action_id\":\"" + request.id() + "\"")
                .contains("\"tool\":\"delete\"", "\"expiresAt\":\"" + request.expires() + "\"");
        assertThat(request.status()).isEqualTo(Status.PENDING);
        assertThat(request.summary()).isEqualTo("{\"deep\":true,\"path\":\"/a\"}");
        assertThat(subject.ran()).isZero();
    }

    @Test
    @Tag("e2:approval-granted")
    void deskAllowsIt_sameCallIsMadeOnce() {
        subject.with(all());
        subject.call("delete", DELETE);
        subject.decide(OPERATOR, Decision.once("operator"));

        assertThat(reason(subject.call("delete", "{ \"deep\" : true, \"path\" : \"/a\" }")))
                .isNull();
        assertThat(subject.onlyRequest().status()).isEqualTo(Status.CONSUMED);
        assertThat(subject.onlyRequest().decidedBy()).isEqualTo("operator");
        assertThat(reason(subject.call("delete", DELETE))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(subject.ran()).isEqualTo(1);
    }

    @Test
    void sameCallWaitsAlready_thereIsOneRequest() {
        subject.with(all());
        subject.call("delete", DELETE);
        subject.call("delete", DELETE);

        assertThat(subject.requests()).hasSize(1);
    }

    @Test
    void argumentsDifferByOneByte_areNotCovered() {
        subject.with(all());
        subject.call("delete", DELETE);
        subject.decide(OPERATOR, Decision.once("operator"));

        assertThat(reason(subject.call("delete", DELETE.replace("/a", "/b"))))
                .isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(subject.ran()).isZero();
    }

    @Test
    void anotherClientsApproval_isNotCovered() {
        subject.with(all());
        subject.call("delete", DELETE);
        subject.decide(OPERATOR, Decision.once("operator"));
        McpCall ofOther = Calls.builder("tools/call", "{\"name\":\"delete\",\"arguments\":" + DELETE + "}")
                .session(new SessionKey("other"))
                .build();

        assertThat(reason(subject.reply(ofOther))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
    }

    @Test
    void deskDenies_isToldUntilItsTimeIsOver() {
        subject.with(all().ttl(Duration.ofMinutes(15)));
        subject.call("delete", DELETE);
        subject.decide(OPERATOR, Decision.no("operator"));

        assertThat(reason(subject.call("delete", DELETE))).isEqualTo(TrestleError.APPROVAL_DENIED);
        assertThat(reason(subject.call("delete", DELETE))).isEqualTo(TrestleError.APPROVAL_DENIED);
        subject.pass(Duration.ofMinutes(15));
        assertThat(reason(subject.call("delete", DELETE))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
    }

    @Test
    void deskDeniesWithAReason_clientIsToldIt() {
        subject.with(all());
        subject.call("delete", DELETE);
        subject.decide(OPERATOR, Decision.no("operator", "not before noon"));

        assertThat(((McpReply.Result) subject.call("delete", DELETE)).json().toString())
                .contains("Tool 'delete' of 'a' was not allowed with these arguments: not before noon");
        assertThat(subject.onlyRequest().reason()).isEqualTo("not before noon");
        assertThatThrownBy(() -> Decision.no("operator", "x".repeat(501))).hasMessageContaining("500");
    }

    @Test
    void everyDecision_isToldWhoeverHearsItFailsOrNot() {
        List<String> heard = new ArrayList<>();
        subject.with(all().decided(request -> {
            heard.add(request.status() + " by " + request.decidedBy());
            throw new IllegalStateException("whoever hears it");
        }));
        subject.call("delete", DELETE);
        subject.decide(OPERATOR, Decision.once("operator"));
        subject.call("delete", DELETE);

        assertThat(heard).containsExactly("APPROVED by operator");
        assertThat(subject.ran()).isEqualTo(1);
    }

    @Test
    @Tag("limit:ttl")
    void nobodyDecidesInTime_requestIsExpiredAndCannotBeAllowed() {
        subject.with(all().ttl(Duration.ofMinutes(15)));
        subject.call("delete", DELETE);
        ApprovalRequest request = subject.onlyRequest();
        subject.pass(Duration.ofMinutes(15).minusNanos(1));
        assertThat(subject.onlyRequest().status()).isEqualTo(Status.PENDING);
        subject.pass(Duration.ofNanos(1));

        assertThat(subject.onlyRequest().status()).isEqualTo(Status.EXPIRED);
        assertThatThrownBy(() -> subject.decide(request.id(), OPERATOR, Decision.once("operator")))
                .hasRootCauseInstanceOf(NoSuchElementException.class);
    }

    @Test
    void approvalIsForSomeTime_countsNoLonger() {
        subject.with(all());
        subject.call("delete", DELETE);
        subject.decide(OPERATOR, new Decision(true, "operator", 100, Duration.ofMinutes(1), false));

        assertThat(reason(subject.call("delete", DELETE))).isNull();
        subject.pass(Duration.ofMinutes(1));
        assertThat(reason(subject.call("delete", DELETE))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
    }

    @Test
    void approvalIsForSeveralUses_countsThatOften() {
        subject.with(all());
        subject.call("delete", DELETE);
        subject.decide(OPERATOR, new Decision(true, "operator", 3, null, true));

        assertThat(reason(subject.call("delete", DELETE))).isNull();
        assertThat(reason(subject.call("delete", "{\"path\":\"/other\"}"))).isNull();
        assertThat(reason(subject.call("delete", "{}"))).isNull();
        assertThat(reason(subject.call("delete", "{}"))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(subject.ran()).isEqualTo(3);
    }

    @Test
    @Tag("e2:approval-race")
    void hundredCallsAtOnceOnOneApproval_exactlyOneIsMade() throws Exception {
        subject.with(all());
        subject.call("delete", DELETE);
        subject.decide(OPERATOR, Decision.once("operator"));
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        List<CompletableFuture<McpReply>> replies = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<McpReply> reply = new CompletableFuture<>();
            replies.add(reply);
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    reply.complete(subject.call("delete", DELETE));
                } catch (InterruptedException | RuntimeException e) {
                    reply.completeExceptionally(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(replies.stream().filter(reply -> reason(reply.join()) == null))
                .hasSize(1);
        assertThat(subject.ran()).isEqualTo(1);
    }

    @Test
    void callerDecidesOnHisOwnCall_isRefused() {
        subject.with(all());
        Principal caller = new Principal("agent", true);
        McpCall call = Calls.builder("tools/call", "{\"name\":\"delete\",\"arguments\":" + DELETE + "}")
                .principal(caller)
                .build();
        subject.reply(call);

        assertThatThrownBy(() -> subject.decide(caller, Decision.once("agent")))
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThat(subject.onlyRequest().status()).isEqualTo(Status.PENDING);
    }

    @Test
    void clientHasAUser_heIsAskedAndHisYesIsForThisCall() {
        subject.with(Approval.builder().when(WhenToAsk.ALL));
        RecordingObserver user =
                new RecordingObserver().answerWith("{\"action\":\"accept\",\"content\":{\"approve\":true}}");

        assertThat(reason(subject.reply(asking(), user))).isNull();
        assertThat(user.questions())
                .singleElement()
                .satisfies(question -> assertThat(question.params().json().toString())
                        .contains("Tool 'delete' of 'a'", "\\\"path\\\":\\\"/a\\\"", "\"requestedSchema\""));
        assertThat(subject.onlyRequest().status()).isEqualTo(Status.CONSUMED);
    }

    @Test
    void userSaysAnythingButYes_callIsNotMade() {
        subject.with(Approval.builder().when(WhenToAsk.ALL).ttl(Duration.ofMinutes(1)));
        for (String answer : List.of(
                "{\"action\":\"decline\"}",
                "{\"action\":\"cancel\"}",
                "{\"action\":\"accept\",\"content\":{\"approve\":false}}",
                "{\"action\":\"accept\",\"content\":{\"approve\":\"true\"}}",
                "{\"action\":\"accept\"}",
                "{}")) {
            assertThat(reason(subject.reply(asking(), new RecordingObserver().answerWith(answer))))
                    .as(answer)
                    .isEqualTo(TrestleError.APPROVAL_DENIED);
            subject.pass(Duration.ofMinutes(1));
        }
        assertThat(subject.ran()).isZero();
    }

    /** Clients of agents may answer in place of people. */
    @Test
    void usersAreNotToBeAsked_requestWaitsForTheDesk() {
        subject.with(all());
        RecordingObserver user = new RecordingObserver();

        assertThat(reason(subject.reply(asking(), user))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(user.questions()).isEmpty();
    }

    private static McpCall asking() {
        return Calls.builder("tools/call", "{\"name\":\"delete\",\"arguments\":" + DELETE + "}")
                .metadata(new CallMetadata(Calls.VERSION, null, JsonSlice.of("{\"elicitation\":{}}"), null))
                .build();
    }

    @Test
    void approverSaysYes_callIsMade() {
        subject.with(all().wait(Duration.ofSeconds(30))
                .approver(request -> CompletableFuture.completedFuture(Decision.once("machine"))));

        assertThat(reason(subject.call("delete", DELETE))).isNull();
    }

    @Test
    void approverDecidesAfterTheCallWasAnswered_sameCallIsMadeOnce() {
        CompletableFuture<Decision> later = new CompletableFuture<>();
        subject.with(all().approver(request -> later));
        assertThat(reason(subject.call("delete", DELETE))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        later.complete(Decision.once("machine"));
        Await.until("it is allowed", () -> subject.onlyRequest().status() == Status.APPROVED);

        assertThat(reason(subject.call("delete", DELETE))).isNull();
        assertThat(subject.ran()).isEqualTo(1);
    }

    @Test
    void userAndDeskDecideAtOnce_firstWordCounts() {
        subject.with(Approval.builder().when(WhenToAsk.ALL));
        RecordingObserver user = new RecordingObserver();
        CompletionStage<McpReply> reply = subject.start(asking(), user);
        Await.until("he is asked", () -> user.questions().size() == 1);
        subject.decide(OPERATOR, Decision.no("operator"));
        user.answerWith("{\"action\":\"accept\",\"content\":{\"approve\":true}}");

        assertThat(reason(Await.value("the reply", reply))).isEqualTo(TrestleError.APPROVAL_DENIED);
        assertThat(subject.ran()).isZero();
    }

    @Test
    void approverFails_callIsNotMade() {
        subject.with(all().wait(Duration.ofSeconds(30))
                .approver(request -> CompletableFuture.failedFuture(new IllegalStateException("on purpose"))));

        assertThat(reason(subject.call("delete", DELETE))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(subject.ran()).isZero();
    }

    @Test
    @Tag("limit:wait")
    void approverTakesTooLong_callIsNotMade() {
        subject.with(all().wait(Duration.ofMillis(20)).approver(request -> new CompletableFuture<>()));

        assertThat(reason(subject.call("delete", DELETE))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(subject.onlyRequest().status()).isEqualTo(Status.PENDING);
    }

    @Test
    void deskDecidesWhileTheCallWaits_callGoesOn() {
        subject.with(all().wait(Duration.ofSeconds(30)));
        CompletionStage<McpReply> reply = subject.start(Calls.tool("delete", DELETE));
        Await.until("it is asked for", () -> subject.requests().size() == 1);
        subject.decide(OPERATOR, Decision.once("operator"));

        assertThat(reason(Await.value("the reply", reply))).isNull();
    }

    @Test
    void callThatWaitsIsCancelled_requestIsToo() {
        subject.with(all().wait(Duration.ofSeconds(30)));
        McpCall call = Calls.tool("delete", DELETE);
        subject.start(call);
        Await.until("it is asked for", () -> subject.requests().size() == 1);
        call.cancellation().cancel("the user left");

        Await.until("it is cancelled", () -> subject.onlyRequest().status() == Status.CANCELLED);
        assertThat(subject.ran()).isZero();
    }

    @Test
    void toolsByWhatTheySayOfThemselves_areAskedForOrNot() {
        subject.with(Approval.builder().askUser(false));
        assertThat(reason(subject.call("read", "{}"))).isNull();
        assertThat(reason(subject.call("add", "{}"))).isNull();
        assertThat(reason(subject.call("delete", "{}"))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(reason(subject.call("silent", "{}"))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(reason(subject.call("unlisted", "{}"))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
    }

    @Test
    @Tag("limit:hintsTtl")
    void whatAServerSaidIsTooOld_isAskedForAgain() {
        AtomicInteger lists = new AtomicInteger();
        subject.server.on("tools/list", exchange -> {
            lists.incrementAndGet();
            return Replies.result("{\"tools\":[]}");
        });
        subject.with(Approval.builder().askUser(false).hintsTtl(Duration.ofNanos(1)));
        subject.call("read", "{}");
        subject.call("read", "{}");

        assertThat(lists).hasValue(2);
    }

    @Test
    void allThatWrites_isAskedFor() {
        subject.with(Approval.builder().askUser(false).when(WhenToAsk.WRITING));

        assertThat(reason(subject.call("read", "{}"))).isNull();
        assertThat(reason(subject.call("add", "{}"))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
    }

    @Test
    void listCannotBeHad_theWorstIsAssumed() {
        subject.server.on(
                "tools/list", exchange -> CompletableFuture.completedFuture(TrestleError.INTERNAL.failure("no list")));
        subject.with(Approval.builder().askUser(false));

        assertThat(reason(subject.call("read", "{}"))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
    }

    @Test
    void toolsThatAreNamed_areAskedForAndAutoApproveWins() {
        subject.with(Approval.builder()
                .askUser(false)
                .when(WhenToAsk.NAMED)
                .require("a/re*")
                .require("*/add")
                .autoApprove("add"));

        assertThat(reason(subject.call("read", "{}"))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(reason(subject.call("add", "{}"))).isNull();
        assertThat(reason(subject.call("delete", "{}"))).isNull();
    }

    @Test
    @Tag("limit:maxRequests")
    void noRoomForAnotherRequest_callIsRefusedWithTheLimit() {
        subject.with(all().maxRequests(2, 32));
        subject.call("delete", "{\"n\":1}");
        subject.call("delete", "{\"n\":2}");
        McpReply third = subject.call("delete", "{\"n\":3}");

        assertThat(reason(third)).isEqualTo(TrestleError.LIMIT_REACHED);
        assertThat(((McpReply.Failure) third).error().message()).contains("maxRequests, 2");
    }

    @Test
    void requestsThatAreOver_makeRoom() {
        subject.with(all().maxRequests(1, 32));
        subject.call("delete", "{\"n\":1}");
        subject.decide(OPERATOR, Decision.no("operator"));

        assertThat(reason(subject.call("delete", "{\"n\":2}"))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(subject.requests()).hasSize(1);
    }

    @Test
    @Tag("limit:maxRequestsPerPrincipal")
    void oneClientAsksForTooMuch_onlyHeIsRefused() {
        subject.with(all().maxRequests(100, 1));
        assertThat(reason(subject.reply(of("agent", 1)))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
        assertThat(reason(subject.reply(of("agent", 2)))).isEqualTo(TrestleError.LIMIT_REACHED);
        assertThat(reason(subject.reply(of("other", 1)))).isEqualTo(TrestleError.APPROVAL_REQUIRED);
    }

    private static McpCall of(String principal, int n) {
        return Calls.builder("tools/call", "{\"name\":\"delete\",\"arguments\":{\"n\":" + n + "}}")
                .principal(new Principal(principal, true))
                .build();
    }
}

package dev.trestle.mcp.matrix;

import dev.trestle.mcp.spi.BackendContext;
import dev.trestle.mcp.spi.BackendFactory;
import dev.trestle.mcp.spi.BackendSession;
import dev.trestle.mcp.spi.SessionPeer;
import dev.trestle.mcp.stdio.StdioBackend;
import dev.trestle.mcp.testkit.InMemoryLink;
import dev.trestle.mcp.testkit.fake.ContractTools;
import dev.trestle.mcp.testkit.fake.Misbehaviour;
import dev.trestle.mcp.testkit.fake.ScriptedServer;
import dev.trestle.mcp.testkit.program.Fault;
import dev.trestle.mcp.testkit.program.MisbehavingServer;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a scenario's backend is: the same server behind a link in memory, or in a process of its own. */
enum Lane {
    FAKE {
        @Override
        BackendFactory backend(@Nullable Fault fault) {
            return new InMemory(fault);
        }
    },
    REAL {
        @Override
        BackendFactory backend(@Nullable Fault fault) {
            return StdioBackend.command(fault == null ? MisbehavingServer.command() : MisbehavingServer.command(fault))
                    .build();
        }
    };

    abstract BackendFactory backend(@Nullable Fault fault);

    private static final class InMemory implements BackendFactory {
        private final @Nullable Fault fault;
        private @Nullable BackendContext context;

        InMemory(@Nullable Fault fault) {
            this.fault = fault;
        }

        @Override
        public void attach(BackendContext lent) {
            context = lent;
        }

        @Override
        public CompletionStage<BackendSession> open(SessionPeer peer) {
            InMemoryLink link = InMemoryLink.create();
            ScriptedServer server = ScriptedServer.start(link.other(), ContractTools.BEHAVIOUR);
            if (fault != null) {
                server.misbehaves(onTheWire(fault));
            }
            return new OneLink(link).open(peer, Objects.requireNonNull(context));
        }

        private static Misbehaviour.OfServer onTheWire(Fault fault) {
            return switch (fault) {
                case WRITES_GARBAGE -> new Misbehaviour.WritesGarbage();
                case ANSWERS_IN_REVERSE -> new Misbehaviour.AnswersInReverse(2);
                case EXITS_1 -> new Misbehaviour.DiesMidCall();
                case ANSWERS_TWICE -> new Misbehaviour.AnswersTwice();
                case ANSWERS_UNKNOWN_IDS -> new Misbehaviour.AnswersUnknownId();
                case ANSWERS_WITH_ID_AS_STRING -> new Misbehaviour.AnswersWithIdAsString();
                default -> throw new IllegalArgumentException(fault + " is not one of a wire");
            };
        }
    }
}

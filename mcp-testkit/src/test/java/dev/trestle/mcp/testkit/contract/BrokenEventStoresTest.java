package dev.trestle.mcp.testkit.contract;

import dev.trestle.mcp.spi.EventStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BrokenEventStoresTest {

    @Test
    void storeThatIsRight_passes() {
        ContractRun.assertKeeps(Right.class);
    }

    @Test
    void storeThatMixesStreams_isCaught() {
        ContractRun.assertBreaks(MixedStreams.class, "store03", "store04");
    }

    @Test
    void storeThatMixesLogs_isCaught() {
        ContractRun.assertBreaks(MixedLogs.class, "store05");
    }

    @Test
    void storeThatIsOffByOne_isCaught() {
        ContractRun.assertBreaks(OffByOne.class, "store02", "store11");
    }

    @Test
    void storeThatForgetsNothing_isCaught() {
        ContractRun.assertBreaks(Hoarder.class, "store07", "store08");
    }

    @Test
    void storeThatForgetsOtherStreams_isCaught() {
        ContractRun.assertBreaks(Forgetful.class, "store07");
    }

    @Test
    void storeThatGoesOnAfterItsClose_isCaught() {
        ContractRun.assertBreaks(Undead.class, "store09");
    }

    @Test
    void storeThatHandsOutItsOwnList_isCaught() {
        ContractRun.assertBreaks(Leaky.class, "store10");
    }

    @Test
    void storeThatGivesUpTheNewest_isCaught() {
        ContractRun.assertBreaks(NewestFirst.class, "store12");
    }

    @Test
    void storeThatLags_isCaught() {
        ContractRun.assertBreaks(Lagging.class, "store11");
    }

    /** A store without bounds, in which every step can be got wrong. */
    static class Simple implements EventStore {
        final Map<String, Simple.Kept> logs = new HashMap<>();

        @Override
        public Log open(String name) {
            return new Kept();
        }

        static class Kept implements Log {
            final List<Event> events = new ArrayList<>();
            boolean closed;

            @Override
            public synchronized void append(Event event) {
                if (!closed) {
                    events.add(event);
                }
            }

            boolean matches(Event event, long stream, long number) {
                return event.stream() == stream && event.number() > number;
            }

            @Override
            public synchronized CompletionStage<List<Event>> after(long stream, long number) {
                return CompletableFuture.completedFuture(events.stream()
                        .filter(event -> matches(event, stream, number))
                        .toList());
            }

            @Override
            public synchronized void forget(long stream, long upTo) {
                events.removeIf(event -> event.stream() == stream && event.number() <= upTo);
            }

            @Override
            public synchronized void close() {
                closed = true;
                events.clear();
            }
        }
    }

    static class Right extends EventStoreContract {
        @Override
        protected EventStore store() {
            return new Simple();
        }
    }

    static class MixedStreams extends EventStoreContract {
        @Override
        protected EventStore store() {
            return name -> new Simple.Kept() {
                @Override
                boolean matches(EventStore.Event event, long stream, long number) {
                    return event.number() > number;
                }
            };
        }
    }

    static class MixedLogs extends EventStoreContract {
        @Override
        protected EventStore store() {
            EventStore.Log one = new Simple().open("one");
            return name -> one;
        }
    }

    static class OffByOne extends EventStoreContract {
        @Override
        protected EventStore store() {
            return name -> new Simple.Kept() {
                @Override
                boolean matches(EventStore.Event event, long stream, long number) {
                    return event.stream() == stream && event.number() >= number;
                }
            };
        }
    }

    static class Hoarder extends EventStoreContract {
        @Override
        protected EventStore store() {
            return name -> new Simple.Kept() {
                @Override
                public void forget(long stream, long upTo) {}
            };
        }
    }

    static class Forgetful extends EventStoreContract {
        @Override
        protected EventStore store() {
            return name -> new Simple.Kept() {
                @Override
                public synchronized void forget(long stream, long upTo) {
                    events.removeIf(event -> event.number() <= upTo);
                }
            };
        }
    }

    static class Undead extends EventStoreContract {
        @Override
        protected EventStore store() {
            return name -> new Simple.Kept() {
                @Override
                public void close() {}
            };
        }
    }

    static class Leaky extends EventStoreContract {
        @Override
        protected EventStore store() {
            return name -> new Simple.Kept() {
                @Override
                public synchronized CompletionStage<List<EventStore.Event>> after(long stream, long number) {
                    return CompletableFuture.completedFuture(events);
                }
            };
        }
    }

    static class NewestFirst extends EventStoreContract {
        @Override
        protected EventStore store() {
            return name -> new Simple.Kept() {
                @Override
                public synchronized void append(EventStore.Event event) {
                    if (events.size() < 1_000) {
                        super.append(event);
                    }
                }
            };
        }
    }

    static class Lagging extends EventStoreContract {
        @Override
        protected EventStore store() {
            return name -> new Simple.Kept() {
                private EventStore.Event late;

                @Override
                public synchronized void append(EventStore.Event event) {
                    if (late != null) {
                        super.append(late);
                    }
                    late = event;
                }
            };
        }
    }
}

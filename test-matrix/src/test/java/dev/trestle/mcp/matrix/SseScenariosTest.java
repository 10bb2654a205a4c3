package dev.trestle.mcp.matrix;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class SseScenariosTest {

    @Nested
    class OnFakes extends SseScenarios {
        OnFakes() {
            super(Lane.FAKE);
        }
    }

    @Nested
    @Tag("real")
    class OnProcesses extends SseScenarios {
        OnProcesses() {
            super(Lane.REAL);
        }
    }
}

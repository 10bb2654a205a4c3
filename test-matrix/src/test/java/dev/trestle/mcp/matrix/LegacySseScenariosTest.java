package dev.trestle.mcp.matrix;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class LegacySseScenariosTest {

    @Nested
    class OnFakes extends LegacySseScenarios {
        OnFakes() {
            super(Lane.FAKE);
        }
    }

    @Nested
    @Tag("real")
    class OnProcesses extends LegacySseScenarios {
        OnProcesses() {
            super(Lane.REAL);
        }
    }
}

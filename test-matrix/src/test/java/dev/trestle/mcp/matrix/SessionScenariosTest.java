package dev.trestle.mcp.matrix;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class SessionScenariosTest {

    @Nested
    class OnFakes extends SessionScenarios {
        OnFakes() {
            super(Lane.FAKE);
        }
    }

    @Nested
    @Tag("real")
    class OnProcesses extends SessionScenarios {
        OnProcesses() {
            super(Lane.REAL);
        }
    }
}

package dev.trestle.mcp.matrix;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class NegativeScenariosTest {

    @Nested
    class OnFakes extends NegativeScenarios {
        OnFakes() {
            super(Lane.FAKE);
        }
    }

    @Nested
    @Tag("real")
    class OnProcesses extends NegativeScenarios {
        OnProcesses() {
            super(Lane.REAL);
        }
    }
}

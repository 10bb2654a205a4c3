package dev.trestle.mcp.matrix;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class CorrelationScenariosTest {

    @Nested
    class OnFakes extends CorrelationScenarios {
        OnFakes() {
            super(Lane.FAKE);
        }
    }

    @Nested
    @Tag("real")
    class OnProcesses extends CorrelationScenarios {
        OnProcesses() {
            super(Lane.REAL);
        }
    }
}

package dev.trestle.mcp.matrix;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class ConcurrencyScenariosTest {

    @Nested
    class OnFakes extends ConcurrencyScenarios {
        OnFakes() {
            super(Lane.FAKE);
        }
    }

    @Nested
    @Tag("real")
    class OnProcesses extends ConcurrencyScenarios {
        OnProcesses() {
            super(Lane.REAL);
        }
    }
}

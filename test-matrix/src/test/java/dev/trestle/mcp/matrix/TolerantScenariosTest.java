package dev.trestle.mcp.matrix;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class TolerantScenariosTest {

    @Nested
    class OnFakes extends TolerantScenarios {
        OnFakes() {
            super(Lane.FAKE);
        }
    }

    @Nested
    @Tag("real")
    class OnProcesses extends TolerantScenarios {
        OnProcesses() {
            super(Lane.REAL);
        }
    }
}

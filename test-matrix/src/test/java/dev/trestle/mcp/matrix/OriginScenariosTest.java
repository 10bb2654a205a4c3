package dev.trestle.mcp.matrix;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class OriginScenariosTest {

    @Nested
    class OnFakes extends OriginScenarios {
        OnFakes() {
            super(Lane.FAKE);
        }
    }

    @Nested
    @Tag("real")
    class OnProcesses extends OriginScenarios {
        OnProcesses() {
            super(Lane.REAL);
        }
    }
}

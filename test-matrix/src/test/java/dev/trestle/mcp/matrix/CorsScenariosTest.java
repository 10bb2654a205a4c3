package dev.trestle.mcp.matrix;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class CorsScenariosTest {

    @Nested
    class OnFakes extends CorsScenarios {
        OnFakes() {
            super(Lane.FAKE);
        }
    }

    @Nested
    @Tag("real")
    class OnProcesses extends CorsScenarios {
        OnProcesses() {
            super(Lane.REAL);
        }
    }
}

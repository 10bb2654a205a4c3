package dev.trestle.mcp.matrix;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

class EndpointScenariosTest {

    @Nested
    class OnFakes extends EndpointScenarios {
        OnFakes() {
            super(Lane.FAKE);
        }
    }

    @Nested
    @Tag("real")
    class OnProcesses extends EndpointScenarios {
        OnProcesses() {
            super(Lane.REAL);
        }
    }
}

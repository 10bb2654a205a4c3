package dev.trestle.mcp.standalone.admin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trestle.mcp.json.JsonSlice;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdminRequestTest {

    private static final AdminRequest REQUEST = new AdminRequest("", JsonSlice.of("{\"x\":1}"));

    @Test
    void memberThatNobodyKnows_isRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> REQUEST.members(Set.of("b", "a"))).hasMessage("the body may have a, b only");
    }

    @Test
    void memberWhereThereIsNone_isRefusedWithoutAnEmptyList() {
        assertThatThrownBy(() -> REQUEST.members(Set.of())).hasMessage("the body must be empty, or {}");
    }
}

package dev.trestle.mcp.stdio;

import dev.trestle.mcp.spi.MessageLink;
import dev.trestle.mcp.testkit.contract.MessageLinkContract;
import org.junit.jupiter.api.AfterEach;

class StdioLinkContractTest extends MessageLinkContract {

    private final Children children = new Children();

    @Override
    protected MessageLink echoing() {
        return children.sh(
                "while IFS= read -r line; do printf '%s\\n' \"$line\"; case $line in *exit*) exit 0; esac; done");
    }

    @Override
    protected MessageLink stalled() {
        return children.start("sleep", "1000");
    }

    @AfterEach
    void leaveNothing() {
        children.close();
    }
}

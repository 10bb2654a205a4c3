/** Servers in this process that come with Trestle. */
module dev.trestle.mcp.builtins {
    requires transitive dev.trestle.mcp.core;
    requires static org.jspecify;
    requires org.slf4j;

    exports dev.trestle.mcp.builtin.catalog;
    exports dev.trestle.mcp.builtin.command;
    exports dev.trestle.mcp.builtin.files;
    exports dev.trestle.mcp.builtin.operate;
}

package dev.trestle.mcp.standalone.cli;

import java.util.ArrayList;
import java.util.List;

/** What {@code --help} prints. */
final class Usage {

    private Usage() {}

    static List<String> ofProgram() {
        List<String> lines = new ArrayList<>();
        lines.add("Usage: trestle COMMAND [OPTIONS] [-- SERVER ARGS...]");
        lines.add("Serves MCP servers, programs or at URLs, to clients that speak Streamable HTTP or stdio.");
        lines.add("");
        for (Command command : Command.values()) {
            lines.add(row(command.word(), command.meaning()));
        }
        lines.add("");
        lines.add("trestle COMMAND --help explains one command; trestle --version tells the version.");
        return lines;
    }

    static List<String> of(Command command) {
        List<String> lines = new ArrayList<>();
        lines.add("Usage: trestle " + command.word()
                + command.operand().map(label -> " " + label).orElse(" [OPTIONS]")
                + (command.takesBackend() ? " [-- SERVER ARGS...]" : ""));
        lines.add(command.meaning());
        lines.add("");
        for (Option option : command.options()) {
            lines.add(row(option.word() + " " + option.label(), option.meaning()));
        }
        lines.add(row("--help", "Shows this text."));
        return lines;
    }

    private static String row(String word, String meaning) {
        return String.format("  %-20s %s", word, meaning);
    }
}

package dev.trestle.mcp.standalone;

import dev.trestle.mcp.standalone.archive.RunningJava;
import dev.trestle.mcp.standalone.config.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line that starts this very program as the demo server, with the Java that runs it now. */
final class DemoCommand {

    private DemoCommand() {}

    static ServerSettings.Program settings(String name) {
        List<String> command = new ArrayList<>();
        command.add(RunningJava.command());
        // It lives for a session and is mostly started: what makes starting quick is worth more than peak speed.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        Path home = RunningJava.home();
        if (Files.isRegularFile(home)) {
            command.addAll(RunningJava.archiveOptions());
            command.addAll(List.of("-jar", home.toString()));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Trestle.class.getName()));
        }
        command.add("demo-server");
        return new ServerSettings.Program(name, command, Map.of(), null);
    }
}

package dev.trestle.mcp.standalone;

import dev.trestle.mcp.standalone.config.BuiltInKeys;
import dev.trestle.mcp.standalone.config.ConfigFile;
import dev.trestle.mcp.standalone.config.GatewayKey;
import dev.trestle.mcp.standalone.config.GatewaySettings;
import dev.trestle.mcp.standalone.config.ServerSettings;
import java.util.ArrayList;
import java.util.List;

/** Explains what a file does, without arguments and values of variables: those may be secret. */
final class CheckReport {

    private CheckReport() {}

    static List<String> of(String name, ConfigFile file) {
        List<ServerSettings> servers = file.configuration().servers();
        GatewaySettings gateway = file.configuration().gateway();
        List<String> names = BuiltInKeys.withBuiltIn(servers, gateway);
        String view = gateway.text(GatewayKey.DEFAULT_VIEW).orElse(names.get(0));
        List<String> lines = new ArrayList<>();
        lines.add(name + " has no mistakes");
        lines.add("serve listens on " + gateway.text(GatewayKey.HOST).orElseThrow() + ", port "
                + gateway.number(GatewayKey.PORT));
        for (ServerSettings server : servers) {
            lines.add(explained(server) + (server.name().equals(view) ? " and at /mcp" : ""));
        }
        BuiltInKeys.name(gateway)
                .ifPresent(own -> lines.add(own + " comes with Trestle, has "
                        + String.join(", ", BuiltInKeys.tools(gateway)) + "; it is at /mcp/" + own
                        + (own.equals(view) ? " and at /mcp" : "")));
        for (GatewayKey key : GatewayKey.values()) {
            if (gateway.isGiven(key)) {
                lines.add("gateway." + key.key() + " is set");
            }
        }
        return lines;
    }

    private static String explained(ServerSettings server) {
        return server instanceof ServerSettings.Program program
                ? explained(program)
                : explained((ServerSettings.Remote) server);
    }

    private static String explained(ServerSettings.Remote server) {
        String headers =
                String.join(", ", server.headers().keySet().stream().sorted().toList());
        return server.name() + " is reached at " + server.place() + (headers.isEmpty() ? "" : ", sends " + headers)
                + "; it is at /mcp/" + server.name();
    }

    private static String explained(ServerSettings.Program server) {
        int arguments = server.command().size() - 1;
        String variables = String.join(
                ", ", server.environment().keySet().stream().sorted().toList());
        return server.name() + " starts " + server.command().get(0)
                + (arguments == 0 ? "" : " with " + arguments + (arguments == 1 ? " argument" : " arguments"))
                + (variables.isEmpty() ? "" : ", sets " + variables)
                + "; it is at /mcp/" + server.name();
    }
}

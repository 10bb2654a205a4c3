package dev.trestle.mcp.testkit.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.testkit.LeakOracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MisbehavingServerTest {

    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\","
            + "\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}\n";

    private static String call(int id, String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + ",\"_meta\":{\"progressToken\":" + id + "}}}\n";
    }

    private static Process start(Fault... faults) throws IOException {
        return new ProcessBuilder(MisbehavingServer.command(faults))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Process say(Process process, String... lines) throws IOException {
        process.getOutputStream().write(String.join("", lines).getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return process;
    }

    @Test
    void withoutFault_itBehavesAndEndsWithItsInput() throws Exception {
        LeakOracle oracle = LeakOracle.start();
        Process process =
                say(start(), INITIALIZE, call(1, "echo", "{\"message\":\"é\"}"), call(2, "echo", "{\"text\":\"x\"}"));
        var answers = process.inputReader(StandardCharsets.UTF_8);

        assertThat(answers.readLine()).contains("\"protocolVersion\":\"2025-11-25\"");
        assertThat(answers.readLine()).contains("\"id\":1").contains("é");
        assertThat(answers.readLine()).contains("\"id\":2");
        say(process, call(3, "slow", "{\"steps\":2,\"delayMs\":1}"));
        assertThat(List.of(answers.readLine(), answers.readLine()))
                .allMatch(line -> line.contains("notifications/progress"));
        assertThat(answers.readLine()).contains("done");
        process.getOutputStream().close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        oracle.assertNothingLeft();
    }

    @Test
    void severalFaults_canBeSwitchedOn() throws Exception {
        Process process =
                say(start(Fault.BYTE_ORDER_MARK, Fault.CRLF, Fault.EXITS_137), INITIALIZE, call(1, "echo", "{}"));
        byte[] all = process.getInputStream().readAllBytes();

        assertThat(all).startsWith(0xef, 0xbb, 0xbf).endsWith(0x7d, 0x0d, 0x0a);
        assertThat(process.waitFor()).isEqualTo(137);
    }

    @Test
    void unknownFault_isRefusedWithTheListOfThem() throws Exception {
        List<String> command = new ArrayList<>(MisbehavingServer.command());
        command.add("--fault=exits-2");
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(64);
        assertThat(said).contains("no fault \"exits-2\"", "slow-start", "ignores-term");
    }
}

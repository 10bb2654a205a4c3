package dev.trestle.mcp.standalone.admin;

import dev.trestle.mcp.standalone.cli.Refusal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;

/** Asks the admin listener of a program that runs on this machine. */
final class AdminClient {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final int port;
    private final TokenFile file;

    AdminClient(int port, TokenFile file) {
        this.port = port;
        this.file = file;
    }

    /**
     * Sends a request.
     *
     * @return what people are told
     * @throws Refusal if it is refused, or nobody answers
     */
    List<String> send(String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + AdminListener.ADDRESS + ":" + port + path))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + token())
                .header("Accept", AdminHandler.LINES)
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT)
                .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            List<String> lines = response.body().lines().toList();
            if (response.statusCode() != 200) {
                throw new Refusal(
                        response.statusCode() == 401
                                ? List.of("the token in " + file.path() + " is not that of the program at port " + port
                                        + "; it is another at each start, and another program's may be meant")
                                : lines);
            }
            return lines;
        } catch (ConnectException e) {
            throw new Refusal("nobody answers at port " + port + " of " + AdminListener.ADDRESS
                    + "; is the program running, and is this its gateway.admin.port?");
        } catch (IOException e) {
            throw new Refusal("port " + port + " of " + AdminListener.ADDRESS
                    + " does not answer as an admin listener (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted");
        }
    }

    private String token() {
        try {
            String token = file.read();
            if (!token.matches("[A-Za-z0-9_-]{1,512}")) {
                throw new Refusal(file.path() + " holds no token");
            }
            return token;
        } catch (NoSuchFileException e) {
            throw new Refusal(
                    "there is no token in " + file.path()
                            + "; start the program with gateway.admin.port, or name the file that its ready lines name by --token-file");
        } catch (IOException e) {
            throw new Refusal("the token in " + file.path() + " cannot be read; only whoever started the program may");
        }
    }
}

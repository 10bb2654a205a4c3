package dev.trestle.mcp.benchmark.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trestle.mcp.benchmark.result.Measurement;
import dev.trestle.mcp.call.McpReply;
import dev.trestle.mcp.jsonrpc.JsonRpcMessage.Request;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** What is measured does what it says; how fast that is, is no matter of tests. */
class BenchmarksWorkTest {

    static Stream<String> parts() throws NoSuchFieldException {
        Field parts = PipelineBenchmark.class.getDeclaredField("parts");
        return Stream.of(parts.getAnnotation(Param.class).value());
    }

    @ParameterizedTest
    @MethodSource("parts")
    void pipeline_answersWithAResult(String parts) throws Exception {
        PipelineBenchmark benchmark = new PipelineBenchmark();
        benchmark.parts = parts;
        benchmark.size = 1024;
        benchmark.open();
        try {
            McpReply reply = benchmark.call().toCompletableFuture().join();
            assertThat(reply.reason()).isNull();
            assertThat(reply).isInstanceOf(McpReply.Result.class);
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern"})
    void endpoint_answersWithTheWholeResult(String era) {
        EndpointBenchmark benchmark = new EndpointBenchmark();
        benchmark.era = era;
        benchmark.size = 1024;
        benchmark.open();
        try {
            assertThat(benchmark.post().written()).isGreaterThan(1024);
        } finally {
            benchmark.close();
        }
    }

    @Test
    void correlator_answersEachCall() {
        CorrelatorBenchmark benchmark = new CorrelatorBenchmark();
        benchmark.size = 128;
        benchmark.open();
        try {
            assertThat(benchmark.one().toCompletableFuture().join()).isInstanceOf(McpReply.Result.class);
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tree"})
    void codec_readsWhatItIsGiven(String shape) {
        CodecBenchmark benchmark = new CodecBenchmark();
        benchmark.shape = shape;
        benchmark.size = 1024;
        benchmark.messages();
        assertThat(benchmark.scan()).isInstanceOf(Request.class);
        assertThat(benchmark.splice().toString()).contains("\"progressToken\":1001");
        assertThat(benchmark.edit().toString()).contains("\"progressToken\":4711");
        assertThat(benchmark.decode()).isInstanceOf(Map.class);
    }

    @Test
    void everyBenchmark_isExplained() {
        List<String> explained = new ArrayList<>();
        for (Measurement measurement : MicroMeasurement.all()) {
            explained.addAll(((MicroMeasurement) measurement).explained());
        }
        assertThat(explained)
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                CodecBenchmark.class,
                                CorrelatorBenchmark.class,
                                PipelineBenchmark.class,
                                EndpointBenchmark.class,
                                SseBenchmark.class)
                        .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(Benchmark.class))
                        .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                        .toList());
    }
}

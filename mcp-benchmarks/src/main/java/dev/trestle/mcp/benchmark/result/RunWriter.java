package dev.trestle.mcp.benchmark.result;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The members of a run, in their order. */
final class RunWriter {

    private final JsonGenerator json;

    RunWriter(JsonGenerator json) {
        this.json = json;
    }

    void write(Run run) {
        json.writeStartObject();
        json.writeStringProperty("jdk", run.jdk());
        machine(run.machine());
        json.writeName("entries");
        json.writeStartArray();
        run.entries().forEach(this::entry);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void machine(Machine machine) {
        json.writeName("machine");
        json.writeStartObject();
        json.writeNumberProperty("cores", machine.cores());
        json.writeStringProperty("cpu", machine.cpu());
        json.writeNumberProperty("memoryMiB", machine.memoryMiB());
        json.writeStringProperty("kernel", machine.kernel());
        json.writeEndObject();
    }

    private void entry(Entry entry) {
        json.writeStartObject();
        json.writeStringProperty("name", entry.name());
        json.writeStringProperty("date", entry.date().toString());
        json.writeStringProperty("commit", entry.commit());
        json.writeStringProperty("command", entry.command());
        json.writeName("figures");
        json.writeStartArray();
        entry.outcome().figures().forEach(this::figure);
        json.writeEndArray();
        json.writeName("notes");
        json.writeStartArray();
        entry.outcome().notes().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void figure(Figure figure) {
        json.writeStartObject();
        json.writeStringProperty("name", figure.name());
        json.writeStringProperty("meaning", figure.meaning());
        json.writeStringProperty("unit", figure.unit());
        json.writeStringProperty("kind", figure.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("better", figure.better().name().toLowerCase(Locale.ROOT));
        number("low", figure.low());
        number("median", figure.median());
        number("high", figure.high());
        json.writeNumberProperty("rounds", figure.rounds());
        bound("must", figure.must());
        bound("reach", figure.reach());
        json.writeEndObject();
    }

    private void bound(String name, @Nullable Double value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            number(name, value);
        }
    }

    /** Four digits that count: what follows them is noise, and makes changes of the file hard to read. */
    private void number(String name, double value) {
        json.writeName(name);
        json.writeNumber(Double.parseDouble(String.format(Locale.ROOT, "%.4g", value)));
    }
}

package dev.trestle.mcp.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The scenarios, as they are written down in {@code rows.tsv}. */
final class RowList {

    private RowList() {}

    /**
     * One scenario.
     *
     * @param section where in the matrix it stands
     * @param name its name
     * @param standard what is expected in the default profile
     * @param phase1 what is expected in the other
     */
    record Line(String section, String name, String standard, String phase1) {

        private static Line of(String line) {
            String[] parts = line.split("\t", -1);
            return new Line(parts[0], parts[1], parts[2], parts[3].equals("=") ? parts[2] : parts[3]);
        }

        /** Whether it is one of the 115 of the matrix that was taken over. */
        boolean isOfTheSeed() {
            return section.matches("[1-8] .*");
        }

        /** Its name there. */
        String nameInTheSeed() {
            return name.replace("Negative.", "");
        }
    }

    static List<Line> read() {
        try (InputStream file = Objects.requireNonNull(RowList.class.getResourceAsStream("/rows.tsv"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Line::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

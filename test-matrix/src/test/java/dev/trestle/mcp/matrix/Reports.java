package dev.trestle.mcp.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What the tests of a module came to in this build, from the reports of Surefire. */
final class Reports {

    /**
     * One test that was run.
     *
     * @param type its class
     * @param name its method, perhaps with arguments
     * @param passed whether it ran and passed; false if it was skipped
     */
    record Case(String type, String name, boolean passed) {}

    private Reports() {}

    static List<Case> of(Path module) {
        Path folder = module.resolve("target").resolve("surefire-reports");
        List<Case> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".xml")).toList()) {
                cases.addAll(read(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no reports in " + folder + "; run mvn verify", e);
        }
        return cases;
    }

    private static List<Case> read(Path file) throws IOException {
        List<Case> cases = new ArrayList<>();
        try {
            NodeList found = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getElementsByTagName("testcase");
            for (int i = 0; i < found.getLength(); i++) {
                Element test = (Element) found.item(i);
                boolean passed = Stream.of("failure", "error", "skipped")
                        .allMatch(bad -> test.getElementsByTagName(bad).getLength() == 0);
                cases.add(new Case(test.getAttribute("classname"), test.getAttribute("name"), passed));
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " cannot be read", e);
        }
        return cases;
    }
}

package dev.trestle.mcp.policy.approval;

import dev.trestle.mcp.json.JsonDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps requests beyond the life of the process. May block; called by one thread at a time, never on a call's. A call that was
 * allowed is made only after what it used up was saved.
 */
public interface ApprovalStore {

    /** Keeps nothing: what was decided ends with the process. */
    ApprovalStore NONE = new ApprovalStore() {
        @Override
        public List<ApprovalRequest> load(JsonDecoder decoder) {
            return List.of();
        }

        @Override
        public void save(List<ApprovalRequest> requests) {}

        @Override
        public String toString() {
            return "none";
        }
    };

    /**
     * A file, readable for its owner only, replaced as a whole at each change.
     *
     * @param file the file; made when it is first needed
     * @return the store
     */
    static ApprovalStore file(Path file) {
        return new ApprovalFile(file);
    }

    /**
     * What was saved last.
     *
     * @param decoder reads JSON
     * @return empty if nothing was
     * @throws IOException if it cannot be read; then nothing is approved
     */
    List<ApprovalRequest> load(JsonDecoder decoder) throws IOException;

    /**
     * Keeps these instead of what was kept before.
     *
     * @param requests all of them
     * @throws IOException if they could not be kept; then nothing is approved
     */
    void save(List<ApprovalRequest> requests) throws IOException;
}

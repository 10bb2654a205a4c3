package dev.trestle.mcp.matrix;

import dev.trestle.mcp.http.options.HttpOptionsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** What all scenarios have: a lane, and sites that are closed after each. */
abstract class Scenarios {

    final Lane lane;
    private final List<Site> sites = new ArrayList<>();

    Scenarios(Lane lane) {
        this.lane = lane;
    }

    Site site(Profile profile) {
        return open(new Site.Plan(lane, profile));
    }

    Site site(Profile profile, Consumer<HttpOptionsBuilder> change) {
        return open(new Site.Plan(lane, profile).with(change));
    }

    Site open(Site.Plan plan) {
        Site site = plan.open();
        sites.add(site);
        return site;
    }

    @AfterEach
    void closeSites() throws Exception {
        for (Site site : sites) {
            site.close();
        }
    }

    /** The status of a request in a session that is not there. */
    static int unknownSession(Profile profile) {
        return profile == Profile.PHASE1 ? 400 : 404;
    }
}

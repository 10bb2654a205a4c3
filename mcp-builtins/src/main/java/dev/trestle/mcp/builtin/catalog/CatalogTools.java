package dev.trestle.mcp.builtin.catalog;

import dev.trestle.mcp.call.Principal;
import dev.trestle.mcp.gateway.McpGateway;
import dev.trestle.mcp.json.JsonWriter;
import dev.trestle.mcp.server.Arguments;
import dev.trestle.mcp.server.CallContext;
import dev.trestle.mcp.server.Tool;
import dev.trestle.mcp.server.content.Content;
import dev.trestle.mcp.server.content.Schema;
import dev.trestle.mcp.server.content.ToolAnnotations;
import dev.trestle.mcp.server.content.ToolError;
import dev.trestle.mcp.server.content.ToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tools that search in what all backends of a gateway have, and show what they say of it. Backends are asked on behalf of whoever
 * calls, through the whole pipeline: nobody finds what he may not use. Lists are kept for a short time ({@code ttl}), for each
 * principal apart; changes that a server announces meanwhile are not seen before. Thread-safe.
 *
 * <p>A backend with sessions is asked in one that is opened for the principal besides his own, as for clients without sessions.
 */
public final class CatalogTools {

    private final Supplier<McpGateway> gateway;
    private final String self;
    private final KeptListings listings;

    private CatalogTools(Supplier<McpGateway> gateway, String self, CatalogOptions options, LongSupplier nanoTime) {
        this.gateway = gateway;
        this.self = self;
        this.listings = new KeptListings(
                options, (who, backend) -> ListingRequest.send(gateway.get(), who, backend, options), nanoTime);
    }

    /**
     * Makes the tools of a gateway.
     *
     * @param gateway asked at each call, as the gateway is made after its backends
     * @param self the backend that will have these tools, which is not searched in
     * @param options bounds
     * @return the tools
     */
    public static CatalogTools over(Supplier<McpGateway> gateway, String self, CatalogOptions options) {
        return over(gateway, self, options, System::nanoTime);
    }

    static CatalogTools over(Supplier<McpGateway> gateway, String self, CatalogOptions options, LongSupplier nanoTime) {
        return new CatalogTools(gateway, self, options, nanoTime);
    }

    /** Forgets all lists that are kept. */
    public void reload() {
        listings.clear();
    }

    /**
     * {@code catalog_search} and {@code catalog_doc}.
     *
     * @return for a server in this process
     */
    public List<Tool> tools() {
        return List.of(search(), doc());
    }

    private Tool search() {
        return Tool.named("catalog_search")
                .title("Search the catalogue")
                .description(
                        "Finds tools, prompts and resources of all servers behind this gateway by words. The best come first;"
                                + " without a query all are listed. Call catalog_doc to learn how to use one.")
                .optionalInput(
                        "query",
                        Schema.string("words to look for in names, titles, descriptions and names of arguments")
                                .with("maxLength", Search.LONGEST_QUERY))
                .optionalInput("kind", kinds("only these"))
                .optionalInput("backend", Schema.string("only those of this server"))
                .optionalInput(
                        "limit",
                        Schema.integer("how many at once, 1 to " + Search.MOST).withDefault(Search.LIMIT))
                .optionalInput("cursor", Schema.string("nextCursor of the page before"))
                .annotations(ToolAnnotations.lookingOnly())
                .asyncHandler(this::search);
    }

    private CompletionStage<ToolResult> search(Arguments arguments, CallContext context) {
        Search search = Search.of(arguments);
        Map<String, CompletableFuture<Listing>> asked = new LinkedHashMap<>();
        Principal principal = context.client().principal();
        for (String backend : gateway.get().backends()) {
            if (!backend.equals(self) && search.wants(backend)) {
                asked.put(backend, listings.of(principal, backend));
            }
        }
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<String, Listing> answers = new LinkedHashMap<>();
                    asked.forEach((backend, listing) -> answers.put(backend, listing.join()));
                    return ToolResult.structured(search.in(answers));
                });
    }

    private Tool doc() {
        return Tool.named("catalog_doc")
                .title("Read the catalogue")
                .description(
                        "Tells all that a server says of one of its tools, prompts or resources: what it is, and which arguments"
                                + " it takes")
                .input("kind", kinds("what it is"))
                .input("backend", Schema.string("whose it is, as catalog_search told"))
                .input("name", Schema.string("its name; the URI of a resource if several are named alike"))
                .annotations(ToolAnnotations.lookingOnly())
                .asyncHandler(this::doc);
    }

    private static Schema kinds(String description) {
        return Schema.choice(description, Kind.words().toArray(String[]::new));
    }

    private CompletionStage<ToolResult> doc(Arguments arguments, CallContext context) {
        String kind = Search.known(arguments.string("kind"));
        String backend = arguments.string("backend");
        String name = arguments.string("name");
        // A backend that does not exist is one in which nothing is found: who may see nothing of one learns no more.
        if (backend.equals(self) || !gateway.get().backends().contains(backend)) {
            throw notFound(kind, backend, name);
        }
        return listings.of(context.client().principal(), backend).thenApply(listing -> {
            if (!listing.available()) {
                throw new ToolError("server '" + backend + "' does not answer now; call again later");
            }
            return told(one(listing, kind, name).orElseThrow(() -> notFound(kind, backend, name)));
        });
    }

    /** The one that is meant; a URI says more than a name. */
    private static Optional<Entity> one(Listing listing, String kind, String name) {
        List<Entity> named = listing.entities().stream()
                .filter(entity -> entity.kind().word().equals(kind) && entity.isNamed(name))
                .toList();
        Optional<Entity> exact =
                named.stream().filter(entity -> entity.uri().equals(name)).findFirst();
        List<String> uris = named.stream().map(Entity::uri).distinct().toList();
        if (exact.isEmpty() && uris.size() > 1) {
            throw new ToolError("several are called '" + name + "'; name one by its URI: "
                    + String.join(", ", uris.subList(0, Math.min(uris.size(), 10))));
        }
        return exact.or(() -> named.stream().findFirst());
    }

    private static ToolError notFound(String kind, String backend, String name) {
        return new ToolError("there is no " + kind + " '" + name + "' of a server '" + backend
                + "' for you; catalog_search tells what there is");
    }

    private static ToolResult told(Entity entity) {
        JsonWriter structured = JsonWriter.object()
                .put("kind", entity.kind().word())
                .put("backend", entity.backend())
                .put("definition", entity.definition());
        String text = DocText.of(entity) + "\n\nAs the server defines it:\n\n" + entity.definition();
        return new ToolResult(List.of(Content.text(text)), structured.toSlice(), false, null);
    }
}

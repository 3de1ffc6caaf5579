package dev.vivace.server.http;

import dev.vivace.ingest.receive.Arrivals;
import dev.vivace.ingest.receive.Directions;
import dev.vivace.server.http.Route.Kind;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// All that stands on the API port beside questions about spans: pages, probes, and what operators tell the server.
record ServerRoutes(
        HttpSettings settings,
        Arrivals arrivals,
        Readiness readiness,
        PrometheusRegistry registry,
        ServerFacts facts,
        Directions directions,
        TenantControls tenants,
        InstantSource clock) {

    /// Together with the questions.
    Routes with(QueryEndpoints endpoints) {
        List<Route> routes = new ArrayList<>(endpoints.routes());
        AtomicReference<List<Route>> all = new AtomicReference<>(List.of());
        routes.addAll(controls());
        routes.addAll(probes());
        routes.addAll(rings());
        routes.addAll(pages(all));
        if (tenants.userOverrides() != null) {
            routes.add(new Route("/api/overrides", Kind.DOCUMENT, _ -> Reply.empty(405)));
        }
        all.set(List.copyOf(routes));
        return new Routes(routes, directions);
    }

    private List<Route> controls() {
        return List.of(
                new Route("/flush", Kind.CONTROL, _ -> {
                    facts.controls().flush();
                    return Reply.empty(204);
                }),
                new Route("/shutdown", Kind.CONTROL, _ -> {
                    facts.controls().shutdown();
                    return Reply.text(200, "shutdown job acknowledged\n");
                }));
    }

    private List<Route> probes() {
        return List.of(
                new Route("/api/echo", Kind.PROBE_API, _ -> Reply.text(200, "echo\n")),
                new Route(
                        "/api/status/buildinfo",
                        Kind.PAGE_API,
                        _ -> Reply.json(facts.build().json())),
                new Route("/ready", Kind.PROBE, _ -> readiness.reply()));
    }

    /// The pages of rings this process stands for alone, by their names in 2.x and 3.x.
    private List<Route> rings() {
        RingPages rings = new RingPages(directions, facts.started(), clock);
        List<Route> routes = new ArrayList<>();
        for (String name : List.of("live-store", "distributor", "backend-worker", "ingester", "compactor")) {
            routes.add(new Route("/" + name + "/ring", Kind.PAGE, request -> rings.members(name, request)));
        }
        routes.add(new Route("/partition-ring", Kind.PAGE, rings::partitions));
        routes.add(new Route("/partition/ring", Kind.PAGE, rings::partitions));
        routes.add(
                new Route("/memberlist", Kind.PAGE, _ -> Reply.text(200, "This instance doesn't use memberlist.\n")));
        return routes;
    }

    private List<Route> pages(AtomicReference<List<Route>> all) {
        OverridesPages overrides = new OverridesPages(tenants, clock);
        RefusalsPage refusals = new RefusalsPage(arrivals);
        StartPage startPage = new StartPage(
                directions,
                arrivals,
                readiness,
                settings.apiPrefix(),
                settings.receive().multitenancy(),
                clock);
        StatusPages status = new StatusPages(facts, readiness, refusals, all::get);
        return List.of(
                new Route("/api/traces", Kind.PROBE_API, startPage::guidance),
                new Route("/api/traces/", Kind.PROBE_API, startPage::guidance),
                new Route(
                        "/metrics",
                        Kind.PAGE,
                        settings.serving().metrics() ? new MetricsPage(registry) : ServerRoutes::noMetrics),
                new Route("/status", Kind.PAGE, status),
                new Route("/status/arrivals", Kind.PAGE, new ArrivalsPage(arrivals)),
                new Route("/status/refusals", Kind.PAGE, refusals),
                new Route("/status/overrides", Kind.PAGE, overrides::tenants),
                new Route("/status/overrides/{tenant}", Kind.PAGE, overrides::tenant),
                new Route("/status/runtime_config", Kind.PAGE, overrides::runtimeConfig),
                new Route("/status/usage-stats", Kind.PAGE_API, _ -> Reply.text(200, "usage-stats is not enabled\n")),
                new Route("/status/{section}", Kind.PAGE, status),
                new Route("/", Kind.PAGE, startPage));
    }

    private static Reply noMetrics(ApiRequest request) {
        return Reply.text(404, "404 page not found\nserver.register_instrumentation is false\n");
    }
}

import Synchronization
import Testing

@testable import PrometheusMetrics

/// `operations.md` 17: the text format 0.0.4.
@Suite("Metrics as text")
struct PrometheusMetricsTests {
    private struct Request: MetricLabels {
        static let names = ["method", "route"]
        let method: String
        let route: String
        var values: [String] { [method, route] }
    }

    private let registry = MetricRegistry()

    @Test("A counter: help, type, a line for each series in the order of labels")
    func counter() async {
        let counter = registry.counter("things_total", "Things.", Request.self)
        counter.add(Request(method: "POST", route: "/b/{id}/"), 2)
        counter.add(Request(method: "GET", route: "/a/"))
        counter.add(Request(method: "GET", route: "/a/"))

        #expect(
            await registry.text() == """
                # HELP things_total Things.
                # TYPE things_total counter
                things_total{method="GET",route="/a/"} 2
                things_total{method="POST",route="/b/{id}/"} 2

                """)
    }

    @Test("A histogram: buckets add up, the last is all, a bound belongs to its bucket; sum in seconds")
    func histogram() async {
        let histogram = registry.histogram("wait_seconds", "Waiting.", NoLabels.self, bounds: [0.1, 1])
        for duration in [Duration.milliseconds(50), .milliseconds(100), .milliseconds(500), .seconds(3)] {
            histogram.record(NoLabels(), duration)
        }

        #expect(
            await registry.text() == """
                # HELP wait_seconds Waiting.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.1"} 2
                wait_seconds_bucket{le="1"} 3
                wait_seconds_bucket{le="+Inf"} 4
                wait_seconds_sum 3.65
                wait_seconds_count 4

                """)
    }

    @Test("A histogram with labels: `le` comes after them")
    func labelledHistogram() async {
        let histogram = registry.histogram("wait_seconds", "Waiting.", Request.self, bounds: [1])
        histogram.record(Request(method: "GET", route: "/"), seconds: 2)

        let text = await registry.text()
        #expect(text.contains("wait_seconds_bucket{method=\"GET\",route=\"/\",le=\"1\"} 0\n"))
        #expect(text.contains("wait_seconds_bucket{method=\"GET\",route=\"/\",le=\"+Inf\"} 1\n"))
        #expect(text.contains("wait_seconds_count{method=\"GET\",route=\"/\"} 1\n"))
    }

    @Test("Backslashes, quotation marks and line ends are escaped: a value stays in its line")
    func escapes() async {
        let counter = registry.counter("x_total", "One\\two\nthree \"four\".", Request.self)
        counter.add(Request(method: "a\"b\\c\nd", route: "é"))

        #expect(
            await registry.text() == """
                # HELP x_total One\\\\two\\nthree "four".
                # TYPE x_total counter
                x_total{method="a\\"b\\\\c\\nd",route="é"} 1

                """)
    }

    @Test(
        "Numbers in the format's own words",
        arguments: [
            (1.0, "1"), (0.25, "0.25"), (-3, "-3"), (Double.infinity, "+Inf"), (-Double.infinity, "-Inf"),
            (Double.nan, "NaN"),
        ])
    func numbers(value: Double, text: String) { #expect(ExpositionText.number(value) == text) }

    @Test("Gauges rise and fall; those that are read are read at the moment, and give nothing when they cannot")
    func gauges() async {
        let level = Mutex<Double?>(7)
        let gauge = registry.gauge("open", "Open.")
        registry.gauge("depth", "Depth.", labels: ["state"]) {
            level.withLock { $0 }.map { [GaugeReading(["visible"], $0)] } ?? []
        }
        gauge.rise()
        gauge.rise()
        gauge.fall()

        #expect(await registry.text().contains("open 1\n"))
        #expect(await registry.text().contains("depth{state=\"visible\"} 7\n"))
        level.withLock { $0 = nil }
        #expect(await registry.text().hasSuffix("# HELP depth Depth.\n# TYPE depth gauge\n"))
    }

    @Test("Nothing is lost when many count at once")
    func many() async {
        let counter = registry.counter("x_total", "X.", NoLabels.self)
        let histogram = registry.histogram("y_seconds", "Y.", NoLabels.self, bounds: [1])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        counter.add(NoLabels())
                        histogram.record(NoLabels(), .seconds(2))
                    }
                }
            }
        }

        #expect(counter.value(NoLabels()) == 8_000)
        #expect(histogram.count(NoLabels()) == 8_000)
    }
}

import Foundation

/// Where traces go and which there are, by OpenTelemetry's variables (`operations.md` 17).
struct TracingSettings: Sendable {
    /// Of the collector, without `/v1/traces`.
    let endpoint: String
    /// Nil: the program's own name.
    let serviceName: String?
    let attributes: [(name: String, value: String)]
    /// One of OpenTelemetry's names, such as `parentbased_traceidratio`.
    let sampler: String
    /// From 0 to 1, for the samplers that take a share.
    let share: Double
}

extension TracingSettings {
    /// Nil without a collector, and where tracing is switched off.
    init?(_ outcome: ConfigurationReader.Outcome) {
        guard let endpoint = outcome.text("OTEL_EXPORTER_OTLP_ENDPOINT"), !outcome.flag("OTEL_SDK_DISABLED") else {
            return nil
        }
        self.endpoint = endpoint
        serviceName = outcome.text("OTEL_SERVICE_NAME")
        attributes = outcome.list("OTEL_RESOURCE_ATTRIBUTES").compactMap { item in
            guard let equals = item.firstIndex(of: "=") else { return nil }
            let (name, value) = (item[..<equals], String(item[item.index(after: equals)...]))
            return (name.trimmingCharacters(in: .whitespaces), value.removingPercentEncoding ?? value)
        }
        sampler = outcome.text("OTEL_TRACES_SAMPLER") ?? ""
        share = outcome.number("OTEL_TRACES_SAMPLER_ARG") ?? 1
    }
}

import Domain
import Foundation

/// What `/health/1/` says: the health checks summed up, in the form of the later original (`operations.md` 12.1). Everybody may
/// ask; what each part answered is told with the token only.
struct HealthSummary {
    /// Without these nothing can be served: one of them away is `DOWN`, any other is `DEGRADED`.
    private static let critical: Set<String> = ["database", "maintenance"]

    private let report: [(name: String, verdict: HealthVerdict)]
    private let moment: Instant
    private let isTrusted: Bool

    init(_ report: [(name: String, verdict: HealthVerdict)], at moment: Instant, isTrusted: Bool) {
        self.report = report
        self.moment = moment
        self.isTrusted = isTrusted
    }

    private var unavailable: [String] { report.filter { $0.verdict != .ok }.map(\.name) }

    /// Whether a part is away without which nothing works.
    var isDown: Bool { unavailable.contains(where: Self.critical.contains) }

    private var status: String {
        if report.isEmpty { return "NOT_CONFIGURED" }
        if isDown { return "DOWN" }
        return unavailable.isEmpty ? "OK" : "DEGRADED"
    }

    /// The document. `requestUrl` is the path: no address is ever built from the host of a probe.
    var json: String {
        var members = [
            ("serviceName", SmallJSON.quoted("PanelApp")), ("requestUrl", SmallJSON.quoted("/health/1/")),
            ("datetime", SmallJSON.quoted(moment.iso(in: .gmt))), ("status", SmallJSON.quoted(status)),
            ("components", SmallJSON.array(report.map(\.name))),
            ("unavailableComponents", SmallJSON.array(unavailable)),
        ]
        if isTrusted {
            let verdicts = report.map { "\(SmallJSON.quoted($0.name)):\(SmallJSON.quoted($0.verdict.rawValue))" }
            members.append(("dependencies", "{\(verdicts.joined(separator: ","))}"))
        }
        return "{\(members.map { "\"\($0)\":\($1)" }.joined(separator: ","))}"
    }
}

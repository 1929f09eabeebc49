import Domain
import HTTPTypes

/// The routes of `api.md 7.1` that this server has.
enum Route: Hashable, Sendable {
    case index
    case panels
    case panel(String)
    case versions(String)
    case allVersions(String)
    case activities(String)
    case entities(String, EntityKind)
    case evaluations(String, EntityKind, String)
    case signedOff
    case signedOffPanel(String)
    case literature(LiteratureAnswers.Step)

    /// Name that OPTIONS gives (`api.md 1.5`).
    var name: String {
        switch self {
        case .index: "Api Root"
        case .panels: "Panels List"
        case .panel: "Panels Instance"
        case .versions: "Versions"
        case .allVersions: "All Versions"
        case .activities: "Activities"
        case .evaluations(_, .gene, _): "Gene Evaluations List"
        case .evaluations(_, .str, _): "Str Evaluations List"
        case .evaluations(_, .region, _): "Region Evaluations List"
        case .entities(_, .gene): "Gene List"
        case .entities(_, .str): "Str List"
        case .entities(_, .region): "Region List"
        case .signedOff: "Signed Off Panel List"
        case .signedOffPanel: "Signed Off Panel Instance"
        case .literature(.assign): "Assign"
        case .literature(.skip): "Skip"
        }
    }

    /// What the route is for, in our words.
    var summary: String {
        switch self {
        case .index: "Addresses of the lists of this API."
        case .panels: "Panels by name. Filters: type, name, retired."
        case .panel: "One panel with its entities, current or of a version."
        case .versions: "The current version of a panel."
        case .allVersions: "Every version of a panel, newest first."
        case .entities: "Entities of one panel. Filters: entity_name, confidence_level, tags, version."
        case .activities: "What happened on a panel, newest first."
        case .evaluations: "Reviews of one entity in a panel, newest first. Switch: include_comments."
        case .signedOff: "Signed-off versions. Filters: panel_id, display."
        case .signedOffPanel: "The signed-off version of one panel."
        case .literature(.assign): "Hands a gene of a literature report to a curator."
        case .literature(.skip): "Skips a gene of a literature report, with a reason."
        }
    }

    /// The methods that the route takes (`api.md 2`).
    var methods: [HTTPRequest.Method] {
        if case .literature = self { [.post, .options] } else { [.get, .head, .options] }
    }

    /// The index and the signed-off list say 405 to strangers, the others 403 (`api.md 2`).
    var tellsStrangersTheMethod: Bool {
        switch self {
        case .index, .signedOff, .signedOffPanel: true
        default: false
        }
    }
}

/// What an address under `/api/v1/` leads to.
enum RouteMatch: Hashable, Sendable {
    /// `suffix` is the format suffix, such as `json`, if there is one.
    case route(Route, suffix: String?)
    /// The same address with a slash at the end is a route.
    case slashMissing
    case none

    /// The format suffix of the address.
    var suffix: String? {
        if case .route(_, let suffix) = self { suffix } else { nil }
    }

    init(_ path: APIPath) {
        if path.endsWithSlash {
            self = Self.slashed(path.segments)
        } else if let match = Self.suffixed(path.segments) {
            self = match
        } else if case .route = Self.slashed(path.segments) {
            self = .slashMissing
        } else {
            self = .none
        }
    }

    private static func slashed(_ segments: [String]) -> RouteMatch {
        // `genes.json/` means the list, but `panels/1.json/` means a panel of that name (`api.md 1.3`), and other names
        // may hold a dot.
        if let last = segments.last, let (base, suffix) = split(last), suffix == "json" || suffix == "api",
            let route = suffixable(segments.dropLast(), base)
        {
            if case .panel = route {} else { return .route(route, suffix: suffix) }
        }
        return route(segments).map { .route($0, suffix: nil) } ?? .none
    }

    /// Reads a format suffix from an address without a slash at the end.
    private static func suffixed(_ segments: [String]) -> RouteMatch? {
        guard let last = segments.last, let (base, suffix) = split(last) else { return nil }
        return suffixable(segments.dropLast(), base).map { .route($0, suffix: suffix) }
    }

    /// The route of an address without its suffix, if that route takes one.
    private static func suffixable(_ parents: ArraySlice<String>, _ base: String) -> Route? {
        if parents.isEmpty, base.isEmpty { return .index }
        return switch route(parents + [base]) {
        case .entities, .evaluations, .literature, nil: nil
        case let route: route
        }
    }

    /// Cuts `.json` off; nil without a suffix.
    private static func split(_ segment: String) -> (base: String, suffix: String)? {
        guard let dot = segment.lastIndex(of: ".") else { return nil }
        let suffix = segment[segment.index(after: dot)...]
        guard !suffix.isEmpty, suffix.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) })
        else {
            return nil
        }
        return (String(segment[..<dot]), String(suffix))
    }

    private static func route(_ segments: [String]) -> Route? {
        if segments.isEmpty { return .index }
        if segments == ["literature-assignments", "assign"] { return .literature(.assign) }
        if segments == ["literature-assignments", "skip"] { return .literature(.skip) }
        guard segments[0] == "panels", segments.allSatisfy({ !$0.isEmpty }) else { return nil }
        switch segments.count {
        case 1: return .panels
        case 2: return segments[1] == "signedoff" ? .signedOff : .panel(segments[1])
        case 3 where segments[1] == "signedoff": return .signedOffPanel(segments[2])
        case 3 where segments[2] == "versions": return .versions(segments[1])
        case 3 where segments[2] == "activities": return .activities(segments[1])
        case 3: return kind(segments[2]).map { .entities(segments[1], $0) }
        case 4 where segments[2] == "versions" && segments[3] == "all": return .allVersions(segments[1])
        case 5 where segments[4] == "evaluations":
            return kind(segments[2]).map { .evaluations(segments[1], $0, segments[3]) }
        default: return nil
        }
    }

    private static func kind(_ plural: String) -> EntityKind? { EntityKind.allCases.first { $0.plural == plural } }
}

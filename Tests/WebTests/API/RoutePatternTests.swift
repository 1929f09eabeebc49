import Domain
import Testing

@testable import API

@Suite("operations.md 11.4, 17: patterns of the API's routes")
struct RoutePatternTests {
    private static let plain: [Route] = [
        .index, .panels, .panel("p"), .versions("p"), .allVersions("p"), .activities("p"), .signedOff,
        .signedOffPanel("p"), .literature(.assign), .literature(.skip),
    ]

    private static var routes: [Route] {
        var routes = plain
        for kind in EntityKind.allCases { routes += [.entities("p", kind), .evaluations("p", kind, "n")] }
        return routes
    }

    @Test("Each is the address of its route, with names in place of what differs", arguments: routes)
    func matches(route: Route) throws {
        let address = route.pattern.replacing("{panel}", with: "p").replacing("{name}", with: "n")
        let path = try #require(APIPath(address.dropFirst("/api/v1/".count)))
        #expect(RouteMatch(path) == .route(route, suffix: nil))
    }
}

import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// What the API reads beside panels.
public struct APIRepositories: Sendable {
    public var genes: any GeneRepo
    public var people: any PeopleReader
    public var reviews: any ReviewReader
    public var activities: any ActivityReader

    public init(
        genes: any GeneRepo, people: any PeopleReader, reviews: any ReviewReader, activities: any ActivityReader
    ) {
        self.genes = genes
        self.people = people
        self.reviews = reviews
        self.activities = activities
    }
}

/// `/api/v1/`: the addresses that programs read (`api.md`).
///
/// Paths are matched here rather than by the router, because slashes, format suffixes and encoded characters follow
/// rules of their own (`api.md 1.2`, 1.3, 6.1); the router only sends everything below `/api` this way.
public struct APIRoutes: Sendable {
    let panels: PanelAnswers
    let lists: ListAnswers
    let signedOff: SignedOffAnswers
    let evaluations: EvaluationAnswers
    let activities: ActivityAnswers
    let literature: LiteratureAnswers
    let authentication: TokenAuthentication

    /// `tag` goes into every entity tag: it must change when a new build writes answers differently.
    public init(
        queries: PanelQueries, repositories: APIRepositories, literature: WorkThroughLiterature, gzip: GzipEncoder,
        tag: String, budget: Int = 96 << 20
    ) {
        let genes = repositories.genes
        let zone = queries.zone.identifier
        panels = PanelAnswers(
            queries: queries, genes: genes, gzip: gzip, tag: "\(tag)-\(zone)", kept: BoundedCache(budget: budget))
        lists = ListAnswers(queries: queries, genes: genes)
        signedOff = SignedOffAnswers(queries: queries)
        evaluations = EvaluationAnswers(queries: queries, genes: genes, reviews: repositories.reviews)
        activities = ActivityAnswers(queries: queries, activities: repositories.activities)
        self.literature = LiteratureAnswers(work: literature)
        authentication = TokenAuthentication(people: repositories.people)
    }

    public func add(to router: Router<AppRequestContext>) {
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
        for path in ["/api", "/api/**"] as [RouterPath] {
            for method in methods {
                router.on(path, method: method) { request, context in try await answer(request, context) }
            }
        }
    }

    /// The answer; problems that a browser runs into point to the documentation, too (decision 11).
    func answer(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let match = match(request.uri.path)
        if case .slashMissing = match, let redirect = SlashRedirectMiddleware.redirect(for: request) { return redirect }
        let query = QueryString(request.uri.query)
        let format = match.suffix ?? query.nonEmpty("format")
        do {
            guard case .route(let route, let suffix) = match else { throw HTTPProblem.notFound }
            context.coreContext.endpointPath.value = route.pattern
            let negotiation = try negotiate(request, format: format)
            return try await answer(
                request, context, route: route, suffix: suffix, query: query, negotiation: negotiation)
        } catch var problem as HTTPProblem {
            let negotiation = try? negotiate(request, format: format)
            if negotiation?.wantsPage ?? false { problem.headers[HeaderName.link] = APIRequest.documentation }
            throw problem
        }
    }

    private func match(_ path: String) -> RouteMatch {
        let base = "/api/v1"
        if path == base { return .slashMissing }
        guard path.hasPrefix(base + "/"), let path = APIPath(path.dropFirst(base.count + 1)) else { return .none }
        return RouteMatch(path)
    }

    /// The checks in the order of `api.md 4.2` after routing and negotiation, then the answer.
    private func answer(
        _ request: Request, _ context: AppRequestContext, route: Route, suffix: String?, query: QueryString,
        negotiation: Negotiation
    ) async throws -> Response {
        let viewer = try await viewer(request, context)
        try checkMethod(request.method, viewer, route)
        let asked = APIRequest(
            request: request, query: query, negotiation: negotiation, viewer: viewer,
            origin: context.origin(of: request), path: request.uri.path, methods: route.methods)
        if request.method == .options { return options(route, asked) }
        return try await dispatch(route, asked, suffix: suffix)
    }

    private func dispatch(_ route: Route, _ asked: APIRequest, suffix: String?) async throws -> Response {
        switch route {
        case .index: index(asked, suffix: suffix)
        case .panels: try await lists.panels(asked)
        case .panel(let key): try await panels.detail(key, asked)
        case .versions(let key): try await lists.currentVersion(key, asked)
        case .allVersions(let key): try await lists.allVersions(key, asked)
        case .activities(let key): try await activities.list(key, asked)
        case .entities(let key, let kind): try await panels.entities(key, kind, asked)
        case .evaluations(let key, let kind, let name): try await evaluations.list(key, kind, name, asked)
        case .signedOff: try await signedOff.list(asked)
        case .signedOffPanel(let key): try await signedOff.detail(key, asked)
        case .literature(let step): try await literature.answer(step, asked)
        }
    }

    /// A forced format makes `Accept` a matter of layout only: it cannot be refused any more. An unknown one is 404
    /// (`api.md 1.3`), and as for a refused `Accept` the answer varies by that header alone (1.6).
    private func negotiate(_ request: Request, format: String?) throws -> Negotiation {
        if let format {
            guard format == "json" || format == "api" else {
                var problem = HTTPProblem.notFound
                problem.headers[.vary] = "Accept"
                throw problem
            }
            let asked = try? Negotiation(accept: request.headers[.accept])
            var negotiation = try asked ?? Negotiation(accept: nil)
            negotiation.wantsPage = format == "api"
            return negotiation
        }
        return try Negotiation(accept: request.headers[.accept])
    }

    private func viewer(_ request: Request, _ context: AppRequestContext) async throws -> Viewer {
        guard let header = request.headers[.authorization] else { return context.viewer }
        let viewer = try await authentication.viewer(authorization: header)
        context.notes.userID = viewer.personID?.rawValue
        return viewer == .anonymous ? context.viewer : viewer
    }

    private func checkMethod(_ method: HTTPRequest.Method, _ viewer: Viewer, _ route: Route) throws {
        if case .literature = route {
            if viewer == .anonymous { throw HTTPProblem.notAuthenticated }
            guard Policy.may(.workThroughLiterature, on: nil, viewer) else { throw HTTPProblem.notAllowed }
        }
        if route.methods.contains(method) { return }
        if viewer == .anonymous, !route.tellsStrangersTheMethod { throw HTTPProblem.notAuthenticated }
        throw HTTPProblem.methodNotAllowed(method, allow: route.methods)
    }

    /// `api.md 1.5`.
    private func options(_ route: Route, _ asked: APIRequest) -> Response {
        var json = JSONWriter(capacity: 300)
        json.beginObject()
        json.key("name")
        json.string(route.name)
        json.key("description")
        json.string(route.summary)
        json.key("renders")
        json.strings(["application/json", "text/html"])
        json.key("parses")
        json.strings(["application/json", "application/x-www-form-urlencoded", "multipart/form-data"])
        json.endObject()
        return asked.answer(json.bytes)
    }

    /// `api.md 7.2`: the lists of this API, in the order that clients know.
    private func index(_ asked: APIRequest, suffix: String?) -> Response {
        var json = JSONWriter(capacity: 400)
        json.beginObject()
        for list in ["panels/signedoff", "panels", "activities", "genes", "strs", "regions", "entities"] {
            json.key(list)
            json.string("\(asked.origin)/api/v1/\(list)" + (suffix.map { ".\($0)" } ?? "/"))
        }
        json.endObject()
        return asked.answer(json.bytes)
    }
}

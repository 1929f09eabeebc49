import Domain
import Foundation
import Hummingbird
import NIOCore
import Ports
import UseCases
import Web

/// The pages for people: HTML over the use cases.
///
/// The composition root gives the parts, takes `addRoutes` and `problemPage`, and serves `assetsFolder` as static files.
public struct SitePages: Sendable {
    let frame: Frame
    let queries: PanelQueries
    let reviews: any ReviewReader
    let genes: any GeneRepo
    let texts: any SiteReader
    let gzip: GzipEncoder
    /// Whole pages that many people ask for, by everything they depend on.
    let bodies: BoundedCache<String, CachedBody>
    /// Rendered tables, for pages that show only a part of one.
    let tables: BoundedCache<String, EntityTable>

    /// `budget` bounds the memory of kept pages and tables, in bytes.
    public init(
        site: PageSettings, assets: StaticAssets, queries: PanelQueries, reviews: any ReviewReader,
        genes: any GeneRepo, texts: any SiteReader, gzip: GzipEncoder, budget: Int = 48 << 20
    ) {
        frame = Frame(
            site: site, styleSheet: .asset(assets.url(for: "app.css")), script: .asset(assets.url(for: "app.js")),
            icon: .asset(assets.url(for: "icon.svg")))
        self.queries = queries
        self.reviews = reviews
        self.genes = genes
        self.texts = texts
        self.gzip = gzip
        bodies = BoundedCache(budget: budget / 2)
        tables = BoundedCache(budget: budget / 2)
    }

    /// The folder of the style sheet, the script and the icon.
    public static var assetsFolder: URL { Bundle.module.bundleURL.appending(path: "Assets") }

    /// Adds every page. Addresses without their final slash are sent to the one with it (`web.md 2.6`).
    public func addRoutes(to router: Router<AppRequestContext>) {
        let group = router.group().add(middleware: SlashRedirectMiddleware())
        let routes: [(RouterPath, @Sendable (Request, AppRequestContext) async throws -> Response)] = [
            ("/", home), ("/panels/", panelList), ("/panels/{id}/", panel), ("/panels/{id}/versions/", versions),
            ("/panels/{id}/{part}/", oldEntityAddress), ("/panels/{id}/{part}/{name}/", entity),
        ]
        for (path, handler) in routes {
            group.get(path) { request, context in try await handler(request, context) }
            group.rejectOtherMethods(at: path, allowing: [.get, .head])
        }
        // Browsers ask for it unbidden, on answers that are no page.
        router.get("/favicon.ico") { _, _ in self.redirect(self.frame.icon) }
    }

    /// Renders refusals and failures in the frame of the site.
    public var problemPage: ProblemPageRenderer {
        { [frame] problem, _, context in
            let view = ProblemView(frame: frame, problem: problem, requestID: context.requestID)
            return ByteBuffer(bytes: view.render().bytes)
        }
    }
}

extension SitePages {
    /// What a page depends on beside content: curators see what others do not.
    func audience(_ context: AppRequestContext) -> String { context.viewer.isCurator ? "c" : "p" }

    /// The answer with a page's bytes, and the bytes to keep. The tag is a digest of them, so that it changes exactly
    /// when the page does, whatever the reason.
    func body(_ html: HTML) -> CachedBody { CachedBody(html.bytes, tag: Digest.hex(html.bytes), gzip: gzip) }

    func answer(_ body: CachedBody, _ request: Request) -> Response {
        body.response(
            to: request, contentType: MediaType.html, headers: [.vary: "Cookie", .cacheControl: "private, no-cache"])
    }

    /// A page kept under `key`, or made by `make`.
    func kept(
        _ key: String, _ request: Request, make: () async throws -> HTML
    ) async throws -> Response {
        if let kept = bodies.value(for: key) { return answer(kept, request) }
        let body = body(try await make())
        // The gzip form comes on top, about a quarter of the plain one.
        bodies.store(body, for: key, cost: body.plain.readableBytes * 5 / 4)
        return answer(body, request)
    }

    func redirect(_ link: Link, permanently isPermanent: Bool = false) -> Response {
        Response(
            status: isPermanent ? .movedPermanently : .found,
            headers: [.location: link.text, .contentType: MediaType.html])
    }
}

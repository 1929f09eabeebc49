import Domain
import Foundation
import HTTPTypes
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
    let vocabulary: any VocabularyReader
    let gzip: GzipEncoder
    /// Whole pages that many people ask for, by everything they depend on.
    let bodies: BoundedCache<String, PageBody>
    /// Rendered tables, for pages that show only a part of one.
    let tables: BoundedCache<String, EntityTable>

    /// `budget` bounds the memory of kept pages and tables, in bytes.
    public init(
        site: PageSettings, assets: StaticAssets, queries: PanelQueries, reviews: any ReviewReader,
        genes: any GeneRepo, texts: any SiteReader, vocabulary: any VocabularyReader, gzip: GzipEncoder,
        budget: Int = 48 << 20
    ) {
        frame = Frame(
            site: site, styleSheet: .asset(assets.url(for: "app.css")), script: .asset(assets.url(for: "app.js")),
            formScript: .asset(assets.url(for: "forms.js")), icon: .asset(assets.url(for: "icon.svg")))
        self.queries = queries
        self.reviews = reviews
        self.genes = genes
        self.texts = texts
        self.vocabulary = vocabulary
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
        { [frame] problem, request, context in
            if let form = problem.form, let action = Link.local(request.uri.path),
                let kept = KeptForm(form, to: action)
            {
                let view = KeptFormView(
                    frame: frame, heading: "Not sent yet",
                    lead:
                        "You signed in anew after this form was opened, so nothing was changed. Your words are still here.",
                    form: kept)
                return ByteBuffer(bytes: view.render().filled(request, context).bytes)
            }
            let view = ProblemView(frame: frame, problem: problem, requestID: context.requestID)
            return ByteBuffer(bytes: view.render().filled(request, context).bytes)
        }
    }
}

extension SitePages {
    /// What a page depends on beside content: what one may see and do goes by the role.
    func audience(_ context: AppRequestContext) -> String {
        switch context.viewer.role {
        case .curator: "c"
        case .reviewer: "r"
        case .external, nil: "p"
        }
    }

    /// The answer with a page that is made for this request alone.
    func answer(
        _ html: HTML, _ request: Request, _ context: AppRequestContext, status: HTTPResponse.Status = .ok
    ) -> Response {
        // The way back from signing in leads to exactly this address, the query included.
        PageBody(html.leading(back: request.ownAddress), gzip: gzip).answer(request, context, status: status)
    }

    /// A page kept under `key`, or made by `make`.
    func kept(
        _ key: String, _ request: Request, _ context: AppRequestContext, make: () async throws -> HTML
    ) async throws -> Response {
        if let kept = bodies.value(for: key) { return kept.answer(request, context) }
        let body = PageBody(try await make(), gzip: gzip)
        bodies.store(body, for: key, cost: body.cost)
        return body.answer(request, context)
    }

    func redirect(_ link: Link, permanently isPermanent: Bool = false) -> Response {
        Response(
            status: isPermanent ? .movedPermanently : .found,
            headers: [.location: link.text, .contentType: MediaType.html])
    }
}

import Domain
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// Copies the reviews of all genes that two panels have in common (`web.md` 11.4).
extension CurationPages {
    @Sendable func showReviewCopy(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        return try await reviewCopy(context.shown(), .ok, request, context)
    }

    @Sendable func copyReviews(
        _ form: FormBody, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let source = try await ordinaryPanel(for: .copy, request, context).id
        let target = try await ordinaryPanel(for: .copy, request, context, part: "other").id
        do {
            try form.checkReadable()
            // The form says which panels it was made for.
            for (field, id) in [("panel_1", source), ("panel_2", target)] {
                guard let text = form[field], text != "\(id)" else { continue }
                throw Refusal.invalid([FieldProblem(field, "This form is about another panel than its address.")])
            }
            let answer = try await copying.carryOut(.reviews(from: source, to: target), by: context.viewer)
            let place = Link.comparison(source, target)
            switch answer {
            case .done(let result): return done(place, "\(Words.count(result.reviews, "review")) copied.", context)
            case .inBackground:
                let words =
                    "These panels have so many genes that their reviews are copied in the background. A mail will tell you how it ended."
                return begun(place, words, context)
            }
        } catch let refusal as Refusal {
            guard case .invalid(let problems) = refusal else { throw problem(refusal) }
            return try await reviewCopy(FormState(form, problems: problems), .unprocessableContent, request, context)
        }
    }

    private func reviewCopy(
        _ state: FormState, _ status: HTTPResponse.Status, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let giver = try await side("id", request, context)
        let taker = try await side("other", request, context)
        let genes = giver.genes.keys.filter { taker.genes[$0] != nil }.sorted { NameOrder.precedes($0, $1) }
        let lines = genes.map { gene -> ReviewCopyView.Line in
            let (here, there) = (giver.genes[gene] ?? [], taker.genes[gene] ?? [])
            return ReviewCopyView.Line(
                gene: gene, copied: here.filter { !there.contains($0) }.map(giver.name), present: there.map(taker.name))
        }
        let view = ReviewCopyView(
            frame: site.frame, source: giver.panel, target: taker.panel, lines: lines,
            state: state)
        return site.answer(view.render(), request, context, status: status)
    }

    /// One of the two panels: its genes with who reviewed them, newest first.
    private struct Side {
        var panel: Panel
        var genes: [String: [PersonID]]
        var people: [PersonID: PersonSummary]

        func name(_ id: PersonID) -> String { people[id]?.fullName ?? "Former member" }
    }

    private func side(_ part: String, _ request: Request, _ context: AppRequestContext) async throws -> Side {
        _ = try await ordinaryPanel(for: .copy, request, context, part: part)
        let content = try await site.queries.content(try await panel(context, part: part))
        let authors = try await site.reviews.authors(on: content.panel.id)
        let people = try await site.reviews.reviewers(of: content.panel.id)
        return Side(
            panel: content.panel,
            genes: Dictionary(
                content.rows.filter { $0.kind == .gene }.map { ($0.name, authors[$0.id] ?? []) },
                uniquingKeysWith: { first, _ in first }),
            people: Dictionary(people.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }))
    }
}

/// Writes the page.
struct ReviewCopyView {
    struct Line {
        var gene: String
        /// Whose reviews are copied, and who reviewed it on the target already.
        var copied: [String]
        var present: [String]
    }

    let frame: Frame
    let source: Panel
    let target: Panel
    let lines: [Line]
    let state: FormState

    func render() -> HTML {
        let (from, to) = (source.header.name, target.header.name)
        var page = Page(title: "Copy reviews", section: .panels)
        page.crumbs = [
            Page.Crumb("Panels", .panels), Page.Crumb("“\(from)” & “\(to)”", .comparison(source.id, target.id)),
            Page.Crumb("Copy reviews"),
        ]
        page.isIndexed = false
        return frame.page(page, capacity: lines.count * 256 + 16_384) { html in
            html.element("h1", text: "Copy reviews")
            html.element("p", .class("lede"), text: "From “\(from)” to “\(to)”")
            let count = lines.reduce(0) { $0 + $1.copied.count }
            html.element("p", text: lead(count))
            if count > 0 || !state.problems.isEmpty {
                FormView(
                    action: .reviewCopy(source.id, target.id), state: state, fields: [], submit: "Copy all reviews",
                    hidden: [.init("panel_1", "\(source.id)"), .init("panel_2", "\(target.id)")]
                ).write(to: &html)
            }
            if !lines.isEmpty { table(&html) }
        }
    }

    private func lead(_ count: Int) -> String {
        if lines.isEmpty { return "The panels have no gene in common." }
        let genes = Words.count(lines.count, "gene")
        if count == 0 { return "The panels have \(genes) in common, and nothing is left to copy." }
        return
            "The panels have \(genes) in common. \(Words.count(count, "review")) will be copied; who has reviewed a gene on “\(target.header.name)” is skipped there."
    }

    private func table(_ html: inout HTML) {
        html.element("table", .class("v")) { html in
            html.raw("<thead><tr><th scope=\"col\">Gene</th><th scope=\"col\">Reviews to be copied</th>")
            html.raw("<th scope=\"col\">Existing reviews</th><th scope=\"col\">Compare</th></tr></thead><tbody>")
            for line in lines {
                html.raw("<tr><th scope=\"row\">")
                html.link(.entity(.gene, line.gene, on: source.id), line.gene)
                html.raw("<td>")
                html.text(line.copied.joined(separator: ", "))
                html.raw("<td>")
                html.text(line.present.joined(separator: ", "))
                html.raw("<td>")
                html.element("a", .href(.comparison(source.id, target.id, of: .gene, line.gene))) { html in
                    html.raw("Compare<span class=\"vh\">")
                    html.text(" \(line.gene)")
                    html.raw("</span>")
                }
                html.raw("\n")
            }
            html.raw("</tbody>")
        }
    }
}

extension Link {
    static func reviewCopy(_ source: PanelID, _ target: PanelID) -> Link {
        .inside("/panels/copy/\(source)/\(target)")
    }
}

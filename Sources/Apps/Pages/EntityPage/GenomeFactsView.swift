import Domain

/// Gene, place and size of an entity, with links to other databases (`web.md 7.3`).
struct GenomeFactsView {
    /// Nil where only the gene is known.
    let entity: Entity?
    let gene: GeneFacts?

    func write(to html: inout HTML) {
        switch entity?.specifics {
        case .gene, nil: break
        case .str(let facts): write(facts, &html)
        case .region(let region): write(region, &html)
        }
        if let gene, !gene.symbol.isEmpty { write(gene, &html) }
    }

    private func row(_ name: StaticString, _ html: inout HTML, _ write: (inout HTML) -> Void) {
        html.element("dt") { html in html.raw(name) }
        html.element("dd", content: write)
    }

    private func write(_ gene: GeneFacts, _ html: inout HTML) {
        row("Gene", &html) { html in
            html.text(gene.name.map { "\(gene.symbol) (\($0))" } ?? gene.symbol)
            if !gene.aliases.isEmpty {
                html.element("small", text: "Also known as \(gene.aliases.joined(separator: ", "))")
            }
        }
        if gene.grch38 != nil || gene.grch37 != nil {
            row("Ensembl", &html) { html in
                ensembl(gene.grch38, "GRCh38", Link.ensembl38, &html)
                ensembl(gene.grch37, "GRCh37", Link.ensembl37, &html)
            }
        }
        row("Links", &html) { html in
            html.element("ul", .class("links")) { html in
                if let omim = gene.omim.first { link(Link.omim(omim), "OMIM: \(omim)", &html) }
                if let hgnc = gene.hgncID { link(Link.hgnc(hgnc), hgnc, &html) }
                link(Link.clinGen(gene.symbol), "ClinGen", &html)
                link(Link.decipher(gene.symbol), "DECIPHER", &html)
                link(Link.clinVar(gene.symbol), "ClinVar variants", &html)
            }
        }
    }

    private func link(_ link: Link?, _ text: String, _ html: inout HTML) {
        html.element("li") { html in html.foreignLink(link, text) }
    }

    private func ensembl(
        _ gene: GeneFacts.EnsemblGene?, _ assembly: String, _ address: (String) -> Link?, _ html: inout HTML
    ) {
        guard let gene, let id = gene.id else { return }
        html.element("div") { html in
            html.foreignLink(address(id), id)
            html.element("small") { html in
                html.text([assembly, gene.location].compactMap { $0 }.joined(separator: " "))
            }
        }
    }

    private func write(_ facts: ShortTandemRepeat, _ html: inout HTML) {
        row("Repeated sequence", &html) { html in html.element("code", text: facts.repeatedSequence) }
        row("Normal number of repeats", &html) { html in html.text("≤ \(facts.normalRepeats)") }
        row("Pathogenic number of repeats", &html) { html in html.text("≥ \(facts.pathogenicRepeats)") }
        place(facts.chromosome, facts.grch37, facts.grch38, &html)
    }

    private func write(_ region: GenomicRegion, _ html: inout HTML) {
        row("ISCA ID", &html) { html in html.element("code", text: entity?.name ?? "") }
        if let verbose = region.verboseName, !verbose.isEmpty {
            row("ISCA Region Name", &html) { html in html.text(verbose) }
        }
        place(region.chromosome, region.grch37, region.grch38, &html)
        score("Haploinsufficiency Score", region.haploinsufficiencyScore, &html)
        score("Triplosensitivity Score", region.triplosensitivityScore, &html)
        row("Required Overlap Percentage", &html) { html in html.text(Words.percent(region.requiredOverlapPercentage)) }
        let variants = VariantType(rawValue: region.typeOfVariants)?.title ?? region.typeOfVariants
        if !variants.isEmpty { row("Variant types", &html) { html in html.text(variants) } }
    }

    private func score(_ name: StaticString, _ stored: String?, _ html: inout HTML) {
        guard let stored, !stored.isEmpty else { return }
        row(name, &html) { html in html.text(DosageScore(rawValue: stored)?.meaning ?? stored) }
    }

    private func place(
        _ chromosome: String, _ grch37: Coordinates?, _ grch38: Coordinates?, _ html: inout HTML
    ) {
        if !chromosome.isEmpty { row("Chromosome", &html) { html in html.text(chromosome) } }
        if let grch37 { row("GRCh37 Position", &html) { html in position(grch37, &html) } }
        if let grch38 { row("GRCh38 Position", &html) { html in position(grch38, &html) } }
    }

    private func position(_ coordinates: Coordinates, _ html: inout HTML) {
        html.element("code", text: "\(coordinates.start)-\(coordinates.end)")
    }
}

/// A row as the commands of curators understand it.
extension PanelListRow {
    /// The entity that the row adds; nil, with the problems, where the row lacks what only a new one needs.
    func draft(_ gene: Gene?, _ problems: inout [PanelListProblem]) -> EntityDraft? {
        guard let subject = subject(gene, &problems) else { return nil }
        return EntityDraft(
            subject: subject, sources: sources, modeOfInheritance: modeOfInheritance,
            modeOfPathogenicity: modeOfPathogenicity.isEmpty ? nil : modeOfPathogenicity, publications: publications,
            phenotypes: phenotypes)
    }

    private func subject(_ gene: Gene?, _ problems: inout [PanelListProblem]) -> EntityDraft.Subject? {
        let before = problems.count
        func need(_ isThere: Bool, _ column: PanelListColumn, _ code: PanelListProblem.Code) {
            if isThere { return }
            problems.append(
                PanelListProblem(
                    line: line, column: column, code: code,
                    text: "This is missing, and the entity is not on the panel yet."))
        }
        switch kind {
        case .gene:
            guard let gene else { return nil }
            if gene.symbol == name { return .gene(gene, transcript: nil) }
            problems.append(
                PanelListProblem(
                    line: line, column: .entityName, code: .nameMismatch,
                    text: "There is no \(name.prefix(60)) on the panel that could become \(gene.symbol)."))
            return nil
        case .str:
            guard let place, let repeats else { return nil }
            need(!place.chromosome.isEmpty, .chromosome, .badChoice)
            need(!repeats.sequence.isEmpty, .repeatedSequence, .badChoice)
            need(repeats.normal != nil, .normalRepeats, .badInteger)
            need(repeats.pathogenic != nil, .pathogenicRepeats, .badInteger)
            guard problems.count == before, let normal = repeats.normal, let pathogenic = repeats.pathogenic else {
                return nil
            }
            let facts = ShortTandemRepeat(
                repeatedSequence: repeats.sequence, chromosome: place.chromosome, grch37: place.grch37,
                grch38: place.grch38, normalRepeats: normal, pathogenicRepeats: pathogenic)
            return .str(name: name, facts, gene: gene)
        case .region:
            guard let place, let region else { return nil }
            need(!place.chromosome.isEmpty, .chromosome, .badChoice)
            need(region.overlap != nil, .requiredOverlap, .badInteger)
            need(!region.variantType.isEmpty, .variantType, .badChoice)
            guard problems.count == before, let overlap = region.overlap else { return nil }
            let facts = GenomicRegion(
                verboseName: region.verboseName.isEmpty ? nil : region.verboseName, chromosome: place.chromosome,
                grch37: place.grch37, grch38: place.grch38,
                haploinsufficiencyScore: region.haploinsufficiency.isEmpty ? nil : region.haploinsufficiency,
                triplosensitivityScore: region.triplosensitivity.isEmpty ? nil : region.triplosensitivity,
                requiredOverlapPercentage: overlap, typeOfVariants: region.variantType)
            return .region(name: name, facts, gene: gene)
        }
    }

    /// What the row changes of an entity that is there: lists grow, single values are replaced where the row has one.
    func edit(_ entity: Entity, _ gene: Gene?) -> EntityEdit {
        var edit = EntityEdit(mode: .append)
        edit.sourceChoice = .any
        edit.flagged = .set(isFlagged)
        if !sources.isEmpty { edit.sources = .set(sources) }
        if !modeOfInheritance.isEmpty { edit.modeOfInheritance = .set(modeOfInheritance) }
        if !modeOfPathogenicity.isEmpty { edit.modeOfPathogenicity = .set(modeOfPathogenicity) }
        if !phenotypes.isEmpty { edit.phenotypes = .set(phenotypes) }
        if !publications.isEmpty { edit.publications = .set(publications) }
        // An STR or a region that names no gene loses the one it has.
        edit.gene = .set(gene)
        if let place {
            if !place.chromosome.isEmpty { edit.chromosome = .set(place.chromosome) }
            edit.grch37 = .set(place.grch37)
            edit.grch38 = .set(place.grch38)
        }
        if let repeats {
            if !repeats.sequence.isEmpty { edit.repeatedSequence = .set(repeats.sequence) }
            if let normal = repeats.normal { edit.normalRepeats = .set(normal) }
            if let pathogenic = repeats.pathogenic { edit.pathogenicRepeats = .set(pathogenic) }
        }
        if let region, case .region(let old) = entity.specifics {
            edit.haploinsufficiencyScore = score(region.haploinsufficiency, old.haploinsufficiencyScore)
            edit.triplosensitivityScore = score(region.triplosensitivity, old.triplosensitivityScore)
            if let overlap = region.overlap { edit.requiredOverlapPercentage = .set(overlap) }
            if !region.variantType.isEmpty { edit.typeOfVariants = .set(region.variantType) }
            if !region.verboseName.isEmpty { edit.verboseName = .set(region.verboseName) }
        }
        return edit
    }

    /// An empty cell takes a score away. "None" and "empty" are one thing.
    private func score(_ cell: String, _ old: String?) -> FieldChange<String?> {
        if cell.isEmpty { return (old ?? "").isEmpty ? .unchanged : .set(nil) }
        return .set(cell)
    }
}

extension PanelListPlan {
    /// The header of a panel that a list makes; what only one line can say is said by the last.
    public static func header(of rows: [PanelListRow], by act: Act) -> PanelHeader? {
        guard let facts = rows.last?.panel else { return nil }
        return PanelHeader(
            name: facts.name, diseaseGroup: facts.level2, diseaseSubGroup: facts.level3,
            description: facts.description, versionCreated: act.moment, omim: facts.omim, orphanet: facts.orphanet,
            hpo: facts.hpo)
    }

    /// The line that tells of a panel that a list has made.
    public static func line(of panel: Panel, by act: Act) -> Activity {
        .line(.panelAdded, "Added panel \(panel.header.name)", on: panel, by: act)
    }
}

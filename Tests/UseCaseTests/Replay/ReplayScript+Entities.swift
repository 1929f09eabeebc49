import Domain
import Ports
import UseCases

/// Commands about entities.
extension ReplayScript {
    private static let inheritance = ModeOfInheritance.allCases.map(\.rawValue)
    private static let pathogenicity = ModeOfPathogenicity.allCases.map(\.rawValue) + [ModeOfPathogenicity.longOther]

    mutating func entity(_ stored: ReplayMemory.Stored) -> EntityDraft {
        let former = isLikely(40) ? pick(stored.formers) : nil
        let kind = former?.kind ?? pick([.gene, .gene, .gene, .str, .region]) ?? .gene
        // Few names, so that some are taken already.
        let name = former?.name ?? "\(kind == .str ? "STR" : "REG")\(number(1..<12))"
        let subject: EntityDraft.Subject =
            switch kind {
            case .gene: .gene(gene(former?.name), transcript: isLikely(80) ? nil : texts("NM_"))
            case .str: .str(name: name, repeats(), gene: isLikely(50) ? gene(nil) : nil)
            case .region: .region(name: name, region(), gene: nil)
            }
        return EntityDraft(
            subject: subject, sources: sources(), modeOfInheritance: oneOf(Self.inheritance, odd: ""),
            modeOfPathogenicity: kind == .gene && isLikely(30) ? pick(Self.pathogenicity) : nil,
            penetrance: isLikely(50) ? oneOf(["Complete", "Incomplete", "unknown"], odd: "half") : nil,
            publications: texts("1000"), phenotypes: texts("Fever"), tags: isLikely(85) ? [] : tags(),
            rating: isLikely(50) ? "" : rating(), currentDiagnostic: isLikely(20), clinicallyRelevant: isLikely(20),
            comment: isLikely(50) ? "" : "Comment \(count)")
    }

    mutating func entityCall(_ stored: ReplayMemory.Stored) -> ReplayCommand.Call {
        let items = stored.items.values.sorted { $0.record.id < $1.record.id }
        guard let item = pick(items), isLikely(98) else {
            let nobody = EntityAddress(panel: stored.panel.id, kind: .gene, name: "NOBODY")
            return .perform(.rate(3, comment: ""), nobody, expecting: nil)
        }
        let address = EntityAddress(
            panel: stored.panel.id, kind: item.record.entity.kind, name: item.record.entity.name)
        let comments = item.record.evaluations.reduce(0) { $0 + $1.comments.count }
        if comments > 0, isLikely(12) {
            let place = number(0..<(comments + 1))
            return isLikely(60)
                ? .editComment(address, at: place, text: isLikely(90) ? "Changed \(count)" : " ")
                : .deleteComment(address, at: place)
        }
        if isLikely(4) {
            return .deleteReview(address, at: number(0..<(item.record.evaluations.count + 1)))
        }
        var expecting: Revision?
        switch number(0..<10) {
        case 0..<5: break
        case 5..<9: expecting = item.record.since
        default: expecting = Revision(number(0..<(item.record.since.rawValue + 1)))
        }
        return .perform(command(item.record), address, expecting: expecting)
    }

    private mutating func command(_ record: EntityRecord) -> EntityCommand {
        switch number(0..<100) {
        case 0..<16: return .rate(isLikely(97) ? number(0..<4) : 7, comment: isLikely(60) ? "" : "Because \(count)")
        case 16..<26: return .set(field(), comment: isLikely(60) ? "" : "Because \(count)")
        case 26..<33: return .setTags(tags())
        case 33..<41: return .markReady(comment: isLikely(60) ? "" : "Ready \(count)")
        case 41..<44: return .markNotReady
        case 44..<48: return .approve
        case 48..<52:
            let fields: [EntityCuration.Clearing] = [.publications, .phenotypes, .transcript, .modeOfPathogenicity]
            return .clear(pick(fields) ?? .phenotypes)
        case 52..<56:
            let names = record.evidence.map(\.name) + ["Nobody's"]
            return .clearSources(named: isLikely(70) ? pick(names) : nil)
        case 56..<72: return .edit(edit(record))
        case 72..<78: return .remove
        default: return .review(review(record.entity.kind))
        }
    }

    private mutating func field() -> EntityCuration.Field {
        switch number(0..<4) {
        case 0: .modeOfInheritance(oneOf(Self.inheritance, odd: "sideways"))
        case 1: .modeOfPathogenicity(isLikely(30) ? nil : pick(Self.pathogenicity))
        case 2: .phenotypes(isLikely(90) ? texts("Cough") : [" "])
        default: .publications(texts("2000"))
        }
    }

    private mutating func edit(_ record: EntityRecord) -> EntityEdit {
        var edit = EntityEdit(mode: isLikely(70) ? .replace : .append)
        for _ in 0..<number(1..<4) {
            switch number(0..<11) {
            case 0: edit.flagged = .set(isLikely(50))
            case 1: edit.sources = .set(sources())
            case 2: edit.modeOfInheritance = .set(oneOf(Self.inheritance, odd: "sideways"))
            case 3: edit.modeOfPathogenicity = .set(pick(Self.pathogenicity))
            case 4: edit.phenotypes = .set(texts("Chill") + ["  Ache "])
            case 5: edit.publications = .set(texts("3000"))
            case 6: edit.transcript = .set(texts("NM_"))
            case 7: edit.penetrance = .set(isLikely(30) ? nil : "Complete")
            case 8: edit.tags = .set(tags())
            case 9 where record.entity.kind == .gene: edit.gene = .set(gene(nil))
            case 9: edit.name = .set("\(record.entity.kind == .str ? "STR" : "REG")\(number(1..<14))")
            default: place(&edit)
            }
        }
        return edit
    }

    private mutating func place(_ edit: inout EntityEdit) {
        switch number(0..<5) {
        case 0: edit.chromosome = .set(oneOf(["1", "X", "Y"], odd: "25"))
        case 1: edit.grch37 = .set(isLikely(50) ? nil : Coordinates(start: number(1..<50), end: number(40..<90)))
        case 2: edit.grch38 = .set(Coordinates(start: number(1..<50), end: number(40..<90)))
        case 3: edit.verboseName = .set(isLikely(50) ? nil : "Loss \(count) of \"it\"")
        default: edit.normalRepeats = .set(number(1..<40))
        }
    }

    private mutating func review(_ kind: EntityKind) -> ReviewDraft {
        ReviewDraft(
            rating: isLikely(60) ? rating() : "",
            modeOfInheritance: isLikely(40) ? oneOf(Self.inheritance, odd: "sideways") : "",
            modeOfPathogenicity: kind == .gene && isLikely(20) ? pick(Self.pathogenicity) ?? "" : "",
            publications: texts("4000"), phenotypes: texts("Tab\t"), currentDiagnostic: isLikely(30),
            clinicallyRelevant: isLikely(20), comment: isLikely(50) ? "Said \(count)" : "",
            cleared: isLikely(80) ? [] : [.rating, .publications])
    }

    private mutating func gene(_ symbol: String?) -> Gene {
        let found = ReplayWorld.genes.first { $0.symbol == symbol }
        return found ?? pick(ReplayWorld.genes) ?? ReplayWorld.genes[0]
    }

    private mutating func tags() -> [String] {
        (ReplayWorld.tags + (isLikely(95) ? [] : ["no-such-tag"])).filter { _ in isLikely(40) }
    }

    private mutating func rating() -> String { oneOf(["GREEN", "AMBER", "RED"], odd: "BLUE") }

    private mutating func sources() -> [String] {
        (0..<number(isLikely(95) ? 1..<4 : 0..<1)).map { _ in oneOf(SourceName.offered, odd: "Hearsay") }
    }

    private mutating func repeats() -> ShortTandemRepeat {
        ShortTandemRepeat(
            repeatedSequence: oneOf(["CAG", "ATTCT"], odd: "XYZ"), chromosome: "4", grch37: nil,
            grch38: Coordinates(start: number(1..<50), end: number(50..<90)), normalRepeats: number(1..<20),
            pathogenicRepeats: 40)
    }

    private mutating func region() -> GenomicRegion {
        GenomicRegion(
            verboseName: isLikely(50) ? "Loss of Ωmega" : nil, chromosome: "22", grch37: nil,
            grch38: Coordinates(start: number(1..<60), end: number(50..<90)),
            haploinsufficiencyScore: isLikely(50) ? "3" : nil, triplosensitivityScore: isLikely(10) ? "9" : "0",
            requiredOverlapPercentage: isLikely(95) ? 60 : 160, typeOfVariants: "cnv_loss")
    }
}

/// The plain fields of an edit, in the order in which their lines stand (`domain.md 7.3`, 7.4).
extension EntityEditing {
    func check() throws(Refusal) {
        var problems = Problems()
        if case .set(let names) = edit.sources {
            let kept = Set(record.evidence.map(\.name))
            let new = names.map { $0.trimmingWhitespace() }.filter { !kept.contains($0) }
            if names.isEmpty, edit.mode == .replace { EntityChecks.sources([], .offered, &problems) }
            if !new.isEmpty { EntityChecks.sources(new, edit.sourceChoice, &problems) }
        }
        // What is stored and left as it is may be of an older vocabulary.
        if let moi = edit.modeOfInheritance.difference(from: record.entity.modeOfInheritance) {
            EntityChecks.modeOfInheritance(moi, &problems)
        }
        if let mop = edit.modeOfPathogenicity.difference(from: record.entity.modeOfPathogenicity) {
            EntityChecks.modeOfPathogenicity(mop, &problems)
        }
        if let penetrance = edit.penetrance.difference(from: record.entity.penetrance) {
            EntityChecks.penetrance(penetrance, &problems)
        }
        for (field, change) in [
            ("phenotypes", edit.phenotypes), ("publications", edit.publications), ("transcript", edit.transcript),
        ] {
            if case .set(let items) = change { EntityChecks.list(items, field, &problems) }
        }
        if case .set(let tags) = edit.tags { EntityChecks.tags(tags, &problems) }
        if case .set(let gene) = edit.gene, gene?.symbol != record.entity.geneSymbol {
            EntityChecks.gene(gene, &problems)
            if record.entity.kind == .gene { problems.require(gene != nil, "gene", "This field is required.") }
        }
        checkSpecifics(&problems)
        try problems.check()
    }

    private func checkSpecifics(_ problems: inout Problems) {
        guard record.entity.kind != .gene else { return }
        if let name = edit.name.difference(from: record.entity.name) { EntityChecks.name(name, &problems) }
        let changed = specifics()
        guard changed != record.entity.specifics else { return }
        switch changed {
        case .gene: break
        case .str(let facts): EntityChecks.repeats(facts, &problems)
        case .region(let facts): EntityChecks.region(facts, &problems)
        }
    }

    /// The particular facts as they will be.
    private func specifics() -> Entity.Specifics {
        switch record.entity.specifics {
        case .gene(let transcript): .gene(transcript: transcript)
        case .str(let old):
            .str(
                ShortTandemRepeat(
                    repeatedSequence: edit.repeatedSequence.applied(to: old.repeatedSequence),
                    chromosome: edit.chromosome.applied(to: old.chromosome),
                    grch37: edit.grch37.applied(to: old.grch37),
                    grch38: edit.grch38.applied(to: old.grch38),
                    normalRepeats: edit.normalRepeats.applied(to: old.normalRepeats),
                    pathogenicRepeats: edit.pathogenicRepeats.applied(to: old.pathogenicRepeats)))
        case .region(let old):
            .region(
                GenomicRegion(
                    verboseName: edit.verboseName.applied(to: old.verboseName),
                    chromosome: edit.chromosome.applied(to: old.chromosome),
                    grch37: edit.grch37.applied(to: old.grch37),
                    grch38: edit.grch38.applied(to: old.grch38),
                    haploinsufficiencyScore: edit.haploinsufficiencyScore.applied(to: old.haploinsufficiencyScore),
                    triplosensitivityScore: edit.triplosensitivityScore.applied(to: old.triplosensitivityScore),
                    requiredOverlapPercentage: edit.requiredOverlapPercentage.applied(
                        to: old.requiredOverlapPercentage),
                    typeOfVariants: edit.typeOfVariants.applied(to: old.typeOfVariants)))
        }
    }

    /// Name, place and repeats.
    mutating func editSpecifics() {
        guard record.entity.kind != .gene else { return }
        if let new = edit.name.difference(from: name)?.trimmingWhitespace(), new != name {
            log.add(record.entity.kind == .str ? .changedSTRName : .changedName, "\(name) was changed to \(new)")
            entity.name = new
        }
        entity.specifics = specifics()
        switch (record.entity.specifics, entity.specifics) {
        case (.str(let old), .str(let new)): say(old, new)
        case (.region(let old), .region(let new)): say(old, new)
        default: break
        }
    }

    private mutating func line(_ key: IssueType, _ what: String, _ old: String, _ new: String) {
        if old != new { log.add(key, "\(what) for \(name) was changed from \(old) to \(new).") }
    }

    private mutating func sayPlace(
        _ old: (String, Coordinates?, Coordinates?), _ new: (String, Coordinates?, Coordinates?)
    ) {
        if old.0 != new.0 {
            let panel = record.entity.kind == .str ? " Panel: \(state.panel.header.name)" : ""
            log.add(.changedChromosome, "Chromosome for \(name) was changed from \(old.0) to \(new.0).\(panel)")
        }
        if new.1 == nil, old.1 != nil {
            log.add(.changedPosition37, "GRCh37 position for \(label) was removed.")
        } else {
            line(.changedPosition37, "GRCh37 position", Wording.range(old.1), Wording.range(new.1))
        }
        line(.changedPosition38, "GRCh38 position", Wording.range(old.2), Wording.range(new.2))
    }

    private mutating func say(_ old: ShortTandemRepeat, _ new: ShortTandemRepeat) {
        sayPlace((old.chromosome, old.grch37, old.grch38), (new.chromosome, new.grch37, new.grch38))
        line(.changedRepeatedSequence, "Repeated Sequence", old.repeatedSequence, new.repeatedSequence)
        line(.changedNormalRepeats, "Normal Number of Repeats", "\(old.normalRepeats)", "\(new.normalRepeats)")
        line(
            .changedPathogenicRepeats, "Pathogenic Number of Repeats", "\(old.pathogenicRepeats)",
            "\(new.pathogenicRepeats)")
    }

    private mutating func say(_ old: GenomicRegion, _ new: GenomicRegion) {
        if old.verboseName != new.verboseName {
            let (a, b) = (Wording.value(old.verboseName), Wording.value(new.verboseName))
            log.add(.changedName, "\(a) was changed to \(b)")
        }
        sayPlace((old.chromosome, old.grch37, old.grch38), (new.chromosome, new.grch37, new.grch38))
        line(.changedVariantType, "Variant type", old.typeOfVariants, new.typeOfVariants)
        line(
            .changedHaploinsufficiencyScore, "Haploinsufficiency Score", Wording.value(old.haploinsufficiencyScore),
            Wording.value(new.haploinsufficiencyScore))
        line(
            .changedTriplosensitivityScore, "Triplosensitivity Score", Wording.value(old.triplosensitivityScore),
            Wording.value(new.triplosensitivityScore))
        line(
            .changedRequiredOverlapPercentage, "Required Overlap Percentage", "\(old.requiredOverlapPercentage)",
            "\(new.requiredOverlapPercentage)")
    }

    /// Inheritance, pathogenicity, phenotypes, penetrance, publications, transcript.
    mutating func editCommon() {
        let of = record.entity.kind == .gene ? "gene \(name)" : label
        editInheritance(of)
        if record.entity.kind == .gene, case .set(let chosen) = edit.modeOfPathogenicity {
            let (old, new) = (entity.modeOfPathogenicity, ModeOfPathogenicity.canonical(chosen))
            if new != old, ModeOfPathogenicity.canonical(old) != new {
                log.add(
                    .setModeOfPathogenicity,
                    "Mode of pathogenicity for \(of) was changed from \(Wording.value(old)) to \(Wording.value(new))")
                entity.modeOfPathogenicity = new
            }
        }
        if let list = list(edit.phenotypes, edit.mode, &entity.phenotypes) {
            log.add(
                .setPhenotypes,
                edit.mode == .append
                    ? "Added phenotypes \(list.added) for \(label)"
                    : "Phenotypes for \(label) were changed from \(list.old) to \(list.new)")
        }
        if case .set(let chosen) = edit.penetrance {
            let (old, new) = (entity.penetrance, chosen.flatMap { $0.isEmpty ? nil : $0 })
            if new != old {
                let verb = record.entity.kind == .str ? "\(name) were" : "\(of) was"
                log.add(
                    .setPenetrance,
                    "Penetrance for \(verb) changed from \(Wording.value(old)) to \(Wording.value(new))")
                entity.penetrance = new
            }
        }
        // Imports replace the publications of STRs and regions (`domain.md 7.2`).
        let mode = record.entity.kind == .gene ? edit.mode : .replace
        if let list = list(edit.publications, mode, &entity.publications) {
            let verb = mode == .append ? "updated" : "changed"
            log.add(.setPublications, "Publications for \(of) were \(verb) from \(list.old) to \(list.new)")
        }
        if case .gene(var transcript) = entity.specifics, let list = list(edit.transcript, edit.mode, &transcript) {
            let (verb, old) = (edit.mode == .append ? "updated" : "changed", list.old.isEmpty ? "None" : list.old)
            log.add(.setTranscript, "Transcript for \(of) was \(verb) from \(old) to \(list.new)")
            entity.specifics = .gene(transcript: transcript)
        }
    }

    /// Genes of the mitochondrial genome come out right from every edit.
    private mutating func editInheritance(_ of: String) {
        let old = entity.modeOfInheritance
        let asked = edit.modeOfInheritance.applied(to: old)
        let new = ModeOfInheritance.stored(asked, for: name, kind: record.entity.kind)
        guard new != old else { return }
        log.add(.setModeOfInheritance, "Mode of inheritance for \(of) was changed from \(old) to \(new)")
        entity.modeOfInheritance = new
    }

    /// A list replaced, or what is new of it appended without duplicates (`domain.md D43`); nil when nothing differs.
    private func list(
        _ change: FieldChange<[String]>, _ mode: EntityEdit.Mode, _ stored: inout [String]?
    ) -> (old: String, new: String, added: String)? {
        guard case .set(let given) = change else { return nil }
        let old = stored ?? []
        var new = given.map { $0.trimmingWhitespace() }
        if mode == .append {
            let items = new
            new = old
            for item in items where !new.contains(item) { new.append(item) }
        }
        guard new != old else { return nil }
        stored = new
        return (Wording.list(old), Wording.list(new), Wording.list(new.filter { !old.contains($0) }))
    }
}

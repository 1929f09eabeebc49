import Domain
import Web

/// From an entity into the form, and from what was typed to a command.
extension EntityForm {
    /// The form as it stands for the entity.
    var values: FormBody {
        var form = FormBody()
        guard let entity else {
            if kind == .region { form.set("type_of_variants", VariantType.small.rawValue) }
            return form
        }
        form.set("gene", entity.geneSymbol ?? "")
        form.set("source", entity.evidence.filter { visibleSources.contains($0) })
        form.set("moi", entity.modeOfInheritance)
        form.set(
            "mode_of_pathogenicity",
            ModeOfPathogenicity(stored: entity.modeOfPathogenicity ?? "")?.rawValue ?? entity.modeOfPathogenicity ?? "")
        form.set("penetrance", entity.penetrance ?? "")
        form.set("publications", SemicolonList.text(entity.publications))
        form.set("phenotypes", SemicolonList.text(entity.phenotypes))
        form.set("tags", entity.tags)
        form.set("name", entity.name)
        switch entity.specifics {
        case .gene(let transcript): form.set("transcript", SemicolonList.text(transcript))
        case .str(let facts):
            place(facts.chromosome, facts.grch37, facts.grch38, &form)
            form.set("repeated_sequence", facts.repeatedSequence)
            form.set("normal_repeats", "\(facts.normalRepeats)")
            form.set("pathogenic_repeats", "\(facts.pathogenicRepeats)")
        case .region(let facts):
            place(facts.chromosome, facts.grch37, facts.grch38, &form)
            form.set("verbose_name", facts.verboseName ?? "")
            form.set("haploinsufficiency_score", facts.haploinsufficiencyScore ?? "")
            form.set("triplosensitivity_score", facts.triplosensitivityScore ?? "")
            form.set("required_overlap_percentage", "\(facts.requiredOverlapPercentage)")
            form.set("type_of_variants", facts.typeOfVariants)
        }
        return form
    }

    private func place(_ chromosome: String, _ grch37: Coordinates?, _ grch38: Coordinates?, _ form: inout FormBody) {
        form.set("chromosome", chromosome)
        for (name, range) in [("position_37", grch37), ("position_38", grch38)] {
            form.set("\(name)_0", range.map { "\($0.start)" } ?? "")
            form.set("\(name)_1", range.map { "\($0.end)" } ?? "")
        }
    }

    // MARK: Typed

    /// What was typed as the entity to add. Throws `Refusal.invalid` for what is no number or only half a range.
    func draft(_ form: FormBody, gene: Gene?) throws(Refusal) -> EntityDraft {
        EntityDraft(
            subject: try subject(form, gene), sources: form.list("source"), modeOfInheritance: form.trimmed("moi"),
            modeOfPathogenicity: form.optional("mode_of_pathogenicity"), penetrance: form.optional("penetrance"),
            publications: SemicolonList.items(form.text("publications")),
            phenotypes: SemicolonList.items(form.text("phenotypes")), tags: isCurator ? form.list("tags") : [],
            rating: form.trimmed("rating"), currentDiagnostic: form["current_diagnostic"] != nil,
            clinicallyRelevant: form["clinically_relevant"] != nil, comment: form.trimmed("comments"))
    }

    private func subject(_ form: FormBody, _ gene: Gene?) throws(Refusal) -> EntityDraft.Subject {
        var numbers = Numbers(form)
        switch kind {
        case .gene:
            guard let gene else { throw .invalid([FieldProblem("gene", "This field is required.")]) }
            let transcript =
                isCurator && !form.trimmed("transcript").isEmpty ? SemicolonList.items(form.text("transcript")) : nil
            return .gene(gene, transcript: transcript)
        case .str:
            let facts = ShortTandemRepeat(
                repeatedSequence: form.trimmed("repeated_sequence"), chromosome: form.trimmed("chromosome"),
                grch37: numbers.range("position_37"), grch38: numbers.required("position_38"),
                normalRepeats: numbers.number("normal_repeats"), pathogenicRepeats: numbers.number("pathogenic_repeats")
            )
            try numbers.check()
            return .str(name: form.trimmed("name"), facts, gene: gene)
        case .region:
            let facts = GenomicRegion(
                verboseName: form.optional("verbose_name"), chromosome: form.trimmed("chromosome"),
                grch37: numbers.range("position_37"), grch38: numbers.required("position_38"),
                haploinsufficiencyScore: form.optional("haploinsufficiency_score"),
                triplosensitivityScore: form.optional("triplosensitivity_score"),
                requiredOverlapPercentage: numbers.number("required_overlap_percentage"),
                typeOfVariants: form.trimmed("type_of_variants"))
            try numbers.check()
            return .region(name: form.trimmed("name"), facts, gene: gene)
        }
    }

    /// What was typed as an edit. Only what the form shows can change; fields that a script left out stay.
    func edit(_ form: FormBody, gene: Gene?) throws(Refusal) -> EntityEdit {
        var edit = EntityEdit(mode: .replace)
        var numbers = Numbers(form)
        edit.visibleSources = visibleSources
        // No tick at all is an error, but not for an entity that only ever had verdicts.
        let hadSources = entity?.evidence.contains { visibleSources.contains($0) } ?? false
        let sources = form.list("source")
        if form["source"] != nil, hadSources || !sources.isEmpty { edit.sources = .set(sources) }
        edit.modeOfInheritance = form.change("moi") { $0.trimmed("moi") }
        edit.modeOfPathogenicity = form.change("mode_of_pathogenicity") { $0.optional("mode_of_pathogenicity") }
        edit.penetrance = form.change("penetrance") { $0.optional("penetrance") }
        edit.publications = form.change("publications") { SemicolonList.items($0.text("publications")) }
        edit.phenotypes = form.change("phenotypes") { SemicolonList.items($0.text("phenotypes")) }
        edit.tags = form.change("tags") { $0.list("tags") }
        edit.gene = form.change("gene") { _ in gene }
        guard kind != .gene else {
            edit.transcript = form.change("transcript") { SemicolonList.items($0.text("transcript")) }
            return edit
        }
        edit.name = form.change("name") { $0.trimmed("name") }
        edit.chromosome = form.change("chromosome") { $0.trimmed("chromosome") }
        if form.has("position_37") { edit.grch37 = .set(numbers.range("position_37")) }
        if form.has("position_38") { edit.grch38 = .set(numbers.required("position_38")) }
        if kind == .str {
            edit.repeatedSequence = form.change("repeated_sequence") { $0.trimmed("repeated_sequence") }
            if form["normal_repeats"] != nil { edit.normalRepeats = .set(numbers.number("normal_repeats")) }
            if form["pathogenic_repeats"] != nil { edit.pathogenicRepeats = .set(numbers.number("pathogenic_repeats")) }
        } else {
            edit.verboseName = form.change("verbose_name") { $0.optional("verbose_name") }
            edit.haploinsufficiencyScore = form.change("haploinsufficiency_score") {
                $0.optional("haploinsufficiency_score")
            }
            edit.triplosensitivityScore = form.change("triplosensitivity_score") {
                $0.optional("triplosensitivity_score")
            }
            edit.typeOfVariants = form.change("type_of_variants") { $0.trimmed("type_of_variants") }
            if form["required_overlap_percentage"] != nil {
                edit.requiredOverlapPercentage = .set(numbers.number("required_overlap_percentage"))
            }
        }
        try numbers.check()
        return edit
    }
}

/// Reads numbers and ranges, and collects what is wrong with them.
private struct Numbers {
    let form: FormBody
    private var problems: [FieldProblem] = []

    init(_ form: FormBody) { self.form = form }

    mutating func number(_ name: String) -> Int {
        let text = form.trimmed(name)
        if let number = Int(text), (0...9_999_999_999).contains(number) { return number }
        problems.append(FieldProblem(name, text.isEmpty ? "This field is required." : "Enter a whole number."))
        return 0
    }

    /// A range that must be given.
    mutating func required(_ name: String) -> Coordinates? {
        for field in ["\(name)_0", "\(name)_1"] where form.trimmed(field).isEmpty {
            problems.append(FieldProblem(field, "This field is required."))
        }
        return form.trimmed("\(name)_0").isEmpty || form.trimmed("\(name)_1").isEmpty ? nil : range(name)
    }

    mutating func range(_ name: String) -> Coordinates? {
        let bounds = ["\(name)_0", "\(name)_1"].map { field in
            form.trimmed(field).isEmpty ? nil : number(field)
        }
        do throws(Coordinates.Fault) { return try Coordinates.checked(start: bounds[0], end: bounds[1]) } catch {
            switch error {
            case .onlyOneBound:
                problems.append(
                    FieldProblem("\(name)_\(bounds[0] == nil ? 0 : 1)", "Give both ends of the range, or neither."))
            case .startAfterEnd:
                problems.append(
                    FieldProblem("\(name)_0", "The start of the range must not exceed the end of the range."))
            }
            return nil
        }
    }

    func check() throws(Refusal) { if !problems.isEmpty { throw .invalid(problems) } }
}

extension FormBody {
    func optional(_ name: String) -> String? {
        let text = trimmed(name)
        return text.isEmpty ? nil : text
    }

    /// Whether either end of a range was sent.
    fileprivate func has(_ range: String) -> Bool { self["\(range)_0"] != nil || self["\(range)_1"] != nil }

    /// What a field says, if it was sent at all.
    fileprivate func change<Value>(_ name: String, _ value: (FormBody) -> Value) -> FieldChange<Value> {
        self[name] == nil ? .unchanged : .set(value(self))
    }
}

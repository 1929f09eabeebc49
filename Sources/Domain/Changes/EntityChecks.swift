/// The rules that fields of an entity obey, whichever command sets them (`domain.md 6.1`).
enum EntityChecks {
    static func sources(_ sources: [String], _ choice: SourceChoice, _ problems: inout Problems) {
        problems.require(choice == .any || !sources.isEmpty, "source", "Please select a source")
        for source in sources {
            let isKnown = choice == .any || SourceName.offered.contains(source)
            problems.require(
                isKnown && !source.isEmpty && source.unicodeScalars.count <= 255, "source",
                "Select a valid choice. \(source) is not one of the available choices.")
        }
    }

    static func modeOfInheritance(_ text: String, _ problems: inout Problems) {
        if text.isEmpty {
            problems.add("moi", "Please select a mode of inheritance")
        } else if ModeOfInheritance(rawValue: text) == nil {
            problems.add("moi", "Select a valid choice. \(text) is not one of the available choices.")
        }
    }

    static func modeOfPathogenicity(_ text: String?, _ problems: inout Problems) {
        guard let text, !text.isEmpty else { return }
        problems.require(
            ModeOfPathogenicity(stored: text) != nil, "mode_of_pathogenicity",
            "Select a valid choice. \(text) is not one of the available choices.")
    }

    static func penetrance(_ text: String?, _ problems: inout Problems) {
        guard let text, !text.isEmpty else { return }
        problems.require(
            Penetrance(rawValue: text) != nil, "penetrance",
            "Select a valid choice. \(text) is not one of the available choices.")
    }

    static func rating(_ text: String, _ problems: inout Problems) {
        problems.require(
            text.isEmpty || ReviewRating(rawValue: text) != nil, "rating",
            "Select a valid choice. \(text) is not one of the available choices.")
    }

    /// Items of a list: none empty, none above 255 characters. The place is told as a number from 1.
    static func list(_ items: [String], _ field: String, _ problems: inout Problems) {
        for (index, item) in items.enumerated() {
            if item.allSatisfy(\.isWhitespace) {
                problems.add(field, "Make sure there is no ; if no value after: \(index + 1) item: ")
            } else if item.unicodeScalars.count > 255 {
                problems.add(field, "Item \(index + 1) is longer than 255 characters.")
            }
        }
    }

    static func tags(_ tags: [String], _ problems: inout Problems) {
        for tag in tags {
            problems.require(!tag.isBlank, "tags", "A tag needs a name.")
            problems.require(
                tag.unicodeScalars.count <= 255, "tags", "Ensure this value has at most 255 characters.")
        }
    }

    static func gene(_ gene: Gene?, _ problems: inout Problems) {
        guard let gene, !gene.isActive else { return }
        problems.add("gene", "\(gene.symbol) is not an active gene, so it cannot be chosen.")
    }

    static func name(_ name: String, _ problems: inout Problems) {
        let isEmpty = name.allSatisfy(\.isWhitespace)
        problems.require(!isEmpty, "name", "This field is required.")
        problems.require(
            name.unicodeScalars.count <= 128, "name", "Ensure this value has at most 128 characters.")
        line(name, "name", &problems)
    }

    /// A name stands in one line: it goes into lists, titles and the columns of exports.
    static func line(_ text: String, _ field: String, _ problems: inout Problems) {
        problems.require(
            !text.contains { $0.isNewline || $0 == "\t" }, field, "Write this without line breaks and tabs.")
    }

    static func repeats(_ facts: ShortTandemRepeat, _ problems: inout Problems) {
        problems.require(
            ShortTandemRepeat.isSequence(facts.repeatedSequence), "repeated_sequence",
            "Repeated sequence contains incorrect nucleotides")
        place(facts.chromosome, facts.grch37, facts.grch38, &problems)
    }

    static func region(_ facts: GenomicRegion, _ problems: inout Problems) {
        place(facts.chromosome, facts.grch37, facts.grch38, &problems)
        problems.require(
            (0...100).contains(facts.requiredOverlapPercentage), "required_overlap_percentage",
            "Ensure this value is between 0 and 100.")
        problems.require(
            VariantType(rawValue: facts.typeOfVariants) != nil, "type_of_variants",
            "Select a valid choice. \(facts.typeOfVariants) is not one of the available choices.")
        for (field, score) in [
            ("haploinsufficiency_score", facts.haploinsufficiencyScore),
            ("triplosensitivity_score", facts.triplosensitivityScore),
        ] {
            guard let score, !score.isEmpty else { continue }
            problems.require(
                DosageScore(rawValue: score) != nil, field,
                "Select a valid choice. \(score) is not one of the available choices.")
        }
        if let verbose = facts.verboseName {
            problems.require(
                verbose.unicodeScalars.count <= 256, "verbose_name", "Ensure this value has at most 256 characters.")
            line(verbose, "verbose_name", &problems)
        }
    }

    /// GRCh38 is required, and no range runs backwards (`domain.md D36`, D37).
    private static func place(
        _ chromosome: String, _ grch37: Coordinates?, _ grch38: Coordinates?, _ problems: inout Problems
    ) {
        problems.require(
            Chromosome.all.contains(chromosome), "chromosome",
            "Select a valid choice. \(chromosome) is not one of the available choices.")
        problems.require(grch38 != nil, "position_38", "This field is required.")
        for (field, range) in [("position_37", grch37), ("position_38", grch38)] {
            guard let range, range.start > range.end else { continue }
            problems.add(field, "The start of the range must not exceed the end of the range.")
        }
    }
}

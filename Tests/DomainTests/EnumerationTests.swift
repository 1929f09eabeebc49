import Domain
import Testing

@Suite("Enumerations (domain.md 3)")
struct EnumerationTests {
    @Test("3.2: ratings in order, with amber's text")
    func ratings() {
        #expect(ReviewRating.allCases.map(\.rawValue) == ["GREEN", "RED", "AMBER"])
        #expect(
            ReviewRating.allCases.map(\.title) == [
                "Green List (high evidence)", "Red List (low evidence)", "I don't know",
            ])
        #expect(ReviewRating.allCases.map(\.colour) == [.green, .red, .amber])
        #expect(ReviewRating(rawValue: "") == nil)
    }

    @Test("3.3: twelve modes of inheritance in order of display, with their short codes")
    func modesOfInheritance() {
        let expected = [
            ("MONOALLELIC, autosomal or pseudoautosomal, NOT imprinted", "monoallelic_not_imprinted"),
            (
                "MONOALLELIC, autosomal or pseudoautosomal, maternally imprinted (paternal allele expressed)",
                "monoallelic_maternally_imprinted"
            ),
            (
                "MONOALLELIC, autosomal or pseudoautosomal, paternally imprinted (maternal allele expressed)",
                "monoallelic_paternally_imprinted"
            ),
            ("MONOALLELIC, autosomal or pseudoautosomal, imprinted status unknown", "monoallelic"),
            ("BIALLELIC, autosomal or pseudoautosomal", "biallelic"),
            ("BOTH monoallelic and biallelic, autosomal or pseudoautosomal", "monoallelic_and_biallelic"),
            (
                "BOTH monoallelic and biallelic (but BIALLELIC mutations cause a more SEVERE disease form), "
                    + "autosomal or pseudoautosomal", "monoallelic_and_more_severe_biallelic"
            ),
            ("X-LINKED: hemizygous mutation in males, biallelic mutations in females", "xlinked_biallelic"),
            (
                "X-LINKED: hemizygous mutation in males, monoallelic mutations in females may cause disease "
                    + "(may be less severe, later onset than males)", "xlinked_monoallelic"
            ),
            ("MITOCHONDRIAL", "mitochondrial"), ("Unknown", "unknown"), ("Other", "Other"),
        ]

        #expect(ModeOfInheritance.allCases.map(\.rawValue) == expected.map(\.0))
        #expect(ModeOfInheritance.allCases.map(\.shortCode) == expected.map(\.1))
    }

    @Test("3.3: brief words are the beginning of the stored text")
    func briefWords() {
        for mode in ModeOfInheritance.allCases where !mode.brief.hasPrefix("BOTH") {
            #expect(mode.rawValue.hasPrefix(mode.brief))
        }
        #expect(ModeOfInheritance.allCases.allSatisfy { $0.brief.count < 25 })
    }

    @Test("3.4: modes of pathogenicity, the long form of Other understood")
    func modesOfPathogenicity() {
        #expect(
            ModeOfPathogenicity.allCases.map(\.rawValue) == [
                "Loss-of-function variants (as defined in pop up message) DO NOT cause this phenotype - please provide "
                    + "details in the comments", "Other",
            ])
        #expect(ModeOfPathogenicity.allCases.map(\.shortCode) == ["no_loss_of_function", nil])
        #expect(ModeOfPathogenicity(stored: "Other - please provide details in the comments") == .other)
        #expect(ModeOfPathogenicity(stored: "Other") == .other)
        #expect(ModeOfPathogenicity(stored: "") == nil)
    }

    @Test("3.5: high-confidence sources, verdicts, legacy and offered names")
    func sources() {
        #expect(
            SourceName.highConfidence == [
                "Radboud University Medical Center, Nijmegen", "Illumina TruGenome Clinical Sequencing Services",
                "Emory Genetics Laboratory", "UKGTN",
            ])
        #expect(
            ExpertReview.allCases.map(\.rawValue) == [
                "Expert Review Green", "Expert Review Amber", "Expert Review Red", "Expert Review Removed",
            ])
        #expect(ExpertReview.allCases.map(\.verdict.rawValue) == [3, 2, 1, 0])
        #expect(
            SourceName.legacy == [
                "Other", "Expert list", "Expert Review", "Literature", "Eligibility statement prior genetic testing",
                "Research", "NHS GMS", "ClinGen",
            ])
        #expect(
            SourceName.offered == [
                "Expert List", "Expert Review", "Literature", "ClinGen", "Genomics England PanelApp", "Other",
            ])
    }

    @Test("3.6: penetrance, letter case exactly so")
    func penetrance() { #expect(Penetrance.allCases.map(\.rawValue) == ["unknown", "Complete", "Incomplete"]) }

    @Test("3.7: variant types and their titles")
    func variantTypes() {
        #expect(VariantType.allCases.map(\.rawValue) == ["small", "cnv_loss", "cnv_gain", "cnv_both"])
        #expect(
            VariantType.allCases.map(\.title) == [
                "Small variants", "CNV Loss", "CNV Gain", "CNV Both gain and loss",
            ])
    }

    @Test("3.8: panel statuses; public and promoted are what 'public' means")
    func statuses() {
        #expect(Set(PanelStatus.allCases.map(\.rawValue)) == ["promoted", "public", "retired", "internal", "deleted"])
        #expect(Set(PanelStatus.allCases.filter(\.isPublic)) == [.promoted, .public])
        #expect(PanelStatus.internal.title == "Internal")
        #expect(PanelHeader(name: "x", versionCreated: start).status == .internal)
    }

    @Test("3.9: 24 chromosomes in order, without the mitochondrial one")
    func chromosomes() {
        #expect(Chromosome.all.count == 24)
        #expect(Chromosome.all.first == "1")
        #expect(Chromosome.all.suffix(3) == ["22", "X", "Y"])
    }

    @Test("3.10: dosage scores in order of display, with their meanings")
    func dosage() {
        #expect(DosageScore.allCases.map(\.rawValue) == ["3", "2", "1", "0", "40", "30"])
        #expect(
            DosageScore.allCases.map(\.meaning) == [
                "Sufficient evidence suggesting dosage sensitivity is associated with clinical phenotype",
                "Emerging evidence suggesting dosage sensitivity is associated with clinical phenotype",
                "Little evidence suggesting dosage sensitivity is associated with clinical phenotype",
                "No evidence to suggest that dosage sensitivity is associated with clinical phenotype",
                "Dosage sensitivity unlikely", "Gene associated with autosomal recessive phenotype",
            ])
    }

    @Test("3.11: panel types of a new installation")
    func panelTypes() {
        #expect(
            PanelType.seeded.map(\.slug) == [
                "rare-disease-test-directory", "actionable", "rare-disease-100k", "superpanel", "testing", "reference",
                "clingen-curated-genes", "ga4gh-collaboration", "external-diagnostic-lab", "cancer-test-directory",
                "cancer-germline-100k",
            ])
        #expect(
            PanelType.seeded.map(\.name) == [
                "Rare Disease Test Directory", "Actionable", "Rare Disease 100K", "Superpanel", "testing", "Reference",
                "ClinGen Curated genes", "GA4GH collaboration", "External Diagnostic Lab", "Cancer Test Directory",
                "Cancer Germline 100K",
            ])
    }

    @Test("J3, domain.md 3.13: user types, positions, workplaces and groups")
    func profileLists() {
        #expect(Role.allCases.map(\.rawValue) == ["GEL", "REVIEWER", "EXTERNAL"])
        #expect(
            ReviewerProfile.positions == [
                "Clinical Scientist", "Clinician", "Genome analyst", "Genetic Counsellor", "Bioinformatician",
                "Industry",
                "Lab director", "Principal Investigator", "Technician", "Researcher", "Student", "Other",
            ])
        #expect(
            ReviewerProfile.workplaces == [
                "Research lab", "NHS diagnostic lab", "Other diagnostic lab", "NHS clinical service",
                "Other clinical service", "Industry", "Other",
            ])
        #expect(
            ReviewerProfile.groups == [
                "GeCIP domain", "GENE consortium member", "NHS Genomic Medicine Centre", "Other NHS organisation",
                "Other biotech or pharmaceutical", "Other",
            ])
    }

    @Test("2.11: a reviewer's name carries the affiliation where there is one")
    func reviewerName() {
        let ann = PersonName(first: "Ann", last: "Lee")

        #expect(ann.with(affiliation: "KCL") == "Ann Lee (KCL)")
        #expect(ann.with(affiliation: "") == "Ann Lee")
        #expect(PersonName(first: "", last: "Lee").full == "Lee")
    }
}

namespace UsageRls.Verification.Evidence.Sections.SmallWorlds;

/// <summary>An exhaustive proof, as the page shows it.</summary>
internal sealed record ProofView(ProofRecord Proof, string Tone, string Sentence)
{
    public static ProofView From(ProofRecord proof) =>
        new(
            proof,
            proof.Disagreements == 0 ? "good" : "bad",
            Text.Say($"{proof.Baseline}: the database made {proof.Decisions:N0} decisions in {proof.Worlds:N0} worlds, ")
                + (
                    proof.Disagreements == 0
                        ? "and each equals the intent."
                        : Text.Say($"{proof.Disagreements:N0} of them differ from the intent.")
                )
        );
}

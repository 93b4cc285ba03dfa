namespace Search;

/// <summary>Uniform draws that avoid what was tried.</summary>
internal static class FreshDraw
{
    /// <summary>Only small finite spaces need more than one.</summary>
    private const int Attempts = 100;

    /// <summary>A random proposal; when everything drawn has been tried, one that repeats a trial and says so.</summary>
    public static Proposal Of(StudyView study, int trialNumber, PopulationHistory history, string why)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var parameters = history.Cube.Decode(RandomSampler.Draw(history.Cube, study.Seed, trialNumber, attempt));
            if (!history.WasTried(parameters, trialNumber))
                return new Proposal(parameters, why) { Rationale = new Rationale(ProposalKind.Start) };
        }

        return new Proposal(history.Cube.Decode(RandomSampler.Draw(history.Cube, study.Seed, trialNumber)), "Drawn at random: no untried point was found, so this one may repeat an earlier trial.")
        {
            Rationale = new Rationale(ProposalKind.Start),
        };
    }
}

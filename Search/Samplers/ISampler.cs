namespace Search;

/// <summary>
/// Chooses the parameters of a trial. A sampler is a pure function: the same study and trial number give the same proposal, bit
/// for bit, in any process, on any machine, in any order of calls. It is immutable and may be shared by threads.
/// </summary>
public interface ISampler
{
    /// <summary>The name in the catalogue.</summary>
    string Name { get; }

    /// <summary>Proposes the parameters of trial <paramref name="trialNumber"/> (0-based), which is not yet in the study.</summary>
    Proposal Suggest(StudyView study, int trialNumber);
}

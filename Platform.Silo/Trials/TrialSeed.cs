using Search;

namespace Platform.Silo.Trials;

/// <summary>The seed of a trial's training: a function of the sweep's seed and the trial's number alone.</summary>
public static class TrialSeed
{
    private const int UnusedBits = 11; // a seed has 53 bits, so that JSON and a double hold it exactly

    /// <param name="sweepSeed">Any value.</param>
    /// <param name="number">The trial's number in its sweep, from 1.</param>
    /// <returns>0 to 2^53 - 1; the same in every process, for ever.</returns>
    public static long Of(long sweepSeed, int number) => (long)(TrialRandom.For(sweepSeed, number).Stream("training").Bits(0) >> UnusedBits);
}

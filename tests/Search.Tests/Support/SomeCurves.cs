using System.Globalization;

namespace Search.Tests.Support;

/// <summary>Builders of learning curves and of studies of them.</summary>
internal static class SomeCurves
{
    public const int Epochs = 27;

    /// <summary>A falling, noisy curve: its end, its start and its speed follow from the number.</summary>
    public static double[] Curve(int number, int epochs = Epochs, long seed = 5)
    {
        var random = TrialRandom.For(seed, number).Stream("curve");
        var (end, start, speed) = (random.Uniform(0), 1 + 2 * random.Uniform(1), 0.05 + random.Uniform(2));
        return [.. Enumerable.Range(0, epochs).Select(i => end + start / (1 + speed * i) + 0.05 * (random.Uniform(3 + i) - 0.5))];
    }

    public static Observation Trial(int number, TrialState state, params double[] curve) =>
        new(number, ParameterSet.Empty, state, state == TrialState.Completed ? curve.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min() : null, curve);

    public static StudyView Study(IEnumerable<Observation> trials, int maxEpochs = Epochs) => new(new SearchSpace([]), [.. trials], 1, maxEpochs);

    /// <summary>Trials in every state: two thirds completed, the others cut short somewhere.</summary>
    public static IEnumerable<Observation> History(int count) =>
        from number in Enumerable.Range(0, count)
        let curve = Curve(number)
        select (number % 9) switch
        {
            2 => Trial(number, TrialState.Pruned, curve[..(1 + number % 12)]),
            5 => Trial(number, TrialState.Running, curve[..(number % 20)]),
            8 => Trial(number, TrialState.Failed, [.. curve[..(number % 5)], double.NaN]),
            _ => Trial(number, TrialState.Completed, curve),
        };

    /// <summary>Every verdict on six trials, epoch by epoch, after histories of 0, 8 and 50 trials, with all its numbers.</summary>
    public static IEnumerable<string> VerdictLines(string pruner) =>
        from count in new[] { 0, 8, 50 }
        let study = Study(History(count))
        from number in Enumerable.Range(count, 6)
        from epoch in Enumerable.Range(0, Epochs + 1)
        let verdict = Pruners.Create(pruner).Judge(number, Curve(number)[..epoch], study)
        select string.Create(CultureInfo.InvariantCulture, $"{number} {epoch} {verdict.Prune} {verdict.Why} {verdict.Rung} {verdict.Value:R} {verdict.Bound:R} {verdict.WinProbability:R}");
}

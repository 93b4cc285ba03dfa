using System.Globalization;
using Search.Tests.Support;

namespace Search.Tests.Pruning;

/// <summary>What every pruner of the catalogue must do; a new pruner is held to it by being listed.</summary>
public class PrunerContractTests
{
    public static TheoryData<string> Names { get; } = [.. Pruners.All.Select(entry => entry.Name)];

    /// <summary>Curves in which nearly everything is wrong.</summary>
    private static readonly double[][] StrangeCurves =
    [
        [], [double.NaN], [double.PositiveInfinity], [double.NegativeInfinity], [double.NaN, double.NaN, double.NaN], [1, double.NaN, double.PositiveInfinity],
        [double.NaN, 1, 0.5], [1e308, -1e308, 1e308], [0, 0, 0, 0, 0, 0, 0, 0, 0], [double.Epsilon, -0.0, 0.0], [.. Enumerable.Repeat(double.NaN, 20)],
        [.. Enumerable.Repeat(1e300, 9)], [.. Enumerable.Repeat(double.MinValue, 3)],
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_last_epoch_is_never_pruned(string name)
    {
        var pruner = Pruners.Create(name);
        foreach (var count in new[] { 0, 1, 50 })
        {
            foreach (var length in new[] { SomeCurves.Epochs, SomeCurves.Epochs + 5 })
            {
                foreach (var value in new[] { 1e6, double.NaN, double.PositiveInfinity })
                    Assert.False(pruner.Judge(60, [.. Enumerable.Repeat(value, length)], SomeCurves.Study(SomeCurves.History(count))).Prune);
            }
        }

        Assert.False(pruner.Judge(60, [1e6], SomeCurves.Study(SomeCurves.History(50), maxEpochs: 1)).Prune);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Strange_curves_get_a_sound_verdict_among_strange_trials(string name)
    {
        var pruner = Pruners.Create(name);
        foreach (var study in StrangeStudies())
        {
            foreach (var curve in StrangeCurves)
                Check(pruner.Judge(7, curve, study));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verdicts_tell_the_epoch_and_their_numbers_in_a_sentence(string name)
    {
        foreach (var maximised in new[] { false, true })
        {
            var study = SomeCurves.Study(SomeCurves.History(50)) with { Maximised = maximised };
            for (var number = 50; number < 60; number++)
            {
                for (var epoch = 0; epoch < SomeCurves.Epochs; epoch++)
                {
                    var verdict = Pruners.Create(name).Judge(number, SomeCurves.Curve(number)[..epoch], study);
                    Check(verdict);
                    if (verdict.Prune)
                        Assert.NotNull(verdict.Rung);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_first_trial_of_a_study_is_never_pruned_while_it_improves(string name)
    {
        double[] curve = [.. Enumerable.Range(0, SomeCurves.Epochs).Select(i => 1.0 / (1 + i))];
        for (var epoch = 0; epoch <= SomeCurves.Epochs; epoch++)
            Assert.False(Pruners.Create(name).Judge(0, curve[..epoch], SomeCurves.Study([])).Prune);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_best_trial_of_all_is_never_pruned_while_it_improves(string name)
    {
        var study = SomeCurves.Study(SomeCurves.History(50));
        double[] curve = [.. Enumerable.Range(0, SomeCurves.Epochs).Select(i => -2.0 - i)];
        for (var epoch = 0; epoch <= SomeCurves.Epochs; epoch++)
            Assert.False(Pruners.Create(name).Judge(50, curve[..epoch], study).Prune);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Order_repetition_earlier_states_and_the_cache_change_nothing(string name)
    {
        var trials = SomeCurves.History(50).ToArray();
        Observation[] earlier = [.. trials.Select(trial => trial with { State = TrialState.Running, Value = null, Curve = [.. trial.Curve.Take(2)] })];
        var log = ObservationLog.Empty;
        var warm = Pruners.Create(name);
        foreach (var trial in earlier.Concat(trials))
        {
            log = log.Append(trial);
            warm.Judge(50, SomeCurves.Curve(50)[..9], SomeCurves.Study([]) with { Observations = log });
        }

        StudyView[] same = [SomeCurves.Study(trials.Reverse()), SomeCurves.Study([.. earlier, .. trials]), SomeCurves.Study([]) with { Observations = log }];
        for (var number = 48; number < 54; number++)
        {
            for (var epoch = 1; epoch < SomeCurves.Epochs; epoch++)
            {
                var curve = SomeCurves.Curve(number)[..epoch];
                var verdict = Pruners.Create(name).Judge(number, curve, SomeCurves.Study(trials));
                Assert.All(same, study => Assert.Equal(verdict, warm.Judge(number, curve, study)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_trials_own_entry_counts_for_nothing(string name)
    {
        var trials = SomeCurves.History(50).ToArray();
        var curve = SomeCurves.Curve(20);
        foreach (var epoch in new[] { 1, 3, 9, 20 })
        {
            Assert.Equal(
                Pruners.Create(name).Judge(20, curve[..epoch], SomeCurves.Study(trials.Where(trial => trial.Number != 20))),
                Pruners.Create(name).Judge(20, curve[..epoch], SomeCurves.Study(trials)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Another_process_judges_the_same_also_without_hardware_intrinsics(string name)
    {
        var here = SomeCurves.VerdictLines(name).ToArray();
        Assert.Equal(here, await OtherProcess.VerdictsAsync(name));
        Assert.Equal(here, await OtherProcess.VerdictsAsync(name, ("DOTNET_EnableHWIntrinsic", "0"), ("DOTNET_TieredCompilation", "0")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Culture_changes_nothing(string name)
    {
        var here = SomeCurves.VerdictLines(name).ToArray();
        var before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = other;
            Assert.Equal(here, SomeCurves.VerdictLines(name).ToArray());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>The direction only turns numbers in sentences; <c>threshold</c>, whose bounds people give in the metric's own values, is tested by itself.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_direction_of_the_metric_decides_nothing(string name)
    {
        var study = SomeCurves.Study(SomeCurves.History(50));
        for (var epoch = 0; epoch < SomeCurves.Epochs; epoch++)
        {
            var curve = SomeCurves.Curve(53)[..epoch];
            var verdict = Pruners.Create(name).Judge(53, curve, study);
            Assert.Equal(verdict, Pruners.Create(name).Judge(53, curve, study with { Maximised = true }) with { Why = verdict.Why });
        }
    }

    private static IEnumerable<StudyView> StrangeStudies()
    {
        var states = Enum.GetValues<TrialState>();
        yield return SomeCurves.Study([]);
        foreach (var state in states)
        {
            yield return SomeCurves.Study(Enumerable.Range(0, 12).Select(number => SomeCurves.Trial(number, state)));
            yield return SomeCurves.Study(Enumerable.Range(0, 12).Select(number => SomeCurves.Trial(number, state, [.. Enumerable.Repeat(double.NaN, SomeCurves.Epochs)])));
            yield return SomeCurves.Study(Enumerable.Range(0, 12).Select(number => SomeCurves.Trial(number, state, [.. Enumerable.Repeat(1.0, SomeCurves.Epochs)])));
            yield return SomeCurves.Study(Enumerable.Range(0, 12).Select(number => SomeCurves.Trial(number, state, [.. Enumerable.Repeat(number % 2 == 0 ? 1e308 : -1e308, SomeCurves.Epochs)])));
        }

        yield return SomeCurves.Study(StrangeCurves.Select((curve, number) => SomeCurves.Trial(number, states[number % states.Length], curve)));
        yield return SomeCurves.Study(StrangeCurves.Select((curve, number) => SomeCurves.Trial(number, TrialState.Completed, [.. curve, .. Enumerable.Repeat(1.5, SomeCurves.Epochs)])));
    }

    private static void Check(Verdict verdict)
    {
        Assert.StartsWith(verdict.Prune ? "Pruned at epoch " : "Kept", verdict.Why, StringComparison.Ordinal);
        Assert.EndsWith(".", verdict.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("..", verdict.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", verdict.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", verdict.Why, StringComparison.Ordinal);
        Assert.True(verdict.Value is null || double.IsFinite(verdict.Value.Value));
        Assert.True(verdict.Bound is null || double.IsFinite(verdict.Bound.Value));
        Assert.True(verdict.WinProbability is null or (>= 0 and <= 1));
    }
}

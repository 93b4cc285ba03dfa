using System.Globalization;
using System.Text.Json;
using Search.Tests.Support;

namespace Search.Tests.Sampling;

/// <summary>What every sampler of the catalogue must do; a new sampler is held to it by being listed.</summary>
public class SamplerContractTests
{
    public static TheoryData<string> Names { get; } = [.. Samplers.All.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Proposals_are_points_of_the_space_with_a_reason(string name)
    {
        foreach (var count in new[] { 0, 5, 12, 60 })
        {
            var study = Some.Study(Some.MixedSpace, Some.History(Some.MixedSpace, count));
            for (var number = count; number < count + 20; number++)
            {
                var proposal = Samplers.Create(name).Suggest(study, number);
                Assert.Null(study.Space.Problem(proposal.Parameters));
                Assert.Equal(study.Space.Canonical(proposal.Parameters).Keys, proposal.Parameters.Keys);
                Assert.EndsWith(".", proposal.Why, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Proposals_are_points_of_any_space_after_any_history(string name) => RandomSpaces.Hold(150, space =>
    {
        foreach (var count in new[] { 0, 30 })
        {
            var study = Some.Study(space, Some.History(space, count));
            Assert.Null(space.Problem(Samplers.Create(name).Suggest(study, count).Parameters));
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_choice_and_both_ends_of_the_scales_can_be_proposed(string name)
    {
        var proposals = Enumerable.Range(0, 400).Select(number => Samplers.Create(name).Suggest(Some.Study(Some.MixedSpace, []), number).Parameters).ToArray();
        Assert.Equal(["cnn", "linear", "mlp"], proposals.Select(set => (string)set["arch"]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(12, proposals.Where(set => set.ContainsKey("layers")).Select(set => (long)set["layers"]).Distinct().Count());
        Assert.Equal(10, proposals.Where(set => set.ContainsKey("dropout")).Select(set => (double)set["dropout"]).Distinct().Count());
        // On a log scale of five decades, a fifth of the draws lies in each.
        Assert.InRange(proposals.Count(set => (double)set["lr"] < 1e-4), 40, 120);
        Assert.InRange(proposals.Count(set => (double)set["lr"] > 1e-1), 40, 120);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_study_and_number_give_the_same_proposal(string name)
    {
        var study = Some.Study(Some.MixedSpace, Some.History(Some.MixedSpace, 40));
        var sampler = Samplers.Create(name);
        var first = sampler.Suggest(study, 40);
        sampler.Suggest(study, 41);
        Assert.Equal(first, sampler.Suggest(study, 40));
        Assert.Equal(first, Samplers.Create(name).Suggest(study with { Observations = [.. study.Observations.Reverse()] }, 40));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_remembered_of_the_history_changes_no_bit(string name)
    {
        var sampler = Samplers.Create(name);
        var warm = new StudyView(Some.MixedSpace, ObservationLog.Empty, 3, 10);
        foreach (var (entry, number) in Some.Entries(Some.MixedSpace, 60).Select((entry, i) => (entry, i + 1000)))
        {
            warm = warm with { Observations = ((ObservationLog)warm.Observations).Append(entry) };
            AssertSame(Samplers.Create(name).Suggest(warm with { Observations = [.. warm.Observations] }, number), sampler.Suggest(warm, number));
            // An earlier view of a log that has been read further.
            if (number % 20 == 0)
                AssertSame(Samplers.Create(name).Suggest(warm, 5000), sampler.Suggest(warm with { Observations = [.. warm.Observations] }, 5000));
        }

        var shorter = warm.Observations.Take(40).Aggregate(ObservationLog.Empty, (log, entry) => log.Append(entry));
        var longer = shorter.Append(warm.Observations[40]).Append(warm.Observations[41]);
        var before = sampler.Suggest(warm with { Observations = shorter }, 2000);
        sampler.Suggest(warm with { Observations = longer }, 2001);
        AssertSame(before, sampler.Suggest(warm with { Observations = shorter }, 2000));
    }

    private static void AssertSame(Proposal expected, Proposal actual)
    {
        // Records compare doubles by value and parameters by name: the text shows the bits.
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Another_process_proposes_the_same_also_without_hardware_intrinsics(string name)
    {
        var here = Some.ProposalLines(name).ToArray();
        Assert.Equal(here, await OtherProcess.ProposalsAsync(name));
        Assert.Equal(here, await OtherProcess.ProposalsAsync(name, ("DOTNET_EnableHWIntrinsic", "0"), ("DOTNET_TieredCompilation", "0")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Culture_changes_nothing(string name)
    {
        var here = Some.ProposalLines(name).ToArray();
        var before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = other;
            Assert.Equal(here, Some.ProposalLines(name).ToArray());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_number_or_seed_gives_another_proposal(string name)
    {
        var study = Some.Study(Some.MixedSpace, Some.History(Some.MixedSpace, 40));
        var parallel = Enumerable.Range(40, 8).Select(number => Samplers.Create(name).Suggest(study, number).Parameters).ToArray();
        Assert.Equal(8, parallel.Distinct().Count());
        Assert.NotEqual(parallel[0], Samplers.Create(name).Suggest(study with { Seed = 2 }, 40).Parameters);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Histories_of_nothing_but_trouble_are_survived(string name)
    {
        var sampler = Samplers.Create(name);
        var space = Some.MixedSpace;
        var good = Some.History(space, 30).ToArray();
        Observation[][] histories =
        [
            [.. good.Select(o => o with { State = TrialState.Failed, Value = null, Curve = [] })],
            [.. good.Select(o => o with { State = TrialState.Completed, Value = double.NaN, Curve = [double.NaN] })],
            [.. good.Select(o => o with { State = TrialState.Completed, Value = o.Number % 2 == 0 ? double.PositiveInfinity : double.NegativeInfinity })],
            [.. good.Select(o => o with { State = TrialState.Completed, Value = 1 })],
            [.. good.Select(o => o with { State = TrialState.Completed, Value = o.Number % 2 == 0 ? 1e308 : -1e308 })],
            [.. good.Select(o => o with { State = TrialState.Pruned, Value = null, Curve = [] })],
            [.. good.Select(o => o with { State = TrialState.Running, Value = null })],
            [.. good.Select(o => o with { Parameters = good[0].Parameters, State = TrialState.Completed, Value = 1 })],
            [.. good, .. good],
            [.. good.Select(o => o with { Parameters = ParameterSet.Empty })],
            [.. good.Select(o => o with { Parameters = ParameterSet.Of(("lr", 50.0), ("arch", "transformer"), ("gone", 1)) })],
        ];
        foreach (var history in histories)
            Assert.Null(space.Problem(sampler.Suggest(Some.Study(space, history), 30).Parameters));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_trial_that_was_reported_thousands_of_times_is_one_trial(string name)
    {
        var history = Some.History(Some.MixedSpace, 12).ToArray();
        Observation[] reports = [.. Enumerable.Range(1, 5_000).Select(epochs => history[7] with { Curve = [.. Enumerable.Repeat(1.5, Math.Min(epochs, 9))] })];
        var log = history.Concat(reports).Aggregate(ObservationLog.Empty, (log, entry) => log.Append(entry));
        var once = Some.Study(Some.MixedSpace, [.. history[..7], reports[^1], .. history[8..]]);
        AssertSame(Samplers.Create(name).Suggest(once, 12), Samplers.Create(name).Suggest(once with { Observations = log }, 12));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_space_without_parameters_gets_the_empty_set(string name)
    {
        var space = new SearchSpace([]);
        var history = Enumerable.Range(0, 20).Select(number => Some.Completed(number, ParameterSet.Empty, number));
        Assert.Equal(ParameterSet.Empty, Samplers.Create(name).Suggest(Some.Study(space, history), 20).Parameters);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_space_with_one_point_is_not_searched_for_ever(string name)
    {
        var space = new SearchSpace([new CategoricalParameter("only", ["this"])]);
        var history = Enumerable.Range(0, 20).Select(number => Some.Completed(number, ParameterSet.Of(("only", "this")), number));
        Assert.Equal(ParameterSet.Of(("only", "this")), Samplers.Create(name).Suggest(Some.Study(space, history), 20).Parameters);
    }
}

using Search.Tests.Support;

namespace Search.Tests.Sampling;

public class PbtSamplerTests
{
    private static readonly SearchSpace Space = SearchSpace.Parse("""
        {"lr":{"type":"float","low":1e-5,"high":1,"log":true},"momentum":{"type":"float","low":0.1,"high":0.9},
         "arch":{"type":"categorical","choices":["mlp","cnn"]},"layers":{"type":"int","low":1,"high":12}}
        """);

    [Fact]
    public void The_first_segments_start_afresh()
    {
        for (var number = 0; number < 10; number++)
        {
            var proposal = new PbtSampler().Suggest(Some.Study(Space, Generation(number)), number);
            Assert.Null(proposal.Inherit);
            Assert.Equal(ProposalKind.Start, proposal.Rationale!.Kind);
        }
    }

    [Fact]
    public void The_worst_members_copy_the_best_and_all_others_go_on()
    {
        var history = Generation(10).ToArray(); // trial n has value n: members 0 and 1 are the best fifth, 8 and 9 the worst
        var study = Some.Study(Space, history);
        for (var number = 10; number < 20; number++)
        {
            var proposal = new PbtSampler().Suggest(study, number);
            Assert.Equal(4, proposal.Inherit!.Epoch);
            if (number < 18)
            {
                Assert.Equal((number - 10, ProposalKind.Explore), (proposal.Inherit.Trial, proposal.Rationale!.Kind));
                continue;
            }

            Assert.InRange(proposal.Inherit.Trial, 0, 1);
            Assert.Equal(ProposalKind.Exploit, proposal.Rationale!.Kind);
        }

        Assert.Equal(2, Enumerable.Range(1, 8).Select(generation => new PbtSampler().Suggest(study, 10 * generation + 9).Inherit!.Trial).Distinct().Count());
        Assert.Equal("Goes on from epoch 4 of trial 1, the member's own: 1 of 10 members; its real numbers are varied.", new PbtSampler().Suggest(study, 10).Why);
        Assert.Contains("one of the top 2 of 10 members, because its own member is number 9", new PbtSampler().Suggest(study, 18).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_population_keeps_its_lineages_for_many_generations()
    {
        // Ten lanes, and values by chance: each generation the worst two give up their weights, and no other does.
        var (history, founders) = (new List<Observation>(), Enumerable.Range(0, 10).ToArray());
        for (var first = 0; first < 40; first += 10)
        {
            var proposals = Enumerable.Range(first, 10).Select(number => new PbtSampler().Suggest(Some.Study(Space, history), number)).ToArray();
            founders = [.. proposals.Select((proposal, member) => proposal.Inherit is { } inherit ? founders[inherit.Trial % 10] : member)];
            Assert.InRange(founders.Distinct().Count(), 10 - first / 5, 10);
            history.AddRange(proposals.Select((proposal, member) => Some.Completed(first + member, proposal.Parameters, TrialRandom.For(2, first + member).Uniform(0))));
        }
    }

    [Fact]
    public void Numbers_are_changed_by_a_fifth_and_what_shapes_the_network_stays()
    {
        var history = Generation(10).ToArray();
        var factors = new List<double>();
        foreach (var number in Copying(50))
        {
            var proposal = new PbtSampler(new PbtOptions(Resample: 0)).Suggest(Some.Study(Space, history), number);
            var source = history[proposal.Inherit!.Trial].Parameters;
            Assert.Equal(source["arch"], proposal.Parameters["arch"]);
            Assert.Equal(source["layers"], proposal.Parameters["layers"]);
            factors.Add((double)proposal.Parameters["lr"] / (double)source["lr"]);
            var momentum = (double)proposal.Parameters["momentum"] / (double)source["momentum"];
            Assert.True(Math.Abs(momentum - 0.8) < 0.051 || Math.Abs(momentum - 1.2) < 0.051 || (double)proposal.Parameters["momentum"] is 0.1 or 0.9);
        }

        Assert.All(factors, factor => Assert.True(Math.Abs(factor - 0.8) < 0.051 || Math.Abs(factor - 1.2) < 0.051, $"{factor}"));
        Assert.InRange(factors.Count(factor => factor > 1), 10, 40);
        var free = Copying(40).Select(number => new PbtSampler(new PbtOptions(WholeNumbers: true)).Suggest(Some.Study(Space, history), number)).ToArray();
        Assert.All(free, proposal => Assert.Equal(history[proposal.Inherit!.Trial].Parameters["arch"], proposal.Parameters["arch"]));
        Assert.Contains(free, proposal => !proposal.Parameters["layers"].Equals(history[proposal.Inherit!.Trial].Parameters["layers"]));
    }

    [Fact]
    public void Only_the_last_completed_segment_of_a_member_counts()
    {
        Observation[] history =
        [
            .. Generation(10),
            Segment(10, 50), // member 0 got worse
            Segment(11, 0) with { State = TrialState.Failed },
            Segment(12, 0) with { State = TrialState.Running, Value = null },
            Segment(13, -1) with { State = TrialState.Pruned },
        ];
        // Member 0 is the worst now, so the best two are 1 and 2, and the worst two 9 and 0.
        int[] copying = [.. Enumerable.Range(20, 100).Where(number => number % 10 is 0 or 9)];
        Assert.Equal([1, 2], copying.Select(number => new PbtSampler().Suggest(Some.Study(Space, history), number).Inherit!.Trial).Distinct().Order());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Enumerable.Range(21, 8).Select(number => new PbtSampler().Suggest(Some.Study(Space, history), number).Inherit!.Trial));
    }

    [Fact]
    public void Members_that_have_not_ended_are_not_waited_for()
    {
        var history = Generation(10).Select(trial => trial.Number is 4 or 5 ? trial : trial with { State = TrialState.Running, Value = null });
        var proposal = new PbtSampler().Suggest(Some.Study(Space, history), 16);
        Assert.Equal(4, proposal.Inherit!.Trial);
        Assert.Contains("has no value yet", proposal.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_population_finds_a_schedule_that_no_fixed_rate_has()
    {
        // The best rate falls with progress; a segment adds progress by how near its rate is. Random search restarts at nothing every time.
        var space = new SearchSpace([new FloatParameter("lr", 1e-4, 1, Log: true)]);
        var results = Enumerable.Range(1, 20).Select(seed => (Population: Best(new PbtSampler(), seed), Random: Best(new RandomSampler(), seed))).ToArray();
        Assert.True(results.Count(pair => pair.Population < pair.Random) >= 19);

        double Best(ISampler sampler, long seed)
        {
            var history = new List<Observation>();
            for (var number = 0; number < 100; number++)
            {
                var proposal = sampler.Suggest(Some.Study(space, history, seed), number);
                var before = proposal.Inherit is { } inherit ? history[inherit.Trial].Value!.Value : 10;
                var ideal = Math.Log10(0.1) - (10 - before) / 4;
                var miss = Math.Abs(Math.Log10((double)proposal.Parameters["lr"]) - ideal);
                history.Add(Some.Completed(number, proposal.Parameters, before - Math.Max(0, 1 - 2 * miss)));
            }

            return history.Min(trial => trial.Value!.Value);
        }
    }

    /// <summary>Numbers of trials of the worst two of ten members, which copy.</summary>
    private static IEnumerable<int> Copying(int count) => Enumerable.Range(0, count).Select(i => 18 + 10 * (i / 2) + i % 2);

    private static IEnumerable<Observation> Generation(int count) => Enumerable.Range(0, count).Select(number => Segment(number, number));

    private static Observation Segment(int number, double value) =>
        Some.Completed(number, new RandomSampler().Suggest(Some.Study(Space, []), number).Parameters, value) with { Curve = [9, 8, 7, value] };
}

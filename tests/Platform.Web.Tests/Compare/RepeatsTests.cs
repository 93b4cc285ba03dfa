using System.Collections.Immutable;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Web.Charts;
using Platform.Web.Compare;
using Platform.Web.Tests.Pages;
using Xunit;

namespace Platform.Web.Tests.Compare;

public sealed class RepeatsTests
{
    private static readonly Dictionary<string, string> None = [];

    private static ComparedRun Run(string id, double loss, string? seed, string rate, string data = "d1") => new(
        id, id, seed is null ? new Dictionary<string, string> { ["lr"] = rate } : new Dictionary<string, string> { ["lr"] = rate, ["seed"] = seed }, None,
        new Dictionary<string, string> { ["digest"] = data }, None, None, new Dictionary<string, double> { ["loss"] = loss });

    [Fact]
    public void Runs_that_differ_only_in_their_seed_are_one_group_named_by_what_sets_it_apart()
    {
        ComparedRun[] runs = [Run("a", 1, "1", "0.1"), Run("b", 2, "1", "0.2"), Run("c", 3, "2", "0.1")];
        Assert.Equal([("lr 0.1", "0 2"), ("lr 0.2", "1")], SeedGroup.Of(runs).Select(g => (g.Name, string.Join(' ', g.Runs))));
    }

    [Fact]
    public void Runs_on_other_data_do_not_repeat_one_another() => Assert.Equal(2, SeedGroup.Of([Run("a", 1, "1", "0.1"), Run("b", 2, "2", "0.1", "d2")]).Count);

    [Fact]
    public void Groups_have_mean_and_spread_and_equal_seeds_are_paired()
    {
        ComparedRun[] runs = [Run("a", 1, "1", "0.1"), Run("b", 2, "2", "0.1"), Run("c", 3, "3", "0.1"), Run("d", 1.5, "1", "0.2"), Run("e", 2.75, "2", "0.2"), Run("f", 9, null, "0.2")];
        var repeats = Repeats.Of(runs, "loss");
        Assert.Equal((2, 1, 3), (repeats.Groups[0].Mean, repeats.Groups[0].StandardDeviation, repeats.Groups[0].N));
        var pair = Assert.Single(repeats.Tests);
        Assert.Equal(("lr 0.1", "lr 0.2", 2), (pair.First, pair.Second, pair.Pairs));
        Assert.Equal(-0.625, pair.Paired!.Difference);
        Assert.Equal(pair.Welch!.P, pair.WelchCorrected);
    }

    [Fact]
    public void A_reproduction_is_no_repeat()
    {
        ComparedRun[] runs = [Run("a", 1, "1", "0.1") with { Trial = SomeViews.Trial() }, Run("b", 1, "1", "0.1") with { Trial = SomeViews.Trial(reproduces: "abcdefgh-1") }, Run("c", 2, "2", "0.1") with { Trial = SomeViews.Trial(2) }];
        Assert.Equal([0, 2], Assert.Single(Repeats.Of(runs, "loss").Groups).Runs);
    }

    [Fact]
    public void Runs_of_other_code_do_not_repeat_one_another_and_the_groups_say_which()
    {
        static Dictionary<string, string> Code(string commit, string source = "train.py", string branch = "main") => new() { ["commit"] = commit, ["source"] = source, ["branch"] = branch };
        var (before, after) = (new string('a', 40), new string('b', 40));
        ComparedRun[] runs =
        [
            .. Enumerable.Range(1, 2).Select(seed => Run($"a{seed}", seed, $"{seed}", "0.1") with { Code = Code(before) }),
            Run("a3", 3, "3", "0.1") with { Code = Code(before, branch: "work") }, // the same commit
            .. Enumerable.Range(1, 3).Select(seed => Run($"b{seed}", 10 + seed, $"{seed}", "0.1") with { Code = Code(after) }),
            Run("c1", 7, "1", "0.1") with { Code = Code(after, "other.py") },
        ];
        var repeats = Repeats.Of(runs, "loss");
        Assert.Equal([("source train.py, commit aaaaaaaa", 3), ("source train.py, commit bbbbbbbb", 3), ("source other.py, commit bbbbbbbb", 1)], repeats.Groups.Select(g => (g.Name, g.N)));
        Assert.Equal(3, Assert.Single(repeats.Tests).Pairs);
    }

    [Fact]
    public void A_trial_of_a_cloned_sweep_with_the_same_seed_counts_once_and_is_said_to_be_left_out()
    {
        ComparedRun[] runs = [.. new[] { "1", "2", "1", "2" }.Select((seed, i) => Run($"{i}", double.Parse(seed, System.Globalization.CultureInfo.InvariantCulture), seed, "0.1") with { Trial = SomeViews.Trial(i + 1) })];
        var group = Assert.Single(Repeats.Of(runs, "loss").Groups);
        Assert.Equal([0, 1], group.Runs);
        Assert.Equal((2, 2, 2), (group.N, group.LeftOut, group.BySeed.Count));
    }

    [Fact]
    public async Task Only_finished_runs_count_and_the_table_says_how_many_are_left_out()
    {
        ComparedRun[] runs =
        [
            Run("a", 1, "1", "0.1") with { Trial = SomeViews.Trial(1) }, Run("b", 2, "2", "0.1") with { Trial = SomeViews.Trial(2) },
            Run("c", 90, "3", "0.1") with { Trial = SomeViews.Trial(3, TrialStatus.Pruned) }, Run("d", 90, "4", "0.1") with { Tracked = Outside(RunStatus.Running) },
            Run("e", 90, "5", "0.1") with { Tracked = Outside(RunStatus.Failed) }, Run("f", 3, "6", "0.1") with { Tracked = Outside(RunStatus.Finished) },
        ];
        var repeats = Repeats.Of(runs, "loss");
        var group = Assert.Single(repeats.Groups);
        Assert.Equal((2.0, 3, 3), (group.Mean, group.N, group.Unfinished));
        var card = await PageRenderer.RenderAsync<RepeatsCard>(("Repeats", repeats), ("Csv", (Func<string, string>)(table => table)));
        Assert.Equal("3 runs not finished left out", card.QuerySelector("[data-unfinished]")!.Words());
        Assert.EndsWith("a b f,3\r\n", CompareTables.ToCsv("repeats", runs, "loss"), StringComparison.Ordinal);

        static RunWithMetrics Outside(RunStatus status) => new(
            new TrackedRun(new string('0', 32), "0", "run", "me", status, Lifecycle.Active, 0, null, null, "", TrackedRun.RunKind, ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty, [], SomeViews.Noon), []);
    }

    [Fact]
    public async Task The_table_says_how_many_runs_are_left_out()
    {
        ComparedRun[] runs = [Run("a", 1, "1", "0.1"), Run("b", 2, "2", "0.1"), Run("c", 2, "2", "0.1")];
        var card = await PageRenderer.RenderAsync<RepeatsCard>(("Repeats", Repeats.Of(runs, "loss")), ("Csv", (Func<string, string>)(table => table)));
        Assert.Equal("1 run with the same seed left out", card.QuerySelector("[data-left-out]")!.Words());
    }

    [Fact]
    public void Of_runs_from_outside_with_the_same_seed_one_counts()
    {
        ComparedRun[] runs = [Run("a", double.NaN, "1", "0.1"), Run("b", 1, "1", "0.1"), Run("c", 1, "1", "0.1"), Run("d", 2, "2", "0.1"), Run("e", 3, null, "0.1"), Run("f", 3, null, "0.1")];
        var group = Assert.Single(Repeats.Of(runs, "loss").Groups);
        Assert.Equal([1, 3, 4, 5], group.Runs);
        Assert.Equal((4, 1.0, 2), (group.N, group.BySeed["1"], group.BySeed.Count));
    }

    [Fact]
    public void A_seed_is_found_however_its_name_is_written()
    {
        ComparedRun[] runs = [.. new[] { "Seed", "RANDOM_STATE" }.Select(name => Run("a", 1, null, "0.1") with { Parameters = new Dictionary<string, string> { ["lr"] = "0.1", [name] = "7" } })];
        Assert.Equal(["7", "7"], runs.Select(run => run.Seed));
        Assert.Single(SeedGroup.Of(runs));
        Assert.Null(Run("b", 1, null, "0.1").Seed);
    }

    [Fact]
    public void Groups_of_the_same_name_are_told_apart() =>
        Assert.Equal(["lr 0.1", "lr 0.1 (2)", "lr 0.2"], SeedGroup.Of([Run("a", 1, "1", "0.1"), Run("b", 2, "1", "0.1", "d2"), Run("c", 3, "1", "0.2")]).Select(g => g.Name));

    [Fact]
    public void With_three_groups_probabilities_are_corrected()
    {
        ComparedRun[] runs = [.. new[] { "0.1", "0.2", "0.3" }.SelectMany((rate, g) => Enumerable.Range(0, 3).Select(i => Run($"{rate}-{i}", g + (0.01 * i), $"{i}", rate)))];
        var repeats = Repeats.Of(runs, "loss");
        Assert.Equal(3, repeats.Tests.Count);
        Assert.All(repeats.Tests, pair => Assert.True(pair.WelchCorrected > pair.Welch!.P));
    }

    [Fact]
    public void Tables_are_csv_with_all_digits_and_no_formulas()
    {
        ComparedRun[] runs = [Run("a, \"b\"", 0.1 + 0.2, "1", "0.1"), Run("=1+1", -2, "2", "0.1")];
        Assert.Equal("metric,\"a, \"\"b\"\"\",'=1+1\r\nid,\"a, \"\"b\"\"\",'=1+1\r\nloss,0.30000000000000004,-2\r\n", CompareTables.ToCsv("metrics", runs, "loss"));
        Assert.All(["\t=1+1", "\r=1+1", "@SUM(A1)", "+1"], name => Assert.Contains($"'{name}", CompareTables.ToCsv("metrics", [runs[0], runs[1] with { Name = name }], "loss"), StringComparison.Ordinal));
        Assert.Contains("parameter,seed,1,2\r\n", CompareTables.ToCsv("parameters", runs, ""), StringComparison.Ordinal);
        Assert.Equal(2, CompareTables.ToCsv("repeats", runs, "loss").Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Throws<ArgumentException>(() => CompareTables.ToCsv("other", runs, "loss"));
    }

    [Fact]
    public void The_address_holds_the_whole_state_and_what_cannot_be_read_is_as_usual()
    {
        var state = CompareState.Parse("val/loss", "elapsed", "1", "0.6", "2,0", "1");
        var query = state.ToQuery();
        Assert.Equal(("val/loss", "elapsed", "1", "0.6", "0,2", "1"), (query["metric"], query["axis"], query["log"], query["smooth"], query["hidden"], query["all"]));
        Assert.All(CompareState.Parse("", "9", "x", "1.5", "a,-1", null).ToQuery().Values, Assert.Null);
        Assert.Equal([0, 1, 2], state.Toggle(1).Hidden.Order());
        var turned = state.Turn("a,b").Turn("loss").Turn("acc").Turn("loss"); // twice is as before
        Assert.Equal((string[])["a,b", "acc"], turned.ToQuery()["turned"]);
        Assert.Equal(["a,b", "acc"], CompareState.Parse(null, null, null, null, null, null, (string[])turned.ToQuery()["turned"]!).Turned.Order(StringComparer.Ordinal));
        Assert.Equal(SeriesAxis.Step, CompareState.Parse(null, "nothing", null, null, null, null).Axis);
    }
}

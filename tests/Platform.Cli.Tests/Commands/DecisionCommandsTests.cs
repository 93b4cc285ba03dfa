using System.Text.Json;
using Platform.Cli.Tests.Support;
using Platform.Core.Experiments;
using Platform.Core.Studies;

namespace Platform.Cli.Tests.Commands;

/// <summary>sweep change, sweep verify and trial story against a running web server.</summary>
public class DecisionCommandsTests(WebPlatform platform) : IClassFixture<WebPlatform>
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_sweep_that_comes_out_again_ends_with_0_and_one_that_does_not_with_1_and_the_first_difference()
    {
        var id = await LaunchAsync();
        await ProposeAsync(id, 1);
        var good = await platform.RunAsync("sweep", "verify", id);
        Assert.Equal((ExitCodes.Ok, $"Identical: 1 proposal and 0 prunings of sweep {id} came out again bit by bit."), (good.ExitCode, good.Output.Trim()));
        Assert.True(JsonElement.Parse((await platform.RunAsync("sweep", "verify", id, "--json")).Output).GetProperty("identical").GetBoolean());

        await ProposeAsync(id, 2, why: "a hunch");
        var bad = await platform.RunAsync("sweep", "verify", id);

        Assert.Equal(ExitCodes.Failed, bad.ExitCode);
        Assert.Contains($"The proposal of trial {id}-2 differs in why", bad.Output, StringComparison.Ordinal);
        Assert.Contains("a hunch", bad.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_s_story_is_one_line_an_event_and_an_unknown_trial_is_said_to_be_unknown()
    {
        var id = await LaunchAsync();
        await ProposeAsync(id, 1, why: "because of a test.");

        var story = await platform.RunAsync("trial", "story", $"{id}-1");

        Assert.Equal(ExitCodes.Ok, story.ExitCode);
        Assert.StartsWith("2026-01-02 12:00:00  Suggested by random", story.Output, StringComparison.Ordinal);
        Assert.Contains("because of a test.", story.Output, StringComparison.Ordinal);
        var json = JsonElement.Parse((await platform.RunAsync("trial", "story", $"{id}-1", "--json")).Output);
        Assert.Equal("suggested", json.GetProperty("items")[0].GetProperty("kind").GetString());
        var unknown = await platform.RunAsync("trial", "story", "unknown1-1");
        Assert.Equal(ExitCodes.Failed, unknown.ExitCode);
        Assert.Contains("There is no run 'unknown1-1'", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_shown_first_then_made_and_refused_with_the_platform_s_own_words()
    {
        var id = await LaunchAsync();
        await ProposeAsync(id, 1);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("new.yaml"), "space: {learning_rate: {type: float, low: 0.09, high: 0.1}}\n", TestContext.Current.CancellationToken);

        var dry = await platform.RunAsync("sweep", "change", id, "--file", folder.Combine("new.yaml"), "--dry-run");

        Assert.Equal(ExitCodes.Ok, dry.ExitCode);
        Assert.Contains("learning_rate a number from 0.0001 to 0.01 (log scale) → a number from 0.09 to 0.1", dry.Output, StringComparison.Ordinal);
        Assert.Contains("Trials so far: 1. The search keeps 0 as they are, maps 0 and leaves out 1.", dry.Output, StringComparison.Ordinal);
        Assert.Contains("Left out: its learning_rate", dry.Output, StringComparison.Ordinal);
        Assert.Empty((await platform.Views.ExperimentAsync(id))!.Changes);

        var made = await platform.RunAsync("sweep", "change", id, "--trials", "30", "--reason", "more");
        Assert.Contains("trials 4 → 30", made.Output, StringComparison.Ordinal);
        Assert.Equal((30, "more"), ((await platform.Views.ExperimentAsync(id))!.Spec.Trials, (await platform.Views.ExperimentAsync(id))!.Changes[0].Reason));

        var refused = await platform.RunAsync("sweep", "change", id, "--trials", "0");
        Assert.Equal(ExitCodes.Failed, refused.ExitCode);
        Assert.Contains("trials: is 0; give a whole number from 1 to 100000.", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await platform.RunAsync("sweep", "change", id)).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await platform.RunAsync("sweep", "change", id, "--file", folder.Combine("new.yaml"), "--trials", "9")).ExitCode);
    }

    [Fact]
    public async Task A_fork_is_shown_first_then_launched_and_both_sweeps_say_so()
    {
        var id = await LaunchAsync();
        await ProposeAsync(id, 1);
        var at = (await platform.Views.ExperimentAsync(id))!.LastSequence;

        var dry = await platform.RunAsync("sweep", "fork", id, "--at", $"{at}", "--sampler", "gp", "--dry-run");

        Assert.Equal(ExitCodes.Ok, dry.ExitCode);
        Assert.Contains($"Forked from {id} as of event {at}: results carried 0 (mapped 0), left out 0", dry.Output, StringComparison.Ordinal);
        Assert.Contains("sampler random → gp", dry.Output, StringComparison.Ordinal);
        Assert.Empty(await platform.Views.ForksOfAsync(id));

        Assert.Equal(ExitCodes.Ok, (await platform.RunAsync("sweep", "fork", id, "--at", $"{at}", "--name", "the other way")).ExitCode);
        var fork = Assert.Single(await platform.Views.ForksOfAsync(id));
        Assert.Equal(("the other way", new ForkOrigin(id, at)), (fork.Name, fork.ForkedFrom));
        Assert.Contains($"Forked from {id} as of event {at}.", (await platform.RunAsync("sweep", "show", fork.Id)).Output, StringComparison.Ordinal);
        Assert.Contains($"Fork: {fork.Id} (the other way) as of event {at}.", (await platform.RunAsync("sweep", "show", id)).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, (await platform.RunAsync("sweep", "fork", "unknown1")).ExitCode);
    }

    [Fact]
    public async Task An_archived_sweep_is_listed_only_where_archived_ones_are_asked_for()
    {
        var id = await LaunchAsync();
        Assert.Contains("Cancel it first", (await platform.RunAsync("sweep", "archive", id)).Error, StringComparison.Ordinal);
        await platform.RunAsync("sweep", "cancel", id);
        Assert.Equal(ExitCodes.Ok, (await platform.RunAsync("sweep", "archive", id)).ExitCode);
        Assert.DoesNotContain(id, (await platform.RunAsync("sweep", "list")).Output, StringComparison.Ordinal);
        Assert.Contains(id, (await platform.RunAsync("sweep", "list", "--archived")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await platform.RunAsync("sweep", "restore", id)).ExitCode);
        Assert.Contains(id, (await platform.RunAsync("sweep", "list")).Output, StringComparison.Ordinal);
    }

    private async Task<string> LaunchAsync()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.Combine("sweep.yaml"),
            "name: a sweep\ndata: digits\nepochs: 2\ntrials: 4\nsampler: random\nspace: {learning_rate: {type: float, low: 1e-4, high: 1e-2, log: true}}\n",
            TestContext.Current.CancellationToken);
        var run = await platform.RunAsync("sweep", "launch", folder.Combine("sweep.yaml"));
        Assert.True(run.ExitCode == ExitCodes.Ok, run.Error);
        return run.Output.Trim();
    }

    // As a lane does, unless another reason is given: the sampler's own proposal from the study as it is.
    private async Task ProposeAsync(string id, int number, string? why = null)
    {
        var reader = new StudyReader(platform.Views, new PastStudies(platform.Journal));
        var (study, search, basedOn) = (await reader.ReadAsync(id, m => Tuple.Create(m.Study.Before(number), m.Study, m.BasedOn)))!;
        var proposal = search.Suggest(study, number);
        var command = new ProposeTrial(number, proposal.Parameters, why ?? proposal.Why, basedOn, 0, Noon) { Rationale = Decisions.Recorded(proposal.Rationale), Carried = proposal.Carried };
        Assert.NotNull(await platform.Commands.ProposeAsync(id, command, trialSeed: 1));
    }
}

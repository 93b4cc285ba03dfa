using Platform.Core.Experiments;
using Platform.Web.Live;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>What all pages of sweeps read together.</summary>
public sealed class SweepReaderTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task Only_the_runs_that_have_changed_are_read_anew_and_a_sweep_without_news_is_not()
    {
        var reader = new SweepReader(web.Views, TimeProvider.System);
        var sweep = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, sweep);
        var first = (await reader.ReadAsync(sweep))!;
        var one = Assert.Single(first.Runs).Value;
        Assert.Same(first, await reader.ReadAsync(sweep, first.Through)); // whoever has seen no more gets what was read

        await web.Commands.ApplyAsync(sweep, new PauseExperiment("me", Some.Noon));
        var paused = (await reader.ReadAsync(sweep, first.Through + 1))!;
        Assert.Equal(ExperimentStatus.Paused, paused.Sweep.Status);
        Assert.Same(first.Runs, paused.Runs);
        Assert.True(paused.Through > first.Through);

        await web.Commands.ApplyAsync(sweep, new ResumeExperiment("me", Some.Noon));
        var started = await Some.StartedRunAsync(web, sweep);
        var second = (await reader.ReadAsync(sweep))!;
        Assert.Equal(2, second.Runs.Count);
        Assert.Same(one, second.Runs[one.Id]);
        Assert.Single(first.Runs); // what was handed out stays as it was

        var known = second.Runs[started.Id];
        await web.Commands.ApplyAsync(started.Id, new Platform.Core.Trials.CancelTrial("enough", Some.Noon));
        var third = (await reader.ReadAsync(sweep))!;
        Assert.NotSame(known, third.Runs[started.Id]);
        Assert.Same(one, third.Runs[one.Id]);
        Assert.Equal(Platform.Core.Trials.TrialStatus.Cancelled, third.Runs[started.Id].Status);
    }

    [Fact]
    public async Task All_who_ask_at_once_for_the_same_news_get_one_reading()
    {
        var reader = new SweepReader(web.Views, TimeProvider.System);
        var sweep = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, sweep);
        var end = (await web.Journal.EndAsync()).Sequence;

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => reader.ReadAsync(sweep, end))));

        Assert.NotNull(answers[0]);
        Assert.All(answers, answer => Assert.Same(answers[0], answer));
        Assert.True(answers[0]!.Through >= end);
    }

    [Fact]
    public async Task A_sweep_that_is_not_there_is_none_and_is_found_once_it_is()
    {
        var reader = new SweepReader(web.Views, TimeProvider.System);
        Assert.Null(await reader.ReadAsync("zzzzzzzz"));
        Assert.Null(await reader.ReadAsync("zzzzzzzz", 5));
        var sweep = await Some.SweepAsync(web);
        Assert.Empty((await reader.ReadAsync(sweep))!.Runs);
    }

    [Fact]
    public async Task The_sweeps_that_were_asked_for_longest_ago_are_forgotten_when_there_are_too_many_runs()
    {
        var reader = new SweepReader(web.Views, TimeProvider.System, mostRuns: 5); // two sweeps of a run are four
        var sweeps = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            sweeps.Add(await Some.SweepAsync(web));
            await Some.CompletedRunAsync(web, sweeps[i]);
        }

        var first = (await reader.ReadAsync(sweeps[0]))!;
        var second = (await reader.ReadAsync(sweeps[1]))!;
        Assert.Same(first, await reader.ReadAsync(sweeps[0], first.Through)); // the second is the oldest now
        await reader.ReadAsync(sweeps[2]);

        Assert.Same(first, await reader.ReadAsync(sweeps[0], first.Through));
        Assert.NotSame(second, await reader.ReadAsync(sweeps[1], second.Through));
    }
}

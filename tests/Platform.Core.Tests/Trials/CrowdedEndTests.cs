using System.Diagnostics;
using System.Text.Json;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Testing;
using Search;
using Xunit;

namespace Platform.Core.Tests.Trials;

public sealed class CrowdedEndTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Silos = 4;
    private const int Trials = 256; // as many as a sweep trains at once

    [Fact]
    public async Task As_many_trials_as_a_sweep_trains_at_once_end_at_the_same_moment()
    {
        var journals = Enumerable.Range(0, Silos).Select(_ => new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All)).ToList();
        var silos = journals.Select(journal => new PlatformCommands(journal)).ToList();
        await silos[0].ApplyAsync("crowd", new CreateExperiment("crowd", Spec, "me", TrialSpec.At));
        for (var number = 1; number <= Trials; number++)
            await silos[0].ProposeAsync("crowd", new ProposeTrial(number, ParameterSet.Empty, "", 0, number - 1, TrialSpec.At), number);
        await Task.WhenAll(Numbers.Select(number => Silo(number).ApplyAsync(Trial(number), TrialSpec.Begin())));

        await Task.WhenAll(Numbers.Select(number => UntilTakenAsync(() => Silo(number).ApplyAsync(Trial(number), TrialSpec.Report(1)))));

        var sweep = await silos[0].LoadExperimentAsync("crowd");
        Assert.Equal((ExperimentStatus.Completed, Trials), (sweep.Status, sweep.Finished.Count));
        foreach (var journal in journals)
            await journal.DisposeAsync();

        PlatformCommands Silo(int number) => silos[number % Silos];
    }

    // As a silo does with what it has trained. However slow the machine is, each of them ends in time.
    private static async Task UntilTakenAsync(Func<Task> report)
    {
        var began = Stopwatch.GetTimestamp();
        for (var taken = false; !taken;)
        {
            try
            {
                await report();
                taken = true;
            }
            catch (VersionConflictException) when (Stopwatch.GetElapsedTime(began) < Eventually.LongPatience)
            {
                // All the others were faster once more.
            }
        }
    }

    private static IEnumerable<int> Numbers => Enumerable.Range(1, Trials);

    private static SweepSpec Spec => new(
        "crowd", "digits", ParameterSet.Empty, JsonDocument.Parse("{}").RootElement, Objective.Default, new ComponentChoice("random"), new ComponentChoice("none"),
        Epochs: 1, Trials, Parallelism: Trials, Seed: 1, "cpu", Priority: 5);

    private static string Trial(int number) => StreamNames.TrialId("crowd", number);
}

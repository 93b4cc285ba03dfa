using System.Runtime.CompilerServices;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests.Support;

/// <summary>A platform for one test class: a database, a home folder, the silos that the test starts, and the means to command and watch.</summary>
public sealed class SiloPlatform : IAsyncLifetime
{
    private readonly List<SiloProcess> _silos = [];
    private readonly TestDatabase? _given;
    private SiloProcess? _shared;
    private TestDatabase _database = null!;

    public SiloPlatform()
    {
    }

    /// <param name="database">A database that the caller owns.</param>
    internal SiloPlatform(TestDatabase database) => _given = database;

    public string Home { get; } = Directory.CreateTempSubdirectory("platform-silo-tests-").FullName;

    public EventJournal Journal { get; private set; } = null!;

    public PlatformCommands Commands { get; private set; } = null!;

    public PlatformViews Views { get; private set; } = null!;

    public SiloTable Silos { get; private set; } = null!;

    public CheckpointStore Checkpoints => CheckpointStore.In(Home);

    public string ConnectionString => _database.ConnectionString;

    internal TestDatabase Database => _database;

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _database = _given ?? await TestDatabase.CreateAsync();
        Journal = new EventJournal(_database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        Commands = new PlatformCommands(Journal);
        Views = new PlatformViews(_database.DataSource);
        Silos = new SiloTable(_database.DataSource);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        await Journal.DisposeAsync();
        if (_given is null)
            await _database.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    /// <summary>Starts a silo and waits until it reports itself.</summary>
    public async Task<SiloProcess> StartSiloAsync(int slots = 2)
    {
        var silo = SiloProcess.Start(ConnectionString, Home, slots);
        _silos.Add(silo);
        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.False(silo.HasExited, silo.Log);
                return (await Silos.LiveAsync(TimeSpan.FromSeconds(5))).Any(s => s.ProcessId == silo.Id);
            });
        return silo;
    }

    /// <summary>
    /// A silo of four slots for the tests of a class that do nothing to it: its start costs more than most of what they ask of it. A test that needs to know
    /// which silos run stops it first.
    /// </summary>
    public async Task<SiloProcess> SharedSiloAsync() => _shared ??= await StartSiloAsync(slots: 4);

    /// <summary>Ends the shared silo; the next one who asks for it gets a new one.</summary>
    public async Task StopSharedSiloAsync()
    {
        if (_shared is not { } shared)
            return;
        _shared = null;
        await shared.EndAsync(Eventually.Patience);
    }

    public async Task<string> LaunchAsync(SweepSpec spec)
    {
        var id = StreamNames.NewExperimentId();
        await Commands.ApplyAsync(id, new CreateExperiment(id, spec, "test", Now));
        return id;
    }

    public async Task<ExperimentView> CompletedAsync(string experimentId)
    {
        await HoldsAsync(async () => (await ExperimentAsync(experimentId)).Status == ExperimentStatus.Completed);
        return await ExperimentAsync(experimentId);
    }

    /// <summary>Waits for a condition; a failure shows what the silos have written.</summary>
    public async Task HoldsAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string expected = "")
    {
        try
        {
            await Eventually.HoldsAsync(condition, Eventually.LongPatience, expected);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}{Environment.NewLine}{Logs}", late);
        }
    }

    public async Task<ExperimentView> ExperimentAsync(string experimentId) => (await Views.ExperimentAsync(experimentId))!;

    public async Task<TrialView> TrialAsync(string trialId) => (await Views.TrialAsync(trialId))!;

    /// <summary>A trial's events, oldest first.</summary>
    public async Task<IReadOnlyList<TrialEvent>> EventsAsync(string trialId) =>
        [.. (await Journal.ReadStreamAsync(StreamNames.Trial(trialId))).Select(e => (TrialEvent)e.Data)];

    /// <summary>Waits until the trial's events satisfy the condition, and returns them.</summary>
    public async Task<IReadOnlyList<TrialEvent>> EventsWhenAsync(string trialId, Func<IReadOnlyList<TrialEvent>, bool> condition)
    {
        IReadOnlyList<TrialEvent> events = [];
        await HoldsAsync(async () => condition(events = await EventsAsync(trialId)));
        return events;
    }

    /// <summary>What every silo has written.</summary>
    public string Logs => string.Join(Environment.NewLine, _silos.Select(s => $"--- silo {s.Id}{Environment.NewLine}{s.Log}"));
}

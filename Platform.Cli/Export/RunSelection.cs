using Platform.Cli.Api;

namespace Platform.Cli.Export;

/// <summary>The runs that an export is asked for, with their experiments, by experiment's name and identity.</summary>
internal sealed class RunSelection
{
    private readonly Dictionary<string, (string Name, IReadOnlyDictionary<string, string> Tags)> _experiments = new(StringComparer.Ordinal); // by identity

    private readonly IReadOnlyList<string> _whole; // identities of the experiments that were asked for

    private RunSelection(IReadOnlyList<RunItem> runs, IReadOnlyList<string> whole, IReadOnlyList<string> leftOut) => (Runs, _whole, LeftOut) = (runs, whole, leftOut);

    /// <summary>What was asked for and is not among them, a line each: contents that were erased.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    public IReadOnlyList<RunItem> Runs { get; private set; }

    /// <summary>Name and tags of the experiments, each once, by name.</summary>
    public IEnumerable<(string Name, IReadOnlyDictionary<string, string> Tags)> Experiments => _experiments.Values.OrderBy(experiment => experiment.Name, StringComparer.Ordinal);

    /// <summary>Finds them.</summary>
    /// <exception cref="CliException">One is not there or deleted, or nothing was asked for.</exception>
    public static async Task<RunSelection> FindAsync(TrackingApi api, IReadOnlyList<string> ids, IReadOnlyList<string> experiments, CancellationToken cancel)
    {
        if (ids.Count + experiments.Count == 0)
            throw new CliException("Say what to export: --run ID or --experiment NAME, each as often as you like.", ExitCodes.Usage);
        var runs = new Dictionary<string, RunItem>(StringComparer.Ordinal);
        var leftOut = new List<string>();
        var whole = new List<string>();
        foreach (var id in ids)
        {
            if (await api.RunAsync(id, cancel) is null)
            {
                leftOut.Add($"run {id}: {await api.ErasureOfAsync(id, cancel) ?? throw new CliException($"There is no run {id}.")}");
                continue;
            }
            runs[id] = await RequireAsync(api, id, cancel);
        }
        foreach (var name in experiments)
        {
            var experiment = await api.ExperimentAsync(name, cancel) ?? throw new CliException($"There is no experiment '{name}'.");
            whole.Add(experiment.Id);
            await foreach (var run in api.RunsAsync(experiment.Id, cancel))
                runs[run.Id] = run;
            if (await api.ErasedRunsAsync(experiment.Id, cancel) is > 0 and var erased)
                leftOut.Add($"experiment '{name}': {erased:N0}{(erased == 1_000 ? " or more" : "")} of its runs were erased");
        }
        var selection = new RunSelection([.. runs.Values], whole, leftOut);
        foreach (var id in runs.Values.Select(run => run.ExperimentId).Distinct(StringComparer.Ordinal))
            selection._experiments.Add(id, await api.ExperimentOfAsync(id, cancel));
        selection.Runs = [.. runs.Values.OrderBy(selection.ExperimentOf, StringComparer.Ordinal).ThenBy(run => run.Id, StringComparer.Ordinal)];
        return selection;
    }

    /// <summary>A run that can be exported.</summary>
    /// <exception cref="CliException">It is not there, or deleted.</exception>
    public static async Task<RunItem> RequireAsync(TrackingApi api, string id, CancellationToken cancel)
    {
        var run = await api.RunAsync(id, cancel) ?? throw new CliException($"There is no run {id}.");
        return run.Deleted ? throw new CliException($"The run {id} is deleted. Restore it to export it.") : run;
    }

    /// <summary>The name of a run's experiment.</summary>
    public string ExperimentOf(RunItem run) => _experiments[run.ExperimentId].Name;

    /// <summary>The name of a logged model's experiment.</summary>
    public string ExperimentOf(LoggedModelItem model) => _experiments[model.ExperimentId].Name;

    /// <summary>The logged models that go with them, by experiment's name and identity: those of the experiments that were asked for, and those that the runs made, named or measured. Deleted ones are left out.</summary>
    /// <param name="measured">Identities.</param>
    public async Task<IReadOnlyList<LoggedModelItem>> ModelsAsync(TrackingApi api, IEnumerable<string> measured, CancellationToken cancel)
    {
        var models = new Dictionary<string, LoggedModelItem>(StringComparer.Ordinal);
        foreach (var experiment in _whole.Distinct(StringComparer.Ordinal))
        {
            await foreach (var model in api.LoggedModelsAsync(experiment, run: null, cancel))
                models[model.Id] = model;
        }
        foreach (var run in Runs.Where(run => !run.IsTrial && !_whole.Contains(run.ExperimentId, StringComparer.Ordinal)))
        {
            await foreach (var model in api.LoggedModelsAsync(run.ExperimentId, run.Id, cancel))
                models[model.Id] = model;
        }
        foreach (var id in Runs.SelectMany(run => run.ModelOutputs.Keys.Concat(run.ModelInputs)).Concat(measured).Distinct(StringComparer.Ordinal).Where(id => !models.ContainsKey(id)).ToList())
        {
            if (await api.LoggedModelAsync(id, cancel) is { Deleted: false } model)
                models[id] = model;
        }
        foreach (var id in models.Values.Select(model => model.ExperimentId).Distinct(StringComparer.Ordinal).Where(id => !_experiments.ContainsKey(id)))
            _experiments.Add(id, await api.ExperimentOfAsync(id, cancel));
        return [.. models.Values.OrderBy(ExperimentOf, StringComparer.Ordinal).ThenBy(model => model.Id, StringComparer.Ordinal)];
    }
}

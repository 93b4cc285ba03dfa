using System.Globalization;
using Platform.Cli.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Platform.Cli.Output;

/// <summary>A sweep with its trials at one moment.</summary>
internal sealed record SweepMoment(SweepItem Sweep, IReadOnlyList<TrialItem> Trials);

/// <summary>Shows sweeps while they run: a live table on a terminal, a line for each change elsewhere.</summary>
internal sealed class SweepProgress
{
    private const int LastTrials = 15;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly IAnsiConsole _console;
    private readonly Action<string> _line;
    private readonly Dictionary<string, string> _lastSeen = new(StringComparer.Ordinal);

    /// <param name="line">Takes the lines where there is no terminal.</param>
    public SweepProgress(IAnsiConsole console, Action<string> line)
    {
        _console = console;
        _line = line;
    }

    /// <summary>Asks for the moment again and again and shows it, until <paramref name="next"/> says that it is the last.</summary>
    public async Task RunAsync(Func<CancellationToken, Task<(IReadOnlyList<SweepMoment> Moments, bool Last)>> next, CancellationToken cancel)
    {
        if (!_console.Profile.Capabilities.Interactive || !_console.Profile.Capabilities.Ansi)
        {
            await LoopAsync(next, moments => { foreach (var moment in moments) ShowLines(moment); }, cancel);
            return;
        }
        await _console.Live(new Markup("waiting for the first trial")).AutoClear(false)
            .StartAsync(live => LoopAsync(next, moments => live.UpdateTarget(Draw(moments)), cancel));
    }

    private static async Task LoopAsync(Func<CancellationToken, Task<(IReadOnlyList<SweepMoment> Moments, bool Last)>> next,
        Action<IReadOnlyList<SweepMoment>> show, CancellationToken cancel)
    {
        using var clock = new PeriodicTimer(Every);
        do
        {
            var (moments, last) = await next(cancel);
            show(moments);
            if (last) return;
        }
        while (await clock.WaitForNextTickAsync(cancel));
    }

    private Rows Draw(IReadOnlyList<SweepMoment> moments) => new(moments.SelectMany(moment => new IRenderable[]
    {
        new Markup(Markup.Escape(Summary(moment.Sweep))),
        SweepTables.Trials(moment.Sweep, moment.Trials, _console.Profile.Width, LastTrials),
    }));

    private static string Summary(SweepItem sweep) =>
        $"{sweep.Name} ({sweep.Id}): {sweep.Status}, {sweep.Ended} of {sweep.Spec.Trials} trials ended, {sweep.Running} running"
        + (sweep.BestValue is { } best ? $", best {sweep.Spec.Objective.Metric} {Show.Number(best)}" : "");

    private void ShowLines(SweepMoment moment)
    {
        foreach (var trial in moment.Trials)
        {
            var state = $"{trial.Status} {trial.TrainLoss.Count.ToString(CultureInfo.InvariantCulture)}";
            if (_lastSeen.TryGetValue(trial.Id, out var before) && before == state) continue;
            _lastSeen[trial.Id] = state;
            _line(Line(moment.Sweep, trial));
        }
        var status = Summary(moment.Sweep);
        if (!_lastSeen.TryGetValue(moment.Sweep.Id, out var last) || last != moment.Sweep.Status) _line(status);
        _lastSeen[moment.Sweep.Id] = moment.Sweep.Status;
    }

    private static string Line(SweepItem sweep, TrialItem trial)
    {
        var metric = sweep.Spec.Objective.Metric;
        var curve = metric == "validation_loss" ? trial.ValidationLoss : metric == "train_loss" ? trial.TrainLoss
            : trial.Metrics.TryGetValue(metric, out var values) ? values : [];
        var value = curve.Count > 0 ? $"  {metric} {Show.Number(curve[^1])}" : $"  {Show.Parameters(trial.Parameters)}";
        return $"{trial.Id}  {trial.Status}  epoch {trial.TrainLoss.Count}/{trial.Epochs}{value}" + (trial.EndReason is { } reason ? $"  ({reason})" : "");
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Platform.Core.Telemetry;

namespace Platform.Silo.Telemetry;

/// <summary>
/// A logger provider that keeps the lines that are logged inside a scope with the value <c>Trial</c>, by trial, until they are recorded. A trial that logs faster than
/// that loses lines, never memory. Thread-safe.
/// </summary>
public sealed class TrialOutput(TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    /// <summary>The scope's value that names the trial.</summary>
    public const string Trial = "Trial";

    /// <summary>Lines of a trial that wait at most.</summary>
    internal const int MostWaiting = 1_000;

    private readonly ConcurrentDictionary<string, Waiting> _trials = new(StringComparer.Ordinal);
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => _trials.Clear();

    /// <summary>Takes what waits: by trial its lines and how many of them were lost.</summary>
    internal IReadOnlyList<(string Trial, IReadOnlyList<OutputLine> Lines, int LeftOut)> Take()
    {
        var taken = new List<(string, IReadOnlyList<OutputLine>, int)>();
        foreach (var trial in _trials.Keys)
        {
            if (!_trials.TryRemove(trial, out var waiting))
                continue;
            lock (waiting)
            {
                waiting.IsTaken = true;
                taken.Add((trial, waiting.Lines, waiting.LeftOut));
            }
        }
        return taken;
    }

    private void Add(string trial, OutputLine line)
    {
        while (true)
        {
            var waiting = _trials.GetOrAdd(trial, _ => new Waiting());
            lock (waiting)
            {
                if (waiting.IsTaken)
                    continue;
                if (waiting.Lines.Count < MostWaiting)
                    waiting.Lines.Add(line);
                else
                    waiting.LeftOut++;
                return;
            }
        }
    }

    private sealed class Waiting
    {
        public List<OutputLine> Lines { get; } = [];

        public int LeftOut { get; set; }

        public bool IsTaken { get; set; }
    }

    private sealed class Logger(TrialOutput output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => output._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string? trial = null;
            output._scopes.ForEachScope(
                (scope, _) =>
                {
                    if (scope is IEnumerable<KeyValuePair<string, object?>> values)
                        trial = values.FirstOrDefault(value => value.Key == Trial).Value as string ?? trial;
                },
                state);
            if (trial is null)
                return;
            var text = formatter(state, exception) + (exception is null ? "" : Environment.NewLine + exception);
            output.Add(trial, new OutputLine(output.Now, Name(logLevel), text.Length <= OutputLine.MostCharacters ? text : text[..OutputLine.MostCharacters]));
        }

        private static string Name(LogLevel level) => level switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "information",
            LogLevel.Warning => "warning",
            LogLevel.Error => "error",
            _ => "critical",
        };
    }

    private DateTimeOffset Now => time.GetUtcNow();
}

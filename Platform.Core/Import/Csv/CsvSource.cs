using System.Runtime.CompilerServices;

namespace Platform.Core.Import.Csv;

/// <summary>
/// A CSV file of metrics: one row a point (columns <c>metric</c>, <c>step</c>, <c>value</c>), or one column a metric beside <c>step</c>; columns <c>time</c> or <c>time_ms</c>,
/// <c>run</c>, <c>run_id</c> and <c>experiment</c> may be there. A first pass finds where the rows of each run lie, a second one reads them run by run.
/// </summary>
public sealed class CsvSource : IRunSource
{
    private const int MostRuns = 100_000, MostSegments = 5_000_000;
    private readonly string _file, _experiment, _run;
    private readonly ImportNotes _notes;

    /// <param name="file">The file.</param>
    /// <param name="experiment">Of rows that name none; null takes the file's name.</param>
    /// <param name="run">Of rows that name none; null takes the file's name.</param>
    /// <exception cref="ImportException">There is no such file, or it is a symbolic link.</exception>
    public CsvSource(string file, string? experiment, string? run, ImportNotes notes)
    {
        if (!SourceTree.IsFile(file))
            throw new ImportException($"There is no file {file}, or it is a symbolic link.");
        (_file, _notes) = (Path.GetFullPath(file), notes);
        var name = Path.GetFileNameWithoutExtension(_file);
        (_experiment, _run) = (experiment ?? name, run ?? name);
    }

    /// <inheritdoc/>
    public string Description => $"the table {_file}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceRun> RunsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask; // a table is read synchronously
        var (columns, delimiter, runs) = Index(stop);
        foreach (var run in runs)
        {
            var id = run.Id.Length == 32 && run.Id.All(char.IsAsciiHexDigitLower) ? run.Id : SourceIds.Of("csv", run.Experiment, run.Id.Length > 0 ? run.Id : run.Name);
            yield return new SourceRun(id, new SourceExperiment(run.Experiment), run.Name)
            {
                StartTime = run.Start, Points = token => PointsAsync(columns, delimiter, run, token),
            };
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceModel> ModelsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        yield break;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private (CsvColumns Columns, char Delimiter, List<Rows> Runs) Index(CancellationToken stop)
    {
        using var reader = new CsvReader(_file);
        var fields = new List<string>();
        if (!reader.Read(fields))
            throw new ImportException($"{_file} is empty.");
        var columns = CsvColumns.Of(fields, SourceKeys.Clean(Path.GetFileNameWithoutExtension(_file)));
        var runs = new List<Rows>();
        var known = new Dictionary<(string, string, string), Rows>();
        var segments = 0;
        Rows? current = null;
        while (reader.Read(fields))
        {
            stop.ThrowIfCancellationRequested();
            var id = Field(fields, columns.RunId);
            var name = Field(fields, columns.Run);
            var key = (Field(fields, columns.Experiment) is { Length: > 0 } experiment ? experiment : _experiment, id, id.Length > 0 ? "" : name.Length > 0 ? name : _run); // an identity is the run's, whatever it is called
            if (current is null || current.Key != key)
            {
                if (!known.TryGetValue(key, out current))
                {
                    if (runs.Count == MostRuns)
                        throw new ImportException($"{_file} names more than {MostRuns} runs; is the column of the run really one?");
                    current = new Rows(key);
                    known.Add(key, current);
                    runs.Add(current);
                }
                if (++segments > MostSegments)
                    throw new ImportException($"The rows of {_file} change the run more than {MostSegments} times; sort it by run.");
                current.Segments.Add((reader.Start, reader.Start));
            }
            current.Segments[^1] = (current.Segments[^1].From, reader.Position);
            if (current.Given.Length == 0)
                current.Given = name;
            else if (name.Length > 0 && name != current.Given)
                _notes.LeaveOut(Path.GetFileName(_file), $"the run {(id.Length > 250 ? id[..250] + "…" : id)} has a second name; the first one stays");
            current.Start ??= Time(columns, fields);
        }
        return (columns, reader.Delimiter, runs);
    }

    private async IAsyncEnumerable<SourcePoint> PointsAsync(CsvColumns columns, char delimiter, Rows run, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        using var reader = new CsvReader(_file, delimiter);
        var fields = new List<string>();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal); // of rows, for files without steps
        var names = new SourceNames();
        foreach (var (from, to) in run.Segments)
        {
            reader.Seek(from);
            while (reader.Position < to && reader.Read(fields))
            {
                stop.ThrowIfCancellationRequested();
                var time = Time(columns, fields);
                if (time is null && (Field(fields, columns.TimeMs).Length > 0 || Field(fields, columns.Time).Length > 0))
                    _notes.LeaveOut(Path.GetFileName(_file), "times that are neither Unix seconds, milliseconds nor dates, such as seconds from the run's start, are passed over");
                if (columns.Metric >= 0)
                {
                    if (Point(columns, fields, columns.Value, Field(fields, columns.Metric), time, counts, names) is { } point)
                        yield return point;
                    continue;
                }
                foreach (var (column, key) in columns.Metrics)
                {
                    if (Point(columns, fields, column, key, time, counts, names) is { } point)
                        yield return point;
                }
            }
        }
    }

    private SourcePoint? Point(CsvColumns columns, List<string> fields, int column, string key, long? time, Dictionary<string, long> counts, SourceNames names)
    {
        var row = counts.GetValueOrDefault(key);
        counts[key] = row + 1;
        var text = Field(fields, column);
        if (text.Length == 0)
            return null; // no value there, as usual where metrics have steps of their own
        var name = names.Of(key, out _);
        if (name != key)
            _notes.LeaveOut(Path.GetFileName(_file), $"'{(key.Length > 250 ? key[..250] + "…" : key)}' is called '{name}' here: names have letters, digits, blanks and _ - . : /");
        if (!SourceNumbers.TryValue(text, out var value))
        {
            _notes.LeaveOut(Path.GetFileName(_file), $"values of '{name}' that are no numbers");
            return null;
        }
        if (columns.Step < 0)
            return new SourcePoint(name, row, time, value);
        if (SourceNumbers.TryWhole(Field(fields, columns.Step), out var step))
            return new SourcePoint(name, step, time, value);
        _notes.LeaveOut(Path.GetFileName(_file), "rows whose step is no whole number");
        return null;
    }

    // What is called milliseconds is taken as such, however small; else its size says what it is.
    private static long? Time(CsvColumns columns, List<string> fields) =>
        Field(fields, columns.TimeMs) is { Length: > 0 } exact ? SourceNumbers.TryWhole(exact, out var whole) && whole >= 0 ? whole : null
        : SourceNumbers.TryTime(Field(fields, columns.Time), columns.TimeIsDate, out var time) ? time : null;

    private static string Field(List<string> fields, int column) => column >= 0 && column < fields.Count ? fields[column].Trim() : "";

    private sealed class Rows((string Experiment, string Id, string Name) key)
    {
        public (string Experiment, string Id, string Name) Key => key;

        public string Experiment => key.Experiment;

        public string Id => key.Id;

        public string Name => Given.Length > 0 ? Given : key.Id.Length > 0 ? key.Id : key.Name;

        /// <summary>The first name that a row gave it; empty for none.</summary>
        public string Given { get; set; } = "";

        public List<(long From, long To)> Segments { get; } = [];

        public long? Start { get; set; }
    }
}

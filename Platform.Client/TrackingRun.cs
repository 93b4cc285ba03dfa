using System.Globalization;
using Platform.Client.Delivery;
using Platform.Client.Machine;
using Platform.Client.Output;

namespace Platform.Client;

/// <summary>A run that this program logs. All members may be called from any thread at any rate; none waits but those that say so, none throws because of the server.</summary>
public sealed class TrackingRun : IAsyncDisposable
{
    private const int LongestParam = 6000, LongestTag = 8000, LongestName = 1000; // characters, as the server takes them
    private readonly TrackingOptions _options;
    private readonly Courier _courier;
    private readonly SystemSampler? _sampler;
    private readonly ConsoleLog? _console;
    private int _ended;

    private TrackingRun(string id, TrackingOptions options, Courier courier, bool console)
    {
        (Id, _options, _courier) = (id, options, courier);
        _sampler = options.SystemMetrics is { } every ? new SystemSampler(this, every, options.Time) : null;
        _console = console ? new ConsoleLog(courier.Add, options.Time) : null;
    }

    /// <summary>Its identity: 32 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>What <see cref="DisposeAsync"/> will say of it.</summary>
    public RunStatus Status { get; set; } = RunStatus.Finished;

    internal static TrackingRun Start(TrackingWire wire, TrackingOptions options, string experiment, RunOptions run)
    {
        var id = Guid.CreateVersion7().ToString("N"); // by time: runs of a day lie side by side in the indexes
        var courier = new Courier(wire, options, OpenSpool(options, id));
        courier.Add(new CreateEntry(experiment, run.Name is { } name ? Cut(name, LongestName) : null, run.User, options.Time.GetUtcNow().ToUnixTimeMilliseconds(), run.Tags, run.ParentRunId));
        return new TrackingRun(id, options, courier, run.CaptureConsole);
    }

    /// <summary>Logs a value of a metric; NaN and ±∞ are values too.</summary>
    /// <param name="key">At most 250 letters, digits, <c>_ - . / :</c> and blanks.</param>
    /// <param name="value">The value.</param>
    /// <param name="step">The step that it belongs to.</param>
    public void LogMetric(string key, double value, long step = 0) => LogMetric(key, value, step, _options.Time.GetUtcNow());

    /// <summary>Logs a value of a metric as of a time.</summary>
    public void LogMetric(string key, double value, long step, DateTimeOffset at)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _courier.Add(new Point(key, value, step, at.ToUnixTimeMilliseconds()));
    }

    /// <summary>Logs values of several metrics at one step.</summary>
    public void LogMetrics(IEnumerable<KeyValuePair<string, double>> values, long step = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        var now = _options.Time.GetUtcNow();
        foreach (var (key, value) in values)
            LogMetric(key, value, step, now);
    }

    /// <summary>Logs a parameter, once: the server refuses another value for it later. Values beyond 6,000 characters are cut.</summary>
    public void LogParam(string key, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _courier.Add(new LoggedParam(key, Cut(Text(value), LongestParam)));
    }

    /// <summary>Logs several parameters.</summary>
    public void LogParams(IEnumerable<KeyValuePair<string, object?>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (key, value) in values)
            LogParam(key, value);
    }

    /// <summary>Sets a tag; a later value replaces it. Values beyond 8,000 characters are cut.</summary>
    public void SetTag(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        _courier.Add(new LoggedTag(key, Cut(value, LongestTag)));
    }

    /// <summary>Sets the run's notes (Markdown).</summary>
    public void SetNotes(string markdown) => SetTag("mlflow.note.content", markdown);

    /// <summary>
    /// Uploads a file in the background. It is read when its turn comes, so do not change it before <see cref="FlushAsync"/>; while the server is away a copy waits in the
    /// spool, or, where <see cref="TrackingOptions.SpoolLimit"/> leaves no room for one, the file itself.
    /// </summary>
    /// <param name="file">A file of this machine.</param>
    /// <param name="path">Its name in the run, with forward slashes; null takes the file's.</param>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    public void LogArtifact(string file, string? path = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        if (!File.Exists(file))
            throw new FileNotFoundException($"The artefact {file} is not there.", file);
        _courier.Add(new ArtifactEntry(path ?? Path.GetFileName(file), Path.GetFullPath(file), Owned: false));
    }

    /// <summary>Waits until everything logged before is at the server (true), or safe in the spool because the server is away (false).</summary>
    public Task<bool> FlushAsync(CancellationToken cancellation = default)
    {
        _console?.Flush();
        return _courier.FlushAsync(cancellation);
    }

    /// <summary>Ends the run with its <see cref="Status"/>, and waits until the server has everything or the farewell is over; the rest is left in the spool for the next program.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        if (_sampler is not null)
            await _sampler.DisposeAsync();
        if (_console is not null)
            await _console.DisposeAsync();
        await _courier.EndAsync(new EndEntry(Status, _options.Time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    // Whatever is wrong with the disk, the program goes on.
    private static Spool OpenSpool(TrackingOptions options, string id)
    {
        string why;
        try
        {
            if (Spool.TryOpen(options.ServerSpool, id, options.SpoolLimit) is { } spool)
                return spool;
            why = "another process holds it.";
        }
        catch (Exception error)
        {
            why = error.Message;
        }
        Problems.Report(options, new TrackingProblem(id, TrackingProblemKind.NoSpool, $"There is no spool in {options.SpoolFolder}; what the server does not take at once is lost: {why}"));
        return Spool.Without(id, $"there is none: {why}");
    }

    private static string Text(object? value) => value switch
    {
        null => "None",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest];
}

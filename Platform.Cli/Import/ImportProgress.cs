using System.Diagnostics;

namespace Platform.Cli.Import;

/// <summary>A line that says how far it is: in place on a terminal, else now and then.</summary>
internal sealed class ImportProgress(CliHost host)
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200), Seldom = TimeSpan.FromSeconds(10);
    private readonly bool _terminal = host.Progress.Profile.Capabilities.Interactive;
    private long _last = Stopwatch.GetTimestamp();
    private int _shown;

    /// <summary>Shows a line unless one was shown just before.</summary>
    public void Show(Func<string> line)
    {
        if (Stopwatch.GetElapsedTime(_last) < (_terminal ? Often : Seldom))
            return;
        _last = Stopwatch.GetTimestamp();
        var text = line();
        if (!_terminal)
        {
            host.Say(text);
            return;
        }
        host.Error.Write($"\r{text.PadRight(_shown)}");
        _shown = text.Length;
    }

    /// <summary>Leaves the line.</summary>
    public void End()
    {
        if (_shown > 0)
            host.Error.WriteLine();
        _shown = 0;
    }
}

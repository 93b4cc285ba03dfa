using Platform.Core.Import;

namespace Platform.Cli.Import;

/// <summary>What an import brought, or in a dry run would bring.</summary>
internal sealed class ImportReport(string source, bool dryRun, ImportNotes notes)
{
    public string Source => source;

    public bool DryRun => dryRun;

    /// <summary>Experiments that were made.</summary>
    public long Experiments { get; set; }

    /// <summary>Runs that were made.</summary>
    public long Runs { get; set; }

    /// <summary>Runs that were here already.</summary>
    public long KnownRuns { get; set; }

    public long Points { get; set; }

    /// <summary>Points that were here already.</summary>
    public long KnownPoints { get; set; }

    public long Params { get; set; }

    public long Tags { get; set; }

    /// <summary>Data sets named as inputs.</summary>
    public long Inputs { get; set; }

    public long Files { get; set; }

    /// <summary>Of the files.</summary>
    public long Bytes { get; set; }

    /// <summary>Logged models that were made.</summary>
    public long LoggedModels { get; set; }

    /// <summary>Logged models that were here already.</summary>
    public long KnownLoggedModels { get; set; }

    /// <summary>Registered models that were made.</summary>
    public long Models { get; set; }

    public long ModelVersions { get; set; }

    /// <summary>What was left out or changed, and why.</summary>
    public IReadOnlyList<LeftOut> LeftOut => notes.All;

    /// <summary>Further ones that were not kept.</summary>
    public long FurtherLeftOut => notes.Further;

    /// <summary>One line of how far it is.</summary>
    public string Line() => $"{Runs + KnownRuns:N0} runs, {Points:N0} new points ({KnownPoints:N0} here already), {Files:N0} files ({Size(Bytes)})";

    /// <summary>Bytes for people.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1e3:0.0} kB",
        < 1_000_000_000 => $"{bytes / 1e6:0.0} MB",
        _ => $"{bytes / 1e9:0.0} GB",
    };
}

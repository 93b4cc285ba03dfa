namespace Platform.Web.Palette;

/// <summary>The pages that the navigation names.</summary>
public sealed class MainPages : IPaletteSource
{
    private const string Kind = "Pages";

    /// <summary>All of them, in the navigation's order.</summary>
    public static IReadOnlyList<PaletteEntry> All { get; } =
    [
        new(Kind, "Sweeps", "sweeps") { Address = "", Keys = "g s", Words = "home experiments" },
        new(Kind, "New sweep", "plus") { Address = "sweeps/new", Keys = "n", Words = "launch train start" },
        new(Kind, "Runs", "runs") { Address = "runs", Keys = "g r", Words = "tracking experiments mlflow" },
        new(Kind, "Models", "model") { Address = "models", Keys = "g m", Words = "registry serving" },
        new(Kind, "Reports", "doc") { Address = "reports", Keys = "g p", Words = "pages text charts write" },
        new(Kind, "Data", "data") { Address = "data", Keys = "g d", Words = "datasets labels" },
    ];

    private static readonly PaletteEntry[] More =
    [
        new(Kind, "New report", "plus") { Address = "reports/new", Words = "write page text charts" },
        new(Kind, "Add a table", "plus") { Address = "new-data", Words = "upload csv file data dataset own" },
    ];

    public Task<IReadOnlyList<PaletteEntry>> FindAsync(PaletteQuery query, CancellationToken stop) => Task.FromResult<IReadOnlyList<PaletteEntry>>([.. All, .. More]);
}

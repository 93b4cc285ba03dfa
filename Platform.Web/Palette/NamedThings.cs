using System.Text.RegularExpressions;
using Platform.Core.Views;
using Platform.Web.Api;
using Training.Core.Data;

namespace Platform.Web.Palette;

/// <summary>What has a name: sweeps, trials, experiments, runs, models, reports and data sets.</summary>
public sealed partial class NamedThings(NameSearch names, PlatformFolders folders) : IPaletteSource
{
    private const int MostOfAKind = 6;

    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(PaletteQuery query, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Text.Length == 0)
            return [];
        var here = SweepPath().Match(query.Path) is { Success: true } match ? match.Groups["id"].Value : null;
        var found = await names.FindAsync(query.Text, MostOfAKind, here, stop);
        return
        [
            .. found.Select(Entry),
            .. DatasetCatalog.All(folders.Data).Select(info => new PaletteEntry("Data sets", info.Name, "data") { Address = $"data/{info.Name}", Detail = info.Title }),
        ];
    }

    private static PaletteEntry Entry(NamedThing thing) => thing.Kind switch
    {
        "sweep" => new("Sweeps", thing.Name, "sweeps") { Address = $"sweeps/{thing.Id}", Detail = thing.State, Words = thing.Id },
        "trial" => new("Trials", $"{thing.Name[..thing.Name.LastIndexOf(' ')]}, trial{thing.Name[thing.Name.LastIndexOf(' ')..]}", "award") { Address = $"trials/{thing.Id}", Detail = thing.State, Words = $"#{thing.Id}" },
        "experiment" => new("Experiments", thing.Name, "folder") { Address = $"runs/experiments/{Uri.EscapeDataString(thing.Id)}" },
        "run" => new("Runs", thing.Name.Length == 0 ? thing.Id : thing.Name, "runs") { Address = $"runs/{thing.Id}", Detail = thing.State, Words = thing.Id },
        "report" => new("Reports", thing.Name, "doc") { Address = $"reports/{thing.Id}" },
        _ => new("Models", thing.Name, "model") { Address = $"models/{Uri.EscapeDataString(thing.Name)}" },
    };

    [GeneratedRegex("^(?:sweeps|trials)/(?<id>[a-z0-9]{8})(?:[-/?#]|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SweepPath();
}

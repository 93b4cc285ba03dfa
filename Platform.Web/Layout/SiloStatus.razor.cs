using Platform.Core.Views;
using Platform.Web.Components;

namespace Platform.Web.Layout;

/// <summary>Asks every few seconds which silos live: liveness is not an event, so there is no notification to follow.</summary>
public sealed partial class SiloStatus
{
    /// <summary>A silo not heard of for this long counts as gone; silos report every second.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    private IReadOnlyList<SiloView>? _silos;

    private int Busy => _silos?.Sum(s => s.Running.Count) ?? 0;

    private string Text => _silos switch
    {
        null => "Silos",
        [] => "No silo is alive",
        _ => $"{Show.Count(_silos.Count, "silo")}, {Busy}/{_silos.Sum(s => s.Slots)} slots busy",
    };

    // A database that is away must not take the navigation down with it; the pages say what is wrong.
    private async Task LookAsync()
    {
        try
        {
            _silos = (await Home.FleetAsync()).Silos;
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            _silos = null;
        }
    }
}

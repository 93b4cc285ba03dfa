using Microsoft.AspNetCore.Components;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Components;

namespace Platform.Web.Experiments;

/// <summary>Sweeps that were put away: they are read only for who asks for them.</summary>
public sealed partial class SweepsPage
{
    private const string Away = "archived"; // in the address, in a status's place

    private bool _archived; // only those are listed
    private (IReadOnlyList<ExperimentView> Sweeps, IReadOnlyDictionary<string, IReadOnlyList<double>> Trends) _away = ([], new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal));
    private bool _isAwayRead;

    [Inject] private PlatformCommands Commands { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private async Task ChooseArchivedAsync()
    {
        (_status, _archived) = (null, true);
        await LookAwayAsync();
        await KeepAsync();
    }

    private string Nothing => !_archived ? "No sweep passes the filter." : !_isAwayRead ? "Reading…" : _home!.Archived == 0 ? "No sweep is archived." : "No archived sweep passes the filter.";

    private async Task LookAwayAsync()
    {
        if (!_archived)
            return;
        try
        {
            _away = await Reader.NewestAsync(Math.Max(Reader.MostSweeps, _away.Sweeps.Count), archived: true);
            _isAwayRead = true;
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            _archived = _isAwayRead;
            Toasts.Failed(DatabaseAway.Title, "The archived sweeps could not be read. Press Archived again when it is back.");
        }
    }

    private Task<bool> ArchiveAsync(ExperimentView sweep) => Toasts.TryAsync(
        () => Commands.ApplyAsync(sweep.Id, new ArchiveSweep(Visitor.Name, Time.GetUtcNow())), $"{sweep.Name} is archived: this list leaves it out.",
        () => Commands.ApplyAsync(sweep.Id, new RestoreSweep(Visitor.Name, Time.GetUtcNow())));

    private Task<bool> RestoreAsync(ExperimentView sweep) => Toasts.TryAsync(
        () => Commands.ApplyAsync(sweep.Id, new RestoreSweep(Visitor.Name, Time.GetUtcNow())), $"{sweep.Name} is in the list again.",
        () => Commands.ApplyAsync(sweep.Id, new ArchiveSweep(Visitor.Name, Time.GetUtcNow())));
}

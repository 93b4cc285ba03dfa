using Microsoft.AspNetCore.Components;
using Platform.Core.Views;
using Platform.Web.Components;

namespace Platform.Web.Layout;

/// <summary>Asks every few seconds which silos live: liveness is not an event, so there is no notification to follow.</summary>
public sealed partial class SiloStatus
{
    /// <summary>A silo not heard of for this long counts as gone; silos report every second.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<SiloView>? _silos;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private int Busy => _silos?.Sum(s => s.Running.Count) ?? 0;

    private string Text => _silos switch
    {
        null => "Silos",
        [] => "No silo is alive",
        _ => $"{Show.Count(_silos.Count, "silo")}, {Busy}/{_silos.Sum(s => s.Slots)} slots busy",
    };

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _ = FollowAsync(_gone.Token);
    }

    private async Task FollowAsync(CancellationToken gone)
    {
        using var timer = new PeriodicTimer(Rhythm, Time);
        try
        {
            do
            {
                _silos = await ReadAsync(gone);
                await InvokeAsync(StateHasChanged);
            }
            while (await timer.WaitForNextTickAsync(gone));
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The visitor left.
        }
    }

    // A database that is away must not take the navigation down with it; the pages say what is wrong.
    private async Task<IReadOnlyList<SiloView>?> ReadAsync(CancellationToken gone)
    {
        try
        {
            return await Silos.LiveAsync(Within, gone);
        }
        catch (Npgsql.NpgsqlException)
        {
            return null;
        }
    }
}

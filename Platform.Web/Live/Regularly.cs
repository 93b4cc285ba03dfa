using Microsoft.AspNetCore.Components;
using Platform.Web.Components;

namespace Platform.Web.Live;

/// <summary>Calls back at once and every few seconds while its page is open: for what is no event and so has no notification, such as the scheduler's queue.</summary>
public sealed class Regularly(ILogger<Regularly> logger) : ComponentBase, IDisposable
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(3);

    private readonly Departure _gone = new();

    [Parameter, EditorRequired] public EventCallback Tick { get; set; }

    [Inject] private TimeProvider Time { get; set; } = null!;

    public void Dispose()
    {
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
                await InvokeAsync(TryAsync);
            while (await timer.WaitForNextTickAsync(gone));
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The visitor left.
        }
        catch (Exception error)
        {
            await DispatchExceptionAsync(error); // what was not foreseen is for the error boundary, and nothing is looked at any more
        }
    }

    // A database that is away is said by the page's feed; here the next time will do.
    private async Task TryAsync()
    {
        try
        {
            await Tick.InvokeAsync();
        }
        catch (Exception error) when (DatabaseAway.Is(error))
        {
            logger.LogDebug("A look that is repeated failed: {Error}", error.Message);
        }
    }
}

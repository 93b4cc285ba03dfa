using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Platform.Web.Components;
using Radzen;

namespace Platform.Web.Layout;

/// <summary>Around the dialogs: one that fails is closed and says so, and the page behind it stays with what it shows and what was typed.</summary>
public sealed class DialogBoundary : ErrorBoundaryBase
{
    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private ILogger<DialogBoundary> Logger { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnErrorAsync(Exception exception)
    {
        Logger.LogError(exception, "A dialog has failed");
        if (DatabaseAway.Is(exception))
            Toasts.Failed(DatabaseAway.Title, DatabaseAway.Uncertain);
        else
            Toasts.Failed("This dialog has failed", "Whether anything was done is not certain: look again. If it stays, tell whoever runs the server: its log has the details.");
        Dialogs.Close(null); // whoever waits for its answer has none
        await Task.Yield(); // until what has failed is gone
        Recover();
    }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (CurrentException is null)
            builder.AddContent(0, ChildContent);
    }
}

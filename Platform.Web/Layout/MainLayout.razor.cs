using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Platform.Web.Components;
using Radzen;

namespace Platform.Web.Layout;

/// <summary>The frame of every page: navigation, who is working, the theme, and what happens when a page fails.</summary>
public sealed partial class MainLayout
{
    private ErrorBoundary? _boundary;
    private ErrorBoundary? _silos;
    private bool _ready;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    private string ThemeIcon => Visitor.Theme switch { "light" => "sun", "dark" => "moon", _ => "system" };

    // Another page: what failed is tried again.
    protected override void OnParametersSet()
    {
        _boundary?.Recover();
        _silos?.Recover();
    }

    // Asked with the first drawing, not after it: the page itself comes with the answer.
    protected override async Task OnInitializedAsync()
    {
        await Visitor.ArriveAsync();
        _ready = true;
    }

    private void Recover() => _boundary?.Recover();

    private Task NextThemeAsync() => Visitor.SetThemeAsync(Visitor.Theme switch { "system" => "light", "light" => "dark", _ => "system" });

    private Task ToggleTimesAsync() => Visitor.SetExactTimesAsync(!Visitor.ExactTimes);

    private async Task CopyLinkAsync()
    {
        if (await Visitor.CopyAddressAsync())
            Toasts.Done("The link is on the clipboard.");
        else
            Toasts.Failed("The link is not copied.", "This browser does not let the page do it: take the link from the address bar.");
    }

    private async Task AskNameAsync()
    {
        var answer = await Dialogs.OpenAsync<NameDialog>("Who is working here?", options: new DialogOptions { Width = "420px", CloseDialogOnOverlayClick = true });
        if (answer is string name)
            await Visitor.SetNameAsync(name);
    }
}

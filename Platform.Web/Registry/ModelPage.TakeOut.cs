using Microsoft.AspNetCore.Components;
using Platform.Core.Commands;
using Platform.Core.Registry;
using Radzen;

namespace Platform.Web.Registry;

/// <summary>What leaves the registry. Neither can be undone by an event, so there is a question before, or nothing left to lose.</summary>
public sealed partial class ModelPage
{
    [Inject] private PlatformCommands Commands { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private async Task TakeOutAsync(int version)
    {
        var model = Name;
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(TakeOutDialog.Aliases)] = AliasesOf(version).ToList() };
        var options = new DialogOptions { Width = "460px", CloseDialogOnOverlayClick = true };
        if (await Dialogs.OpenAsync<TakeOutDialog>($"Take version {version} out?", parameters, options) is true)
            await TakeOutAsync(model, version);
    }

    internal async Task TakeOutAsync(string model, int version)
    {
        if (await Toasts.TryAsync(() => Commands.ApplyAsync(model, new DeleteVersion(version, Visitor.Name) { At = Time.GetUtcNow() }), $"Version {version} of {model} is taken out.") && model == Name)
            await LoadAsync();
    }

    // Offered when it has no version.
    private async Task DeleteAsync()
    {
        var model = Name;
        if (await Toasts.TryAsync(() => Commands.ApplyAsync(model, new DeleteModel(Visitor.Name) { At = Time.GetUtcNow() }), $"The model {model} is taken out; its name is free.") && model == Name)
            Navigation.NavigateTo("models");
    }
}

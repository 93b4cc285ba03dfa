using Microsoft.AspNetCore.Components;
using Platform.Core.Commands;
using Platform.Core.Registry;
using Radzen;

namespace Platform.Web.Registry;

/// <summary>What leaves the registry. Neither can be undone by an event, so there is a question before.</summary>
public sealed partial class ModelPage
{
    [Inject] private PlatformCommands Commands { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private static DialogOptions Question => new() { Width = "460px", CloseDialogOnOverlayClick = true };

    private async Task TakeOutAsync(int version)
    {
        var model = Name;
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(TakeOutDialog.Aliases)] = AliasesOf(version).ToList(), [nameof(TakeOutDialog.IsOutside)] = _model!.Versions[version - 1].Checkpoint.Length == 0,
        };
        if (await Dialogs.OpenAsync<TakeOutDialog>($"Take version {version} out?", parameters, Question) is true)
            await TakeOutAsync(model, version);
    }

    private async Task TakeOutAsync(string model, int version)
    {
        if (await Toasts.TryAsync(() => Commands.ApplyAsync(model, new DeleteVersion(version, Visitor.Name) { At = Time.GetUtcNow() }), $"Version {version} of {model} is taken out.") && model == Name)
            await LoadAsync();
    }

    // Offered when it has no version.
    private async Task DeleteAsync()
    {
        var model = Name;
        if (await Dialogs.OpenAsync<TakeModelOutDialog>($"Take {model} out?", [], Question) is not true)
            return;
        if (await Toasts.TryAsync(() => Commands.ApplyAsync(model, new DeleteModel(Visitor.Name) { At = Time.GetUtcNow(), OnlyEmpty = true }), $"The model {model} is taken out; its name is free.") && model == Name)
            Navigation.NavigateTo("models");
    }
}

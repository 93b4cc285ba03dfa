using Microsoft.AspNetCore.Components;

namespace Platform.Web.Palette;

/// <summary>Something that can be done on the page that renders this component. It is offered while it is rendered.</summary>
public sealed partial class PageAction : IDisposable
{
    /// <summary>What it does, in the imperative: Pause this sweep.</summary>
    [Parameter, EditorRequired] public string Title { get; set; } = "";

    /// <summary>One of the platform's icons.</summary>
    [Parameter, EditorRequired] public string Icon { get; set; } = "";

    /// <summary>Carried out when it is chosen or its key is pressed.</summary>
    [Parameter, EditorRequired] public EventCallback Do { get; set; }

    /// <summary>One character that does it, outside of fields; null for none.</summary>
    [Parameter] public string? Key { get; set; }

    /// <summary>Other words under which it is found.</summary>
    [Parameter] public string Words { get; set; } = "";

    /// <summary>False while it is not possible; it is not offered then.</summary>
    [Parameter] public bool Enabled { get; set; } = true;

    /// <summary>It belongs to no page: offered only when something like it is typed.</summary>
    [Parameter] public bool Everywhere { get; set; }

    /// <summary>The page has a button with the key already.</summary>
    [Parameter] public bool HasButton { get; set; }

    [Inject] private PageActions Actions { get; set; } = null!;

    public void Dispose() => Actions.Remove(this);

    protected override void OnInitialized() => Actions.Add(this);

    internal PaletteEntry ToEntry() => new("Actions", Title, Icon) { Run = () => InvokeAsync(Do.InvokeAsync), Keys = Key ?? "", Words = Words };
}

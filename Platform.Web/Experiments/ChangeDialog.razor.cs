using Microsoft.AspNetCore.Components;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Components;
using Platform.Web.Layout;
using Radzen;

namespace Platform.Web.Experiments;

/// <summary>Asks for another space or budget, shows what that would do, and does it. Closes with true when the sweep was changed.</summary>
public sealed partial class ChangeDialog
{
    private const double SecondsAnHour = 3600;

    private int _trials;
    private int _lanes;
    private int _epochs;
    private double? _hours;
    private string _space = "";
    private string? _reason;
    private string? _error;
    private string? _shown;
    private SweepChangePreview? _preview;

    [Parameter, EditorRequired] public ExperimentView Sweep { get; set; } = null!;

    [Inject] private SweepChanger Changer { get; set; } = null!;

    [Inject] private DialogService Dialogs { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    private string Text => SweepChangeText.Differing(Sweep.Spec, _trials, _epochs, _lanes, Seconds, _space);

    // Hours are rounded, seconds are not.
    private double? Seconds => _hours * SecondsAnHour is { } wanted && Sweep.Spec.Stop?.WallClockSeconds is { } now && Math.Abs(wanted - now) < 1 ? now : _hours * SecondsAnHour;

    protected override void OnInitialized()
    {
        var spec = Sweep.Spec;
        (_trials, _lanes, _epochs, _space) = (spec.Trials, spec.Parallelism, spec.Epochs, SweepChangeText.SpaceOf(spec));
        _hours = spec.Stop?.WallClockSeconds is { } seconds ? Math.Round(seconds / SecondsAnHour, 4) : null;
    }

    private Task LookAsync() => TryAsync(async () =>
    {
        _shown = Text;
        _preview = await Changer.PreviewAsync(Sweep.Id, _shown, SweepFileFormat.Yaml, Visitor.Name);
    });

    private Task ChangeAsync() => TryAsync(async () =>
    {
        await Changer.ChangeAsync(Sweep.Id, _shown!, SweepFileFormat.Yaml, Visitor.Name, _reason?.Trim() ?? "", seen: Sweep.Changes.Count);
        Dialogs.Close(true);
    });

    private async Task TryAsync(Func<Task> act)
    {
        (_error, _preview) = (null, null);
        try
        {
            await act();
        }
        catch (InvalidInputException invalid)
        {
            _error = string.Join(" ", invalid.Errors.Select(e => $"{e.Field}: {e.Message}"));
        }
        catch (RuleViolation refused)
        {
            _error = refused.Message;
        }
        catch (Exception away) when (DatabaseAway.Is(away))
        {
            _error = DatabaseAway.OfWriting;
        }
    }
}
